"""Races in a recovery, through the use cases on DynamoDB Local: one outcome, which the trail tells."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from threading import Barrier

import pytest

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.domain.recovery.recovery import Objection, Recovery, mailbox_of
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.proofs.asking import ask_for_proof, withdraw_proof
from chalicelib.services.proofs.checking import check_proof, process_due_proof
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.recovery.due import process_due_recovery
from chalicelib.services.recovery.objecting import object_to_recovery
from chalicelib.services.recovery.reviewing import approve_recovery
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from tests.movable_clock import MovableClock
from tests.services.recovery.conftest import Published

pytestmark = pytest.mark.races

ROUNDS = 5
NUMBERS = count(1)
Act = Callable[[], object]
ADMIN = AccessRole.SMART_ACCOUNT_ADMINISTRATOR


@dataclass(frozen=True)
class Story:
    """An account of its own for each round, with a clock that moves."""

    ports: Ports
    domain: str
    account_id: str
    clock: MovableClock

    @classmethod
    def of(cls, container: Container) -> "Story":
        """Import the account."""
        clock = MovableClock()
        ports, domain = replace(container.ports, clock=clock), f"recovery{next(NUMBERS)}.example"
        import_batch(ports, [read_row("Lost", [domain], "", [f"boss@{domain}"], ports.rules)])
        return cls(ports, domain, ports.store.locks_on([(domain, domain)])[domain].account_id, clock)

    def caller(self, local: str, *groups: str) -> Caller:
        """Return somebody at the domain."""
        email = MailAddress(local, self.domain)
        return Caller(Person(f"{local}-{self.domain}", email, local.title(), "en", frozenset(groups)), ())

    def proved(self, local: str) -> DomainProof:
        """Have them prove the domain now."""
        proof = ask_for_proof(self.ports, self.caller(local), self.domain)
        ports = replace(self.ports, txt_lookup=Published(proof))
        return check_proof(ports, self.caller(local), proof.proof_id)

    def on_the_seventh_day(self) -> tuple[Recovery, DomainProof]:
        """Return the recovery just before its end, with all mails queued."""
        proof = self.proved("it")
        recovery = ask_for_recovery(self.ports, self.caller("it"), self.account_id)
        for days in (3, 3, 1):
            self.clock.advance(days=days)
            if days == 3:
                process_due_recovery(self.ports, recovery.recovery_id)
        return recovery, proof

    def outcome(self, recovery: Recovery) -> tuple[RecoveryStatus, EventKind, int]:
        """Return status, last event and number of administrators; the trail is whole."""
        after = self.ports.store.recovery(recovery.recovery_id)
        assert after is not None
        events = self.ports.store.events(recovery.recovery_id)
        assert self.ports.audit.holds(events, after.last_seal, after.event_count)
        grants = self.ports.store.account_grants(self.account_id)
        return after.status, events[-1].kind, sum(one.role is ADMIN for one in grants)


def at_once(*acts: Act) -> Sequence[object]:
    """Do all at the same time; return results and refusals."""
    barrier = Barrier(len(acts))

    def carried_out(act: Act) -> object:
        barrier.wait()
        try:
            return act()
        except Refused as refused:
            return refused.problem

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(carried_out, acts))


@pytest.mark.parametrize("_", range(ROUNDS))
def test_objection_against_the_seventh_day(container: Container, _: int) -> None:
    story = Story.of(container)
    recovery, _proof = story.on_the_seventh_day()
    mailbox = mailbox_of(recovery.recovery_id, f"boss@{story.domain}")
    token = story.ports.links.objection_token(Objection(recovery.recovery_id, recovery.notices, mailbox))
    at_once(
        lambda: object_to_recovery(story.ports, token),
        lambda: process_due_recovery(story.ports, recovery.recovery_id),
        lambda: process_due_recovery(story.ports, recovery.recovery_id),
    )
    assert story.outcome(recovery) in (
        (RecoveryStatus.STOPPED, EventKind.RECOVERY_STOPPED, 1),
        (RecoveryStatus.RECOVERED, EventKind.RECOVERED, 2),
    )


@pytest.mark.parametrize("_", range(ROUNDS))
def test_proof_that_is_withdrawn_against_the_seventh_day(container: Container, _: int) -> None:
    story = Story.of(container)
    recovery, proof = story.on_the_seventh_day()
    at_once(
        lambda: withdraw_proof(story.ports, story.caller("it"), proof.proof_id),
        lambda: process_due_recovery(story.ports, recovery.recovery_id),
    )
    process_due_recovery(story.ports, recovery.recovery_id)
    assert story.outcome(recovery) in (
        (RecoveryStatus.IN_REVIEW, EventKind.RECOVERY_PROOF_LOST, 1),
        (RecoveryStatus.RECOVERED, EventKind.RECOVERED, 2),
    )


@pytest.mark.parametrize("_", range(ROUNDS))
def test_proof_that_lapses_against_the_end_of_the_notice(container: Container, _: int) -> None:
    """The schedule was away until the proof lapses; one of its runs began just before."""
    story = Story.of(container)
    recovery, proof = story.on_the_seventh_day()
    story.clock.advance(days=14)
    before = MovableClock()
    before.advance(days=21, microseconds=-1)
    at_once(
        lambda: process_due_proof(story.ports, proof.proof_id, CheckResult.NO_RECORD),
        lambda: process_due_recovery(replace(story.ports, clock=before), recovery.recovery_id),
    )
    process_due_recovery(story.ports, recovery.recovery_id)
    after = story.ports.store.domain_proof(proof.proof_id)
    assert after is not None
    assert after.status is ProofStatus.LAPSED
    assert story.outcome(recovery) in (
        (RecoveryStatus.IN_REVIEW, EventKind.RECOVERY_PROOF_LOST, 1),
        (RecoveryStatus.RECOVERED, EventKind.RECOVERED, 2),
    )


@pytest.mark.parametrize("_", range(ROUNDS))
def test_weekly_check_of_the_proof_in_the_minute_of_the_end_stops_nothing(container: Container, _: int) -> None:
    story = Story.of(container)
    recovery, proof = story.on_the_seventh_day()
    at_once(
        lambda: process_due_proof(story.ports, proof.proof_id, CheckResult.NO_RECORD),
        lambda: process_due_recovery(story.ports, recovery.recovery_id),
    )
    assert story.outcome(recovery) == (RecoveryStatus.RECOVERED, EventKind.RECOVERED, 2)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_candidates(container: Container, _: int) -> None:
    story = Story.of(container)
    story.proved("one")
    results = at_once(
        lambda: ask_for_recovery(story.ports, story.caller("one"), story.account_id),
        lambda: ask_for_recovery(story.ports, story.caller("two"), story.account_id),
    )
    [made] = [one for one in results if isinstance(one, Recovery)]
    assert [one for one in results if one is not made] == [Problem.RECOVERY_EXISTS]
    after = story.ports.store.recovery(made.recovery_id)
    assert after is not None
    assert after.candidate == made.candidate
    assert [event.kind for event in story.ports.store.events(made.recovery_id)] == [EventKind.RECOVERY_ASKED]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_reviewers_approve_at_once_and_begin_one_notice(container: Container, _: int) -> None:
    story = Story.of(container)
    recovery = ask_for_recovery(story.ports, story.caller("it"), story.account_id)
    at_once(
        *(
            lambda local=local: approve_recovery(
                story.ports, story.caller(local, "reviewers"), recovery.recovery_id, "I rang them."
            )
            for local in ("rae", "rob")
        )
    )
    after = story.ports.store.recovery(recovery.recovery_id)
    assert after is not None
    assert (after.status, after.notices, len(after.approvals)) == (RecoveryStatus.NOTICE, 1, 2)
