"""Checks by the schedule and by the button, when something comes in between."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb.proofs import keys
from chalicelib.domain.errors import LimitName, Problem, Refused
from chalicelib.domain.proofs.changes import MOST_UNDER_WAY
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.records import TxtAnswer
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.services.proofs.asking import ask_for_proof, withdraw_proof
from chalicelib.services.proofs.checking import SECONDS, check_due_proofs, check_proof
from chalicelib.services.proofs.evidence import person_proof
from chalicelib.services.unit_of_work.caller import Caller
from tests.backends.observable_table import calls_of
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.proofs.conftest import HOLDER, Proving
from tests.unreadable_rows import poisoned
from tests.world import World, person

ALONE = Caller(HOLDER, ())


class Answering:
    """A DNS that has the records of these proofs; `first` happens when it is asked for the first time."""

    def __init__(self, *proofs: DomainProof, first: Callable[[], object] = lambda: None) -> None:
        self._records = {proof.record.name: proof.record.value for proof in proofs}
        self._first = [first]
        self.asked: list[str] = []

    def texts(self, name: str, domain: str) -> TxtAnswer:
        """Answer for the names of the records alone."""
        self.asked.append(name)
        while self._first:
            self._first.pop()()
        return TxtAnswer((self._records[name].encode(),) if name in self._records else ())


def ask(world: World, domain: str = "univ.example") -> DomainProof:
    return ask_for_proof(world.ports, ALONE, domain)


def status(world: World, proof: DomainProof) -> ProofStatus:
    found = world.ports.store.domain_proof(proof.proof_id)
    assert found is not None
    return found.status


def run_schedule(world: World, lookup: Answering, seconds: Callable[[], float] = lambda: 0.0) -> None:
    ports = replace(world.ports, txt_lookup=lookup)
    check_due_proofs(ports, world.container.mail_sender.outbox, seconds)


def test_proof_that_is_withdrawn_while_it_is_looked_up_stays_withdrawn(world: World) -> None:
    proof = ask(world)
    world.clock.advance(minutes=5)
    lookup = Answering(proof, first=lambda: withdraw_proof(world.ports, ALONE, proof.proof_id))
    run_schedule(world, lookup)
    assert status(world, proof) is ProofStatus.WITHDRAWN
    again = ask(world)
    lookup = Answering(again, first=lambda: withdraw_proof(world.ports, ALONE, proof.proof_id))
    answered = check_proof(replace(world.ports, txt_lookup=lookup), ALONE, proof.proof_id)
    assert answered.status is status(world, proof) is ProofStatus.WITHDRAWN


def test_many_presses_at_once_ask_the_dns_once(world: World) -> None:
    proof, refused = ask(world), []

    def press_again() -> None:
        with pytest.raises(Refused) as refusal:
            check_proof(world.ports, ALONE, proof.proof_id)
        refused.append(refusal.value.problem)

    lookup = Answering(first=press_again)
    check_proof(replace(world.ports, txt_lookup=lookup), ALONE, proof.proof_id)
    assert (refused, len(lookup.asked)) == ([Problem.CHECK_TOO_SOON], 1)


def test_button_works_20_times_a_day(world: World) -> None:
    proof = ask(world)
    for _ in range(20):
        check_proof(world.ports, ALONE, proof.proof_id)
        world.clock.advance(minutes=1)
    with pytest.raises(Refused) as refusal:
        check_proof(world.ports, ALONE, proof.proof_id)
    assert refusal.value.problem is Problem.CHECK_TOO_SOON
    world.clock.advance(hours=23, minutes=40)
    check_proof(world.ports, ALONE, proof.proof_id)


def test_run_begins_no_check_after_its_time_and_the_next_one_goes_on(world: World) -> None:
    proofs = [ask(world, f"d{number}.example") for number in range(3)]
    world.clock.advance(minutes=5)
    times = iter((0.0, 0.0, SECONDS, SECONDS))
    first = Answering(*proofs)
    run_schedule(world, first, lambda: next(times))
    assert len({name for name in first.asked if name.startswith("_smart")}) == 1
    run_schedule(world, Answering(*proofs))
    assert {status(world, proof) for proof in proofs} == {ProofStatus.PROVED}


@pytest.mark.parametrize("poison", ["broken", "of_later_release", "of_another_type"])
def test_row_that_cannot_be_read_is_set_aside_and_holds_up_no_other(world: World, poison: str) -> None:
    bad, good = ask(world, "bad.example"), ask(world, "good.example")
    world.clock.advance(minutes=5)
    with poisoned(world.table, keys.domain_proof(bad.proof_id), poison):
        lookup = Answering(bad, good)
        run_schedule(world, lookup)
        run_schedule(world, lookup)
        assert status(world, good) is ProofStatus.PROVED
        row = world.table.get(keys.domain_proof(bad.proof_id))
        assert row is not None
        assert row.malformed or row.trouble == "record-unreadable"


def test_fault_of_one_check_holds_up_no_other(world: World) -> None:
    first, second = ask(world, "a.example"), ask(world, "b.example")
    world.clock.advance(minutes=5)

    def fail() -> None:
        raise OSError("what a resolver cannot do")

    run_schedule(world, Answering(first, second, first=fail))
    assert sorted([status(world, first), status(world, second)]) == [ProofStatus.ASKED, ProofStatus.PROVED]


def test_administrator_who_loses_the_role_meanwhile_changes_nothing(world: World) -> None:
    account = Account.of(world)
    caller = account.caller(ADMINISTRATOR)
    proof = ask_for_proof(world.ports, caller, "univ.example", account.account_id)
    stranger = Caller(ADMINISTRATOR, ())
    for act in (withdraw_proof, check_proof):
        with pytest.raises(Refused) as refusal:
            act(world.ports, stranger, proof.proof_id)
        assert refusal.value.problem is Problem.PROOF_UNKNOWN


def test_asking_again_and_again_sends_no_more_mails_than_the_limit(world: World) -> None:
    for _ in range(world.ports.policy.mails_per_requester):
        withdraw_proof(world.ports, ALONE, ask(world).proof_id)
    with pytest.raises(Refused) as refusal:
        ask(world)
    assert refusal.value.problem is Problem.MAIL_LIMIT


def test_person_has_25_proofs_under_way_at_most(world: World) -> None:
    proofs = [ask(world, f"d{number}.example") for number in range(MOST_UNDER_WAY)]
    with pytest.raises(Refused) as refusal:
        ask(world, "one-more.example")
    assert refusal.value.problem is Problem.TOO_MANY_PROOFS
    assert refusal.value.facts == {"limit_name": LimitName.PROOFS_PER_HOLDER, "limit": MOST_UNDER_WAY}
    withdraw_proof(world.ports, ALONE, proofs[0].proof_id)
    ask(world, "one-more.example")


def test_mail_of_a_proof_that_was_withdrawn_is_not_sent(world: World) -> None:
    withdraw_proof(world.ports, ALONE, ask(world).proof_id)
    assert world.work() == []


def test_trail_of_a_proof_is_intact(proving: Proving) -> None:
    proof = proving.ask()
    proving.publish(proof)
    proving.pass_(minutes=5)
    withdraw_proof(proving.world.ports, proving.caller(), proof.proof_id)
    current = proving.current(proof)
    events = proving.world.ports.store.events(proof.proof_id)
    assert [event.sequence for event in events] == [1, 2, 3]
    assert proving.world.ports.audit.holds(events, current.last_seal, current.event_count)
    assert {event.details["domain"] for event in events} == {"univ.example"}
    told = str([event.details for event in events]).replace(HOLDER.person_id, "")
    assert str(HOLDER.email) not in told


@pytest.mark.parametrize("visibility", ["restricted", "unrestricted"])
def test_asking_makes_the_same_calls_whether_or_not_the_domain_has_an_account(world: World, visibility: str) -> None:
    world.import_account("House", "house.example", ("boss@house.example",), visibility)
    verbs = []
    for domain in ("house.example", "free.example"):
        newcomer = Caller(person(f"newcomer@{domain}"), ())
        with calls_of(world.table) as calls:
            ask_for_proof(world.ports, newcomer, domain)
        verbs.append([call.verb for call in calls])
    assert verbs[0] == verbs[1]


def test_evidence_takes_one_batch(world: World) -> None:
    with calls_of(world.table) as calls:
        assert person_proof(world.ports, HOLDER.person_id, "a.labs.univ.example") is None
    assert [call.verb for call in calls] == ["batch"]
