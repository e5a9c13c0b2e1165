"""A right is checked in the transaction that uses it: a caller who loses it before the commit changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.services.access import requests
from chalicelib.services.access.claim_grants import claim_at_sign_in, claim_roles
from chalicelib.services.access.roles import give_role, withdraw_role
from chalicelib.services.accounts import administration
from chalicelib.services.programs.administration import invite_program, revoke_program
from chalicelib.services.requests import requester_actions
from chalicelib.services.requests.end_notice import ask_for_end_notice
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS
from infra.verify import all_trail_ids, holds
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.programs.stories import FORM_OF_PROGRAM
from tests.services.unit_of_work.interrupted import interrupted
from tests.services.webhooks.acts import ACTS, on_webhook, redelivering
from tests.world import FORM, World, person

ADMIN, USER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_USER
VIRTUAL_ACCOUNT_ADMIN, VIRTUAL_ACCOUNT_USER = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_USER
ACTOR = person("actor@univ.example", name="Ann Actor")

Act = Callable[[Ports, Caller], object]
# A setup that returns the operation to run.
Story = Callable[[Account], Act]


def granting(role: AccessRole, name: str = "") -> Story:
    def story(account: Account) -> Act:
        typed = RoleForm("new@univ.example", role.value, getattr(account, name) if name else "")
        return lambda ports, by: give_role(ports, by, account.account_id, typed)

    return story


def withdrawing(role: AccessRole, name: str = "") -> Story:
    def story(account: Account) -> Act:
        account.give(COLLEAGUE, role, getattr(account, name) if name else None)
        (grant,) = [granted for granted in account.caller(COLLEAGUE).grants if granted.account_id == account.account_id]
        return lambda ports, by: withdraw_role(ports, by, account.account_id, grant.grant_id)

    return story


def approving(role: AccessRole, name: str = "") -> Story:
    def story(account: Account) -> Act:
        request = account.ask(COLLEAGUE, role, *([getattr(account, name)] if name else []))
        return lambda ports, by: requests.approve(ports, by, request.access_request_id, Choice())

    return story


def declining(role: AccessRole, name: str = "") -> Story:
    def story(account: Account) -> Act:
        request = account.ask(COLLEAGUE, role, *([getattr(account, name)] if name else []))
        return lambda ports, by: requests.decline(ports, by, request.access_request_id, "")

    return story


def renaming(account: Account) -> Act:
    return lambda ports, by: administration.change_account(ports, by, account.account_id, Alteration("Renamed"))


def adding_a_virtual_account(account: Account) -> Act:
    return lambda ports, by: administration.create_part(ports, by, account.account_id, NewVirtualAccount("New"))


def renaming_a_virtual_account(account: Account) -> Act:
    alteration = Alteration("Renamed")
    return lambda ports, by: administration.change_part(ports, by, account.account_id, account.lab, alteration)


def removing_a_virtual_account(account: Account) -> Act:
    return lambda ports, by: administration.remove_part(ports, by, account.account_id, account.lab)


def submitting(account: Account) -> Act:
    return lambda ports, by: submit_request(ports, by, OTHER_FORM, IdempotencyKey("key", "body"))


def asking(account: Account) -> Act:
    form = AccessRequestForm("account", ADMIN.value)
    return lambda ports, by: requests.ask(ports, by, account.account_id, form)


def withdrawing_a_request(account: Account) -> Act:
    request = account.world.submit(OTHER_FORM, ACTOR)
    return lambda ports, by: requester_actions.withdraw(ports, by, request.request_id, "")


def resending(account: Account) -> Act:
    request = account.world.submit(OTHER_FORM, ACTOR)
    return lambda ports, by: requester_actions.resend(ports, by, request.request_id, None)


def reassigning(account: Account) -> Act:
    request = account.world.submit(OTHER_FORM, ACTOR)
    replacement = Replacement("1", MailAddress.parse("head@second.example"))
    return lambda ports, by: requester_actions.reassign(ports, by, request.request_id, replacement)


def handing_over(account: Account) -> Act:
    request = account.world.submit(OTHER_FORM, ACTOR)
    account.give(COLLEAGUE, USER)
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    return lambda ports, by: requester_actions.hand_over(ports, by, request.request_id, COLLEAGUE.email)


def inviting(account: Account) -> Act:
    return lambda ports, by: invite_program(ports, by, account.account_id, FORM_OF_PROGRAM)


def revoking(account: Account) -> Act:
    invited = invite_program(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, FORM_OF_PROGRAM)
    return lambda ports, by: revoke_program(ports, by, account.account_id, invited.program.program_id)


def asking_for_notice(account: Account) -> Act:
    request = account.world.submit(OTHER_FORM)
    return lambda ports, by: ask_for_end_notice(ports, by, request.account_id)


OTHER_FORM = replace(FORM, domain_identifier="second.example", customer_emails=("it@second.example",))
RUNS, DECIDES, ENTERS = Problem.ADMINISTRATOR_REQUIRED, Problem.NOT_THE_DECIDER, Problem.ROLE_REQUIRED

# By operation: the role it requires, on which Virtual Account, and the problem after the role was withdrawn.
TABLE: Mapping[str, tuple[Story, AccessRole, str, Problem]] = {
    "give_role": (granting(USER), ADMIN, "", RUNS),
    "give_role: an administrator": (granting(ADMIN), ADMIN, "", RUNS),
    "give_role: on a part": (granting(VIRTUAL_ACCOUNT_USER, "lab"), VIRTUAL_ACCOUNT_ADMIN, "lab", RUNS),
    "withdraw_role": (withdrawing(USER), ADMIN, "", RUNS),
    "withdraw_role: the other administrator": (withdrawing(ADMIN), ADMIN, "", RUNS),
    "withdraw_role: on a part": (withdrawing(VIRTUAL_ACCOUNT_USER, "lab"), VIRTUAL_ACCOUNT_ADMIN, "lab", RUNS),
    "change_account": (renaming, ADMIN, "", RUNS),
    "invite_program": (inviting, ADMIN, "", RUNS),
    "revoke_program": (revoking, ADMIN, "", RUNS),
    **{name: (on_webhook(act), ADMIN, "", RUNS) for name, act in ACTS.items()},
    "redeliver": (redelivering, ADMIN, "", RUNS),
    "create_virtual_account": (adding_a_virtual_account, ADMIN, "", RUNS),
    "change_virtual_account": (renaming_a_virtual_account, ADMIN, "", RUNS),
    "remove_virtual_account": (removing_a_virtual_account, ADMIN, "", RUNS),
    "approve_access": (approving(USER), ADMIN, "", DECIDES),
    "approve_access: on a part": (approving(VIRTUAL_ACCOUNT_USER, "lab"), VIRTUAL_ACCOUNT_ADMIN, "lab", DECIDES),
    "decline_access": (declining(USER), ADMIN, "", DECIDES),
    "decline_access: on a part": (declining(VIRTUAL_ACCOUNT_USER, "lab"), VIRTUAL_ACCOUNT_ADMIN, "lab", DECIDES),
    "ask_for_access": (asking, USER, "", ENTERS),
    "submit_request": (submitting, USER, "", ENTERS),
    "withdraw_request": (withdrawing_a_request, USER, "", ENTERS),
    "resend_request": (resending, USER, "", ENTERS),
    "reassign_request": (reassigning, USER, "", ENTERS),
    "hand_over_request": (handing_over, USER, "", ENTERS),
    "ask_for_end_notice": (asking_for_notice, USER, "", ENTERS),
}


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def withdrawal(account: Account, actor: Caller) -> Callable[[], object]:
    """Let another administrator withdraw the actor's only role."""
    (grant,) = actor.grants
    return lambda: withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, grant.grant_id)


@pytest.mark.parametrize("operation", TABLE)
def test_role_withdrawn_before_the_commit_gives_no_right(account: Account, operation: str) -> None:
    story, role, virtual_account, problem = TABLE[operation]
    actor = account.give(ACTOR, role, getattr(account, virtual_account) if virtual_account else None)
    act, withdraw, rows = story(account), withdrawal(account, actor), {}

    def meanwhile() -> None:
        withdraw()
        rows.update(account.world.rows())

    with pytest.raises(Refused) as refused:
        act(interrupted(account.world.ports, meanwhile), actor)
    assert refused.value.problem is problem
    assert account.world.rows() == rows


@pytest.mark.parametrize("operation", TABLE)
def test_role_claimed_before_the_commit_still_gives_its_right(account: Account, operation: str) -> None:
    story, role, virtual_account, _ = TABLE[operation]
    actor = account.give(ACTOR, role, getattr(account, virtual_account) if virtual_account else None)
    act = story(account)
    act(interrupted(account.world.ports, lambda: claim_roles(account.world.ports, ACTOR, actor.grants)), actor)
    assert all(holds(account.world.container, trail_id) for trail_id in all_trail_ids(account.world.container))


def test_administrator_can_withdraw_their_own_role(account: Account) -> None:
    actor = account.give(ACTOR, ADMIN)
    (grant,) = actor.grants
    withdraw_role(account.world.ports, actor, account.account_id, grant.grant_id)
    assert account.roles_of(ACTOR) == set()


def test_every_writing_operation_that_requires_a_role_is_in_the_table() -> None:
    writing = {
        operation.name
        for api in APIS
        for operation in api.operations
        if operation.method != "GET" and operation.guard in {Guard.ROLE, Guard.ROLE_OR_REVIEWER}
    }
    assert {name.partition(":")[0] for name in TABLE} == writing
