"""After a change of the sign-in provider people have what they had: whom an identity claims, and whom it does not."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.moved_identity import MOST_ACCOUNTS, Issuers
from chalicelib.services.access import requests as access
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.sign_in.identities import Identities
from chalicelib.services.unit_of_work.ports import Ports
from infra.verify import holds
from tests.services.sign_in.moving import FORMER, NEXT, PRESENT, USER, Move, identity, stranger
from tests.world import PARTNER, World


@pytest.fixture
def move(world: World) -> Move:
    return Move.of(world)


def test_the_same_verified_address_is_the_person_of_before_with_all_that_is_theirs(move: Move) -> None:
    person = move.after.at_sign_in(identity("new"))

    assert person == PARTNER
    claim_at_sign_in(move.world.ports, person)
    assert move.account.roles_of(person) == {(USER, None)}
    (file,) = move.world.ports.store.requests_of(person.person_id, 25, None).items
    assert file.request.requester.person_id == PARTNER.person_id
    open_requests = move.world.ports.store.preconditions([], person.person_id).open_requests
    assert open_requests is not None
    assert list(open_requests.ends) == [file.request.request_id]


def test_nobody_decides_their_own_access_request_with_another_identity(move: Move) -> None:
    administrator = AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    move.account.give(PARTNER, administrator)
    person = move.after.at_sign_in(identity("new"))

    caller, asked = move.account.caller(person), move.access_request.access_request_id
    with pytest.raises(Refused, match="own-request"):
        access.approve(move.world.ports, caller, asked, Choice())


def test_a_claim_is_an_event_of_its_own_trail_and_of_the_persons_accounts_and_no_trail_has_an_address(
    move: Move,
) -> None:
    move.after.at_sign_in(identity("new"))

    ports, account_id = move.world.ports, move.account.account_id
    (own,) = ports.store.events("identity-new")
    of_account = ports.store.account_events(account_id)[-1]
    assert own.kind is of_account.kind is EventKind.IDENTITY_MOVED
    told = {"person": PARTNER.person_id, "address": PARTNER.email.masked, "former_issuer": FORMER, "issuer": PRESENT}
    assert (own.details, of_account.details) == (told | {"accounts": 1}, told)
    assert holds(move.world.container, "identity-new")
    assert holds(move.world.container, account_id)


def test_a_claim_is_mailed_once_to_the_address_in_the_persons_language(move: Move) -> None:
    move.world.work()
    for _ in range(2):
        move.after.at_sign_in(replace(identity("new"), language="fr"))
    (mail,) = move.world.work()
    assert mail["To"] == str(PARTNER.email)
    assert mail["Content-Language"] == "fr"
    assert "former.vendor.example" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "spelled", ["Partner@Reseller.Example", "partner@RESELLER.example", "part.ner@reseller.example"]
)
def test_an_address_is_the_same_wherever_its_key_is(move: Move, spelled: str) -> None:
    new = identity("new", MailAddress.parse(spelled))
    person = move.after.at_sign_in(new)
    assert (person.person_id == PARTNER.person_id) == (new.email.key == PARTNER.email.key)
    assert person.email == new.email


def test_nobody_claims_after_the_end_and_who_has_claimed_stays(move: Move) -> None:
    move.after.at_sign_in(identity("new"))
    move.account.give(stranger("late"), USER)
    move.before.at_sign_in(stranger("late"))
    move.world.clock.advance(days=30)

    late = replace(stranger("late"), person_id="identity-late")
    assert move.after.at_sign_in(late) == late
    for issuers in (move.after.issuers, Issuers(PRESENT)):
        later = Identities(move.world.ports, issuers)
        assert later.at_sign_in(identity("new")) == PARTNER
        assert later.of_bearer(identity("new"), may_claim=False) == PARTNER


def test_roles_that_an_identity_was_given_before_it_claims_come_along(move: Move) -> None:
    viewer, new = AccessRole.SMART_ACCOUNT_VIEWER, identity("new")
    move.account.give(new, viewer)
    claim_at_sign_in(move.world.ports, new)
    assert move.account.roles_of(new) == {(viewer, None)}

    assert move.after.at_sign_in(new) == PARTNER
    assert move.account.roles_of(PARTNER) == {(USER, None), (viewer, None)}
    assert move.world.ports.store.claimed_grants(new.person_id) == []


def test_a_call_that_reads_acts_for_the_person_and_writes_nothing_and_one_that_writes_claims(move: Move) -> None:
    rows = move.world.rows()
    assert move.after.of_bearer(identity("new"), may_claim=False) == PARTNER
    assert move.world.rows() == rows

    assert move.after.of_bearer(identity("new"), may_claim=True) == PARTNER
    assert move.world.ports.store.moved_identity("identity-new") is not None


def test_a_person_who_comes_back_to_their_first_issuer_is_themselves_and_claimed_by_nobody(move: Move) -> None:
    move.after.at_sign_in(identity("new"))

    back = Move.to(move.world, FORMER, PRESENT)
    assert back.at_sign_in(identity("another")) == identity("another")
    assert back.at_sign_in(PARTNER) == PARTNER


def test_a_person_follows_from_one_change_to_the_next(move: Move) -> None:
    move.after.at_sign_in(identity("second"))

    again = Move.to(move.world, NEXT, PRESENT)
    assert again.at_sign_in(identity("third")) == PARTNER
    assert again.of_bearer(identity("second"), may_claim=False) == PARTNER


def test_who_signed_in_last_with_an_address_is_claimed_by_it(move: Move) -> None:
    successor = identity("successor")
    move.before.at_sign_in(successor)
    move.account.give(successor, AccessRole.SMART_ACCOUNT_VIEWER)
    claim_at_sign_in(move.world.ports, successor)

    assert move.after.at_sign_in(identity("new")) == successor


def test_of_many_accounts_the_first_have_the_event_and_its_own_trail_has_their_number(move: Move) -> None:
    for number in range(MOST_ACCOUNTS):
        move.world.import_account(f"Account {number}", f"account{number}.example", (str(PARTNER.email),))
    claim_at_sign_in(move.world.ports, PARTNER)

    move.after.at_sign_in(identity("new"))

    (own,) = move.world.ports.store.events("identity-new")
    assert own.details["accounts"] == MOST_ACCOUNTS + 1
    accounts = {grant.account_id for grant in move.world.ports.store.claimed_grants(PARTNER.person_id)}
    told = [
        account_id
        for account_id in accounts
        if move.world.ports.store.account_events(account_id)[-1].kind is EventKind.IDENTITY_MOVED
    ]
    assert len(told) == MOST_ACCOUNTS


class BusyStore:
    """A store that is out of reach."""

    def __getattr__(self, name: str) -> object:
        raise Refused(Problem.BUSY)


def test_who_somebody_is_is_never_guessed_while_the_database_is_busy(move: Move) -> None:
    ports: Ports = replace(move.world.ports, store=BusyStore())  # type: ignore[arg-type]
    busy = Move.to(move.world, PRESENT, FORMER, ports)
    with pytest.raises(Refused, match="busy"):
        busy.at_sign_in(identity("new"))
    with pytest.raises(Refused, match="busy"):
        busy.of_bearer(identity("new"), may_claim=False)


def test_a_bearer_is_read_once_for_all_calls_of_a_container_unless_they_may_still_claim(move: Move) -> None:
    move.after.at_sign_in(identity("new"))
    settled, plain = Move.to(move.world, PRESENT, FORMER), Identities(move.world.ports, Issuers(PRESENT))
    for identities, who in ((settled, identity("new")), (plain, stranger("somebody"))):
        known = identities.of_bearer(who, may_claim=False)
        replaced = replace(identities, ports=replace(move.world.ports, store=BusyStore()))  # type: ignore[arg-type]
        assert replaced.of_bearer(who, may_claim=True) == known
