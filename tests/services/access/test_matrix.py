"""Role by action by ownership: one table of who may do what with access. Everything else is refused."""

from collections.abc import Callable, Mapping

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.access import requests
from chalicelib.services.access.roles import give_role, roles_on, withdraw_role
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.read import contacts_of, virtual_accounts_of
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.access.stories import COLLEAGUE, Account
from tests.world import World, person

SA_ADMIN = AccessRole.SMART_ACCOUNT_ADMINISTRATOR
SA_USER = AccessRole.SMART_ACCOUNT_USER
VA_ADMIN = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
VA_USER = AccessRole.VIRTUAL_ACCOUNT_USER

Act = Callable[[Account, Caller], object]
ACTOR = person("actor@univ.example", name="Ann Actor")


def deciding(role: AccessRole, *names: str, choice: Choice | None = None, own: bool = False) -> Act:
    """Approve a request of a colleague (or of the actor); `parts` are `lab` and `office`."""

    def act(account: Account, actor: Caller) -> object:
        named = [getattr(account, name) for name in names]
        request = account.ask(ACTOR if own else COLLEAGUE, role, *named)
        return requests.approve(account.world.ports, actor, request.access_request_id, choice or Choice())

    return act


def declining(role: AccessRole, *names: str) -> Act:
    """Decline a request of a colleague."""

    def act(account: Account, actor: Caller) -> object:
        request = account.ask(COLLEAGUE, role, *(getattr(account, name) for name in names))
        return requests.decline(account.world.ports, actor, request.access_request_id, "")

    return act


def giving(role: AccessRole, name: str = "") -> Act:
    """Grant a role to a new person."""

    def act(account: Account, actor: Caller) -> object:
        typed = RoleForm("new@univ.example", role.value, getattr(account, name) if name else "")
        return give_role(account.world.ports, actor, account.account_id, typed)

    return act


def withdrawing(role: AccessRole, name: str = "") -> Act:
    """Withdraw a colleague's role."""

    def act(account: Account, actor: Caller) -> object:
        virtual_account_id = getattr(account, name) if name else None
        account.give(COLLEAGUE, role, virtual_account_id)
        grant_id = f"{role}-{virtual_account_id or 'all'}-of-{COLLEAGUE.email.local}"
        withdraw_role(account.world.ports, actor, account.account_id, grant_id)
        return grant_id

    return act


def renaming(account: Account, actor: Caller) -> object:
    """Rename the account."""
    return administration.change_account(account.world.ports, actor, account.account_id, Alteration("Renamed"))


def adding_a_virtual_account(account: Account, actor: Caller) -> object:
    """A new Virtual Account."""
    return administration.create_part(account.world.ports, actor, account.account_id, NewVirtualAccount("New"))


def renaming_a_virtual_account(account: Account, actor: Caller) -> object:
    """Rename a Virtual Account, including one that the actor administers."""
    ports, alteration = account.world.ports, Alteration("Renamed")
    return administration.change_part(ports, actor, account.account_id, account.lab, alteration)


def removing_a_virtual_account(account: Account, actor: Caller) -> object:
    """Remove a Virtual Account, including one that the actor administers."""
    administration.remove_part(account.world.ports, actor, account.account_id, account.office)
    return account.office


def listing_roles(account: Account, actor: Caller) -> object:
    """List who has access and why."""
    return roles_on(account.world.ports, actor, account.account_id)


def reading_contacts(account: Account, actor: Caller) -> object:
    """Read the contacts of a restricted account."""
    return contacts_of(account.world.ports, actor, account.account_id)


def reading_the_hierarchy(account: Account, actor: Caller) -> object:
    """Read the Virtual Accounts of a restricted account."""
    return virtual_accounts_of(account.world.ports, actor, account.account_id)


# Every role on the whole account, those of Virtual Accounts on the Lab, and a person without a role.
ACTORS: Mapping[str, AccessRole | None] = {"nobody": None} | {role.value: role for role in AccessRole}
EVERYBODY = frozenset(ACTORS) - {"nobody"}
ADMIN, VIRTUAL_ACCOUNT_ADMIN = SA_ADMIN.value, VA_ADMIN.value
ONLY_ADMIN, BOTH = frozenset({ADMIN}), frozenset({ADMIN, VIRTUAL_ACCOUNT_ADMIN})
UP, WIDER, OTHER = Choice(role=SA_USER.value), Choice(scope="account"), "office"

DECIDER, BEYOND = Problem.NOT_THE_DECIDER, Problem.BEYOND_OWN_RIGHT
RUNS, ACCESS = Problem.ADMINISTRATOR_REQUIRED, Problem.ACCESS_REQUIRED

# Who may; the problem for a Virtual Account's administrator who may not; the problem for everybody else.
TABLE: Mapping[str, tuple[Act, frozenset[str], Problem, Problem]] = {
    "decide on the account": (deciding(SA_USER), ONLY_ADMIN, DECIDER, DECIDER),
    "decline on the account": (declining(SA_USER), ONLY_ADMIN, DECIDER, DECIDER),
    "decide on one's own part": (deciding(VA_USER, "lab"), BOTH, DECIDER, DECIDER),
    "make an administrator of one's own part": (deciding(VA_ADMIN, "lab"), BOTH, DECIDER, DECIDER),
    "decline on one's own part": (declining(VA_USER, "lab"), BOTH, DECIDER, DECIDER),
    "decide on another part": (deciding(VA_USER, OTHER), ONLY_ADMIN, DECIDER, DECIDER),
    "decide on one's own and another": (deciding(VA_USER, "lab", OTHER), ONLY_ADMIN, DECIDER, DECIDER),
    "raise to a role on the account": (deciding(VA_USER, "lab", choice=UP), ONLY_ADMIN, BEYOND, DECIDER),
    "grant on the account": (giving(SA_USER), ONLY_ADMIN, BEYOND, RUNS),
    "grant on one's own part": (giving(VA_USER, "lab"), BOTH, BEYOND, RUNS),
    "grant on another part": (giving(VA_USER, OTHER), ONLY_ADMIN, BEYOND, RUNS),
    "withdraw on the account": (withdrawing(SA_USER), ONLY_ADMIN, BEYOND, RUNS),
    "withdraw on one's own part": (withdrawing(VA_USER, "lab"), BOTH, BEYOND, RUNS),
    "withdraw on another part": (withdrawing(VA_USER, OTHER), ONLY_ADMIN, BEYOND, RUNS),
    "rename the account": (renaming, ONLY_ADMIN, RUNS, RUNS),
    "add a part": (adding_a_virtual_account, ONLY_ADMIN, RUNS, RUNS),
    "rename a part": (renaming_a_virtual_account, ONLY_ADMIN, RUNS, RUNS),
    "remove a part": (removing_a_virtual_account, ONLY_ADMIN, RUNS, RUNS),
    "see who has access": (listing_roles, BOTH, RUNS, RUNS),
    "read contacts": (reading_contacts, EVERYBODY, ACCESS, ACCESS),
    "read the hierarchy": (reading_the_hierarchy, EVERYBODY, ACCESS, ACCESS),
}


def caller(account: Account, name: str) -> Caller:
    role = ACTORS[name]
    on_virtual_account = role is not None and role.startswith("virtual_account")
    return account.give(ACTOR, role, account.lab if on_virtual_account else None)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("action", TABLE)
def test_each_action_is_allowed_to_the_roles_in_the_table(world: World, action: str, actor: str) -> None:
    act, allowed, to_virtual_account_admin, to_others = TABLE[action]
    visibility = "restricted" if action.startswith("read") else ""
    account = Account.of(world, visibility)
    who = caller(account, actor)
    if actor in allowed:
        act(account, who)
        return
    with pytest.raises(Refused) as refused:
        act(account, who)
    assert refused.value.problem is (to_virtual_account_admin if actor == VIRTUAL_ACCOUNT_ADMIN else to_others)


@pytest.mark.parametrize("choice", [UP, WIDER, Choice(role=SA_ADMIN.value)], ids=["up", "wider", "administrator"])
def test_virtual_account_administrator_cannot_grant_more_than_own_right(world: World, choice: Choice) -> None:
    account = Account.of(world)
    with pytest.raises(Refused) as refused:
        deciding(VA_USER, "lab", choice=choice)(account, caller(account, VIRTUAL_ACCOUNT_ADMIN))
    assert refused.value.problem is Problem.BEYOND_OWN_RIGHT


def test_virtual_account_administrator_cannot_grant_another_virtual_account(world: World) -> None:
    account = Account.of(world)
    choice = Choice(virtual_account_ids=(account.lab, account.office))
    with pytest.raises(Refused) as refused:
        deciding(VA_USER, "lab", choice=choice)(account, caller(account, VIRTUAL_ACCOUNT_ADMIN))
    assert refused.value.problem is Problem.BEYOND_OWN_RIGHT


@pytest.mark.parametrize("actor", [name for name in ACTORS if name != ADMIN])
def test_nobody_can_decide_their_own_request(world: World, actor: str) -> None:
    account = Account.of(world)
    who = caller(account, actor)
    with pytest.raises(Refused) as refused:
        deciding(VA_ADMIN, "office", own=True)(account, who)
    assert refused.value.problem is Problem.OWN_REQUEST
