"""`/v1/accounts/{account_id}` and below it, for those who run the account."""

from http import HTTPStatus

from chalicelib.domain.errors import Problem
from chalicelib.domain.roles import TypedRole
from chalicelib.domain.running import Alteration, NewPart
from chalicelib.rendering.languages import msgid
from chalicelib.services import running
from chalicelib.services.roles import give_role, roles_on, withdraw_role
from chalicelib.services.unreadable import listening
from chalicelib.web.access_views import role_view
from chalicelib.web.api import Answer, Api, Body, Operation
from chalicelib.web.calls import Call, Guard
from chalicelib.web.reading import read_shape
from chalicelib.web.shapes import access, accounts
from chalicelib.web.views import account_view, part_view

api = Api(__name__)
ONE = "/v1/accounts/{account_id}"
RUNNING = (Problem.ACCOUNT_UNKNOWN, Problem.ADMINISTRATOR_REQUIRED)
CHANGING = (*RUNNING, Problem.VALIDATION_FAILED, Problem.ACTION_NOT_ALLOWED)


@api.operation(
    Operation(
        "PATCH",
        ONE,
        "change_account",
        Guard.ROLE,
        msgid("Change an account's name or visibility"),
        accounts.Account,
        body=access.ChangeAccountBody,
        problems=CHANGING,
    )
)
def change(call: Call, account_id: str, body: Body) -> Answer:
    """The search finds the account under its new name at once."""
    ports, wanted = call.container.ports, read_shape(body, access.ChangeAccountBody)
    alteration = Alteration(wanted.account_name, wanted.search_visibility)
    account = running.change_account(ports, call.asker, account_id, alteration)
    return Answer(account_view(account, ports.rules, ports.clock.now(), call.access_to(account_id)))


@api.operation(
    Operation(
        "GET",
        f"{ONE}/roles",
        "list_roles",
        Guard.ROLE,
        msgid("Who has access to an account, and why"),
        access.RoleList,
        problems=RUNNING,
    )
)
def list_roles(call: Call, account_id: str) -> Answer:
    """Administrators of Virtual Accounts see the roles on theirs."""
    asker = call.asker
    with listening() as unreadable:
        found = roles_on(call.container.ports, asker, account_id)
    return Answer(access.RoleList(items=[role_view(one) for one in found], unreadable=unreadable.entries))


@api.operation(
    Operation(
        "POST",
        f"{ONE}/roles",
        "give_role",
        Guard.ROLE,
        msgid("Grant a role to an e-mail address"),
        access.RoleView,
        HTTPStatus.CREATED,
        access.GiveRoleBody,
        problems=(*CHANGING, Problem.BEYOND_OWN_RIGHT, Problem.ACCESS_ALREADY_GRANTED),
    )
)
def give(call: Call, account_id: str, body: Body) -> Answer:
    """Whoever first signs in with the address claims the role."""
    asked = read_shape(body, access.GiveRoleBody)
    typed = TypedRole(asked.email, asked.role, asked.virtual_account_id or "")
    grant = give_role(call.container.ports, call.asker, account_id, typed)
    return Answer(role_view(grant), HTTPStatus.CREATED)


@api.operation(
    Operation(
        "DELETE",
        f"{ONE}/roles/{{role_id}}",
        "withdraw_role",
        Guard.ROLE,
        msgid("Withdraw a role"),
        None,
        HTTPStatus.NO_CONTENT,
        problems=(*RUNNING, Problem.BEYOND_OWN_RIGHT, Problem.ROLE_UNKNOWN, Problem.LAST_ADMINISTRATOR),
    )
)
def withdraw(call: Call, account_id: str, role_id: str) -> Answer:
    """The last administrator stays."""
    withdraw_role(call.container.ports, call.asker, account_id, role_id)
    return Answer(None, HTTPStatus.NO_CONTENT)


@api.operation(
    Operation(
        "POST",
        f"{ONE}/virtual-accounts",
        "create_virtual_account",
        Guard.ROLE,
        msgid("Create a Virtual Account"),
        accounts.VirtualAccountNode,
        HTTPStatus.CREATED,
        access.NewPartBody,
        problems=CHANGING,
    )
)
def create_part(call: Call, account_id: str, body: Body) -> Answer:
    """Below another one, or at the top."""
    asked = read_shape(body, access.NewPartBody)
    wanted = NewPart(asked.name, asked.parent_id, asked.search_visibility)
    part = running.create_part(call.container.ports, call.asker, account_id, wanted)
    return Answer(part_view(part), HTTPStatus.CREATED)


@api.operation(
    Operation(
        "PATCH",
        f"{ONE}/virtual-accounts/{{virtual_account_id}}",
        "change_virtual_account",
        Guard.ROLE,
        msgid("Change a Virtual Account's name or visibility"),
        accounts.VirtualAccountNode,
        body=access.ChangePartBody,
        problems=(*CHANGING, Problem.VIRTUAL_ACCOUNT_UNKNOWN),
    )
)
def change_part(call: Call, account_id: str, virtual_account_id: str, body: Body) -> Answer:
    """Those below it stay below it; the answer shows it alone."""
    wanted = read_shape(body, access.ChangePartBody)
    alteration = Alteration(wanted.name, wanted.search_visibility)
    part = running.change_part(call.container.ports, call.asker, account_id, virtual_account_id, alteration)
    return Answer(part_view(part))
