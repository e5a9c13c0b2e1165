"""A role that moves to its holder's new address while it is withdrawn leaves no row behind."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.roles import withdraw_role
from chalicelib.services.unit_of_work.ports import Ports
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.unit_of_work.interrupted import interrupted
from tests.world import World, person

ADMIN, USER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_USER
ACTOR = person("actor@univ.example", name="Ann Actor")


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def places(account: Account, grant_id: str) -> set[tuple[str, str]]:
    """Return where a role is listed, as (partition, address)."""
    listed = account.world.table.scan(begins_with("sk", keys.GRANT_PREFIX))
    found = [(record.pk, decoded(record.document, Grant)) for record in listed]
    return {(partition, grant.email) for partition, grant in found if grant.grant_id == grant_id}


@pytest.fixture
def claimed(account: Account) -> Grant:
    """A role that its holder has claimed."""
    account.give(ACTOR, USER)
    claim_at_sign_in(account.world.ports, ACTOR)
    (grant,) = account.caller(ACTOR).grants
    return grant


def moved_to(local: str) -> Callable[[Ports], object]:
    """Sign in again under another address."""
    return lambda ports: claim_at_sign_in(ports, replace(ACTOR, email=MailAddress(local, "univ.example")))


def test_role_moved_during_withdrawal_is_removed_everywhere(account: Account, claimed: Grant) -> None:
    ports, by = account.world.ports, account.caller(ADMINISTRATOR)
    withdraw_role(interrupted(ports, lambda: moved_to("new")(ports)), by, account.account_id, claimed.grant_id)
    assert places(account, claimed.grant_id) == set()


def test_role_withdrawn_during_move_is_removed_everywhere(account: Account, claimed: Grant) -> None:
    ports, by = account.world.ports, account.caller(ADMINISTRATOR)
    moved_to("new")(interrupted(ports, lambda: withdraw_role(ports, by, account.account_id, claimed.grant_id)))
    assert places(account, claimed.grant_id) == set()


def test_role_moved_to_two_addresses_at_once_is_listed_with_one(account: Account, claimed: Grant) -> None:
    ports = account.world.ports
    moved_to("new")(interrupted(ports, lambda: moved_to("other")(ports)))
    partitions = {f"ACCOUNT#{account.account_id}", f"PERSON#{ACTOR.person_id}", "ADDRESS#other@univ.example"}
    assert places(account, claimed.grant_id) == {(partition, "other@univ.example") for partition in partitions}


def test_administrator_role_moved_during_withdrawal_leaves_no_contact(account: Account) -> None:
    actor = account.give(ACTOR, ADMIN)
    claim_at_sign_in(account.world.ports, ACTOR)
    ports, by = account.world.ports, account.caller(ADMINISTRATOR)
    (grant,) = actor.grants
    withdraw_role(interrupted(ports, lambda: moved_to("new")(ports)), by, account.account_id, grant.grant_id)
    assert places(account, grant.grant_id) == set()
    assert [contact.email for contact in account.row.administrators] == [str(ADMINISTRATOR.email)]
