"""A row that cannot be read lets nobody do more: decisions that need it are refused, and nothing is written."""

from collections.abc import Callable

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.access import requests, roles
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.importing import Imported, import_batch
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.unreadable_rows import POISONS, poisoned
from tests.world import PARTNER, World, person

GUEST = person("guest@univ.example", name="Gil Guest")
VIEWER, ADMIN = AccessRole.SMART_ACCOUNT_VIEWER, AccessRole.SMART_ACCOUNT_ADMINISTRATOR
Act = Callable[[Account], object]


@pytest.fixture
def account(world: World) -> Account:
    """Run by two administrators; a guest is a viewer, and has asked for more."""
    one = Account.of(world)
    one.give(COLLEAGUE, ADMIN)
    one.give(GUEST, VIEWER)
    return one


def refused_and_unchanged(account: Account, act: Act, problem: Problem) -> None:
    """What is refused so, leaving every row as it is."""
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        act(account)
    assert (refused.value.problem, account.world.rows()) == (problem, before)


def guests_role(account: Account) -> Key:
    return keys.account_grant(account.account_id, f"{VIEWER}-all-of-guest")


def lab(account: Account) -> Key:
    return keys.virtual_account(account.account_id, account.lab)


def give(account: Account) -> object:
    typed = RoleForm("new@univ.example", VIEWER.value)
    return roles.give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, typed)


def create(account: Account) -> object:
    return administration.create_part(
        account.world.ports, account.caller(ADMINISTRATOR), account.account_id, NewVirtualAccount("Library")
    )


def rename(account: Account) -> object:
    caller, wanted = account.caller(ADMINISTRATOR), Alteration("Bureau")
    return administration.change_part(account.world.ports, caller, account.account_id, account.office, wanted)


def ask(account: Account) -> object:
    return account.ask(PARTNER, VIEWER)


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize(
    ("row", "act"),
    [
        pytest.param(guests_role, give, id="a role beside one that it might repeat"),
        pytest.param(lab, create, id="a Virtual Account beside one that may have its name"),
        pytest.param(lab, rename, id="the name of a Virtual Account beside one that may have it"),
    ],
)
def test_what_must_not_be_there_twice_is_not_made_beside_what_cannot_be_read(
    account: Account, row: Callable[[Account], Key], act: Act, poison: str
) -> None:
    with poisoned(row(account), poison):
        refused_and_unchanged(account, act, Problem.RECORD_UNREADABLE)
    act(account)


@pytest.mark.parametrize("poison", POISONS)
def test_the_last_administrator_who_can_be_read_stays(account: Account, poison: str) -> None:
    present = account.world.ports.store.account_grants(account.account_id)
    own = next(one for one in present if (one.email, one.role) == (str(ADMINISTRATOR.email), ADMIN))
    other = next(one for one in present if (one.email, one.role) == (str(COLLEAGUE.email), ADMIN))

    def withdraw(one: Account) -> None:
        roles.withdraw_role(one.world.ports, one.caller(ADMINISTRATOR), one.account_id, own.grant_id)

    with poisoned(keys.account_grant(account.account_id, other.grant_id), poison):
        refused_and_unchanged(account, withdraw, Problem.LAST_ADMINISTRATOR)
    withdraw(account)


def test_a_role_is_withdrawn_beside_one_that_cannot_be_read(account: Account) -> None:
    """Taking a right away must not wait for a repair."""
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    present = ports.store.account_grants(account.account_id)
    other = next(one for one in present if one.email == str(COLLEAGUE.email))
    with poisoned(guests_role(account), "of_later_release"):
        roles.withdraw_role(ports, caller, account.account_id, other.grant_id)
    assert account.roles_of(COLLEAGUE) == set()


@pytest.mark.parametrize("poison", POISONS)
def test_a_role_that_cannot_be_read_gives_no_right(account: Account, poison: str) -> None:
    (grant,) = account.caller(COLLEAGUE).grants
    with poisoned(keys.address_grant(COLLEAGUE.email.key, account.account_id, grant.grant_id), poison):
        caller = account.caller(COLLEAGUE)
        refused_and_unchanged(
            account,
            lambda one: administration.change_account(one.world.ports, caller, one.account_id, Alteration("Mine")),
            Problem.ADMINISTRATOR_REQUIRED,
        )


@pytest.mark.parametrize("poison", POISONS)
def test_nobody_asks_or_decides_where_what_waits_cannot_be_read(account: Account, poison: str) -> None:
    request = account.ask(PARTNER, VIEWER)
    decider = account.caller(ADMINISTRATOR)

    def approve(one: Account) -> object:
        return requests.approve(one.world.ports, decider, request.access_request_id, Choice())

    with poisoned(keys.inbox(account.account_id), poison):
        refused_and_unchanged(account, approve, Problem.RECORD_UNREADABLE)
        refused_and_unchanged(account, lambda one: one.ask(GUEST, ADMIN), Problem.RECORD_UNREADABLE)
    approve(account)


def test_a_virtual_account_that_cannot_be_read_is_neither_asked_for_nor_given(account: Account) -> None:
    role = AccessRole.VIRTUAL_ACCOUNT_USER
    request = account.ask(PARTNER, role, account.lab)
    decider = account.caller(ADMINISTRATOR)
    with poisoned(lab(account), "broken"):
        for act in (
            lambda one: one.ask(GUEST, AccessRole.VIRTUAL_ACCOUNT_USER, account.lab),
            lambda one: requests.approve(one.world.ports, decider, request.access_request_id, Choice()),
        ):
            refused_and_unchanged(account, act, Problem.VALIDATION_FAILED)


@pytest.mark.parametrize("poison", POISONS)
def test_an_import_gives_no_role_again_whose_withdrawal_cannot_be_read(account: Account, poison: str) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    present = ports.store.account_grants(account.account_id)
    other = next(one for one in present if one.email == str(COLLEAGUE.email))
    roles.withdraw_role(ports, caller, account.account_id, other.grant_id)
    both = (str(ADMINISTRATOR.email), str(COLLEAGUE.email))
    row = read_row("University of Example", ["univ.example"], "", both, ports.rules)
    with poisoned(keys.account_event(account.account_id, account.row.event_count), poison):
        (result,) = import_batch(ports, [row])
    assert (result.imported, account.roles_of(COLLEAGUE)) == (Imported.UNREADABLE, set())
