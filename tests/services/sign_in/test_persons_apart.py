"""After a change of the sign-in provider: who claims nobody, and stays a person apart."""

from dataclasses import replace

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.moved_identity import MOST_OWN_ROLES, Issuers
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.sign_in.identities import Identities
from chalicelib.services.unit_of_work.identity_writes import SaveAddressHolder
from tests.services.sign_in.moving import FORMER, NEXT, PRESENT, Move, identity
from tests.services.unit_of_work.interrupted import interrupted
from tests.world import PARTNER, World


@pytest.fixture
def move(world: World) -> Move:
    return Move.of(world)


def test_a_person_is_claimed_once_and_a_second_identity_with_the_address_gets_nothing(move: Move) -> None:
    move.after.at_sign_in(identity("new"))

    second = identity("second")
    assert move.after.at_sign_in(second) == second
    assert move.after.of_bearer(second, may_claim=True) == second
    assert move.after.at_sign_in(identity("new")) == PARTNER


def test_of_two_identities_that_claim_at_the_same_time_one_gets_the_person(move: Move) -> None:
    def rival() -> object:
        return move.after.at_sign_in(identity("rival"))

    slow = Move.to(move.world, PRESENT, FORMER, interrupted(move.world.ports, rival))
    assert slow.at_sign_in(identity("slow")) == identity("slow")
    assert move.after.at_sign_in(identity("rival")) == PARTNER


@pytest.mark.parametrize("issuers", [Issuers(PRESENT), Issuers(PRESENT, NEXT)])
def test_without_a_former_issuer_that_is_named_nobody_claims(move: Move, issuers: Issuers) -> None:
    assert Identities(move.world.ports, issuers).at_sign_in(identity("new")) == identity("new")


def test_another_address_claims_nobody(move: Move) -> None:
    other = identity("new", MailAddress.parse("partner@reseller.com"))
    assert move.after.at_sign_in(other) == other


def test_an_address_with_two_persons_claims_nobody_until_one_of_them_signs_in(move: Move) -> None:
    store = move.world.ports.store
    holder = store.identity_rows("none", PARTNER.email.key).holder
    assert holder is not None
    recorded = replace(holder, person_ids=("somebody", PARTNER.person_id), has_signed_in=False)
    store.commit([SaveAddressHolder(recorded)])

    assert move.after.at_sign_in(identity("new")) == identity("new")
    assert move.before.at_sign_in(PARTNER) == PARTNER
    assert move.after.at_sign_in(identity("new")) == PARTNER


def test_two_persons_whose_addresses_differ_by_letters_case_are_undecided_and_nobody_claims_one_of_them(
    move: Move,
) -> None:
    """Some hosts tell `Partner@` from `partner@`: who signed in last is not who has the other mailbox."""
    other = identity("other", MailAddress.parse(f"P{str(PARTNER.email)[1:]}"))
    for somebody in (other, PARTNER, other, PARTNER):
        assert move.before.at_sign_in(somebody) == somebody
        for address in (PARTNER.email, other.email):
            new = identity("new", address)
            assert move.after.of_bearer(new, may_claim=False) == new
    rows = move.world.rows()
    assert move.before.at_sign_in(other) == other
    assert move.world.rows() == rows


def has_too_many_roles(move: Move, new: Person) -> None:
    """Claim more roles than come along."""
    for number in range(MOST_OWN_ROLES + 1):
        move.world.give_role(str(new.email), f"account-{number}", AccessRole.SMART_ACCOUNT_VIEWER)
    claim_at_sign_in(move.world.ports, new)


def has_request(move: Move, new: Person) -> None:
    """Request an account."""
    move.world.submit(by=new, domain_identifier="second.example")


def has_access_request(move: Move, new: Person) -> None:
    """Request access."""
    move.account.ask(new, AccessRole.VIRTUAL_ACCOUNT_USER, move.account.lab)


@pytest.mark.parametrize("use", [has_too_many_roles, has_request, has_access_request])
def test_an_identity_that_has_more_of_its_own_than_some_roles_stays_a_person_apart(move: Move, use: object) -> None:
    assert callable(use)
    use(move, identity("new"))
    rows = move.world.rows()

    assert move.after.at_sign_in(identity("new")) == identity("new")
    assert move.after.of_bearer(identity("new"), may_claim=True) == identity("new")
    assert move.world.rows() == rows


@pytest.mark.parametrize("use", [has_request, has_access_request])
def test_what_an_identity_requests_during_its_claim_is_not_lost(move: Move, use: object) -> None:
    assert callable(use)
    ports = interrupted(move.world.ports, lambda: use(move, identity("new")))
    assert Move.to(move.world, PRESENT, FORMER, ports).at_sign_in(identity("new")) == identity("new")
