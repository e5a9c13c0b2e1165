"""An unreadable row grants nothing: decisions that depend on it are refused and nothing is written."""

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
    """An account with two administrators; a guest is a viewer and has requested more."""
    account = Account.of(world)
    account.give(COLLEAGUE, ADMIN)
    account.give(GUEST, VIEWER)
    return account


def assert_refused_without_changes(account: Account, act: Act, problem: Problem) -> None:
    """Assert that the action is refused with this problem and leaves every row as it is."""
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
    caller, alteration = account.caller(ADMINISTRATOR), Alteration("Bureau")
    return administration.change_part(account.world.ports, caller, account.account_id, account.office, alteration)


def ask(account: Account) -> object:
    return account.ask(PARTNER, VIEWER)


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize(
    ("row", "act"),
    [
        pytest.param(guests_role, give, id="a role next to one that it might repeat"),
        pytest.param(lab, create, id="a Virtual Account next to one that may have its name"),
        pytest.param(lab, rename, id="the name of a Virtual Account next to one that may have it"),
    ],
)
def test_unique_row_is_not_created_next_to_an_unreadable_one(
    account: Account, row: Callable[[Account], Key], act: Act, poison: str
) -> None:
    with poisoned(account.world.table, row(account), poison):
        assert_refused_without_changes(account, act, Problem.RECORD_UNREADABLE)
    act(account)


@pytest.mark.parametrize("poison", POISONS)
def test_last_readable_administrator_cannot_be_withdrawn(account: Account, poison: str) -> None:
    present = account.world.ports.store.account_grants(account.account_id)
    own = next(grant for grant in present if (grant.email, grant.role) == (str(ADMINISTRATOR.email), ADMIN))
    other = next(grant for grant in present if (grant.email, grant.role) == (str(COLLEAGUE.email), ADMIN))

    def withdraw(target: Account) -> None:
        roles.withdraw_role(target.world.ports, target.caller(ADMINISTRATOR), target.account_id, own.grant_id)

    with poisoned(account.world.table, keys.account_grant(account.account_id, other.grant_id), poison):
        assert_refused_without_changes(account, withdraw, Problem.LAST_ADMINISTRATOR)
    withdraw(account)


def test_role_can_be_withdrawn_next_to_an_unreadable_one(account: Account) -> None:
    """Withdrawing a right must not wait for a repair."""
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    present = ports.store.account_grants(account.account_id)
    other = next(grant for grant in present if grant.email == str(COLLEAGUE.email))
    with poisoned(account.world.table, guests_role(account), "of_later_release"):
        roles.withdraw_role(ports, caller, account.account_id, other.grant_id)
    assert account.roles_of(COLLEAGUE) == set()


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_role_gives_no_right(account: Account, poison: str) -> None:
    (grant,) = account.caller(COLLEAGUE).grants
    with poisoned(
        account.world.table, keys.address_grant(COLLEAGUE.email.key, account.account_id, grant.grant_id), poison
    ):
        caller = account.caller(COLLEAGUE)
        assert_refused_without_changes(
            account,
            lambda target: administration.change_account(
                target.world.ports, caller, target.account_id, Alteration("Mine")
            ),
            Problem.ADMINISTRATOR_REQUIRED,
        )


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_inbox_blocks_access_requests_and_decisions(account: Account, poison: str) -> None:
    request = account.ask(PARTNER, VIEWER)
    decider = account.caller(ADMINISTRATOR)

    def approve(target: Account) -> object:
        return requests.approve(target.world.ports, decider, request.access_request_id, Choice())

    with poisoned(account.world.table, keys.inbox(account.account_id), poison):
        assert_refused_without_changes(account, approve, Problem.RECORD_UNREADABLE)
        assert_refused_without_changes(account, lambda target: target.ask(GUEST, ADMIN), Problem.RECORD_UNREADABLE)
    approve(account)


def test_unreadable_virtual_account_can_be_neither_requested_nor_granted(account: Account) -> None:
    role = AccessRole.VIRTUAL_ACCOUNT_USER
    request = account.ask(PARTNER, role, account.lab)
    decider = account.caller(ADMINISTRATOR)
    with poisoned(account.world.table, lab(account), "broken"):
        for act in (
            lambda target: target.ask(GUEST, AccessRole.VIRTUAL_ACCOUNT_USER, account.lab),
            lambda target: requests.approve(target.world.ports, decider, request.access_request_id, Choice()),
        ):
            assert_refused_without_changes(account, act, Problem.VALIDATION_FAILED)


@pytest.mark.parametrize("poison", POISONS)
def test_import_does_not_restore_a_role_whose_withdrawal_is_unreadable(account: Account, poison: str) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    present = ports.store.account_grants(account.account_id)
    other = next(grant for grant in present if grant.email == str(COLLEAGUE.email))
    roles.withdraw_role(ports, caller, account.account_id, other.grant_id)
    both = (str(ADMINISTRATOR.email), str(COLLEAGUE.email))
    row = read_row("University of Example", ["univ.example"], "", both, ports.rules)
    with poisoned(account.world.table, keys.account_event(account.account_id, account.row.event_count), poison):
        (result,) = import_batch(ports, [row])
    assert (result.imported, account.roles_of(COLLEAGUE)) == (Imported.UNREADABLE, set())
