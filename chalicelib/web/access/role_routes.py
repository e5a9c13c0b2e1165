"""`/v1/accounts/{account_id}/roles`: list, grant, show and withdraw roles on an account."""

from http import HTTPStatus

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.access.roles import give_role, open_offers_of, role_or_offer, roles_on, withdraw_role
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.access.serializers import role_view
from chalicelib.web.accounts.administration_routes import CHANGING, ONE, RUNNING
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.schemas import access

api = Api(__name__)
ROLE = f"{ONE}/roles/{{role_id}}"


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
def list_roles(context: RequestContext, account_id: str) -> ApiResponse:
    """List the roles that the caller may administer."""
    caller = context.caller
    with collect_unreadable() as unreadable:
        ports = context.container.ports
        views = [
            *map(role_view, roles_on(ports, caller, account_id)),
            *map(role_view, open_offers_of(ports, caller, account_id)),
        ]
    return ApiResponse(access.RoleList(items=views, unreadable=unreadable.entries))


@api.operation(
    Operation(
        "POST",
        f"{ONE}/roles",
        "give_role",
        Guard.ROLE,
        msgid("Grant or offer a role to an e-mail address"),
        access.RoleView,
        HTTPStatus.CREATED,
        access.GiveRoleBody,
        problems=(
            *CHANGING,
            Problem.BEYOND_OWN_RIGHT,
            Problem.ACCESS_ALREADY_GRANTED,
            Problem.ROLE_ALREADY_OFFERED,
            Problem.TOO_MANY_OFFERS,
            Problem.MAIL_LIMIT,
        ),
    )
)
def give(context: RequestContext, account_id: str, body: Body) -> ApiResponse:
    """Grant a role to a mail address, or offer it."""
    parsed = read_shape(body, access.GiveRoleBody)
    form = RoleForm(parsed.email, parsed.role, parsed.virtual_account_id or "")

    def made(given: Grant | Offer) -> ApiResponse:
        view = role_view(given)
        location = context.container.urls.api("accounts", account_id, "roles", view.role_id)
        return ApiResponse(view, HTTPStatus.CREATED, {"Location": location}, given.revision)

    return carry_out(context, lambda ports: give_role(ports, context.caller, account_id, form), made)


@api.operation(
    Operation(
        "GET",
        ROLE,
        "show_role",
        Guard.ROLE,
        msgid("One role on an account, or an open offer of one"),
        access.RoleView,
        problems=(*RUNNING, Problem.BEYOND_OWN_RIGHT, Problem.ROLE_UNKNOWN),
    )
)
def show(context: RequestContext, account_id: str, role_id: str) -> ApiResponse:
    """Return a role to who may withdraw it, and to the person who has it."""
    found = role_or_offer(context.container.ports, context.caller, account_id, role_id)
    return ApiResponse(role_view(found), revision=found.revision)


@api.operation(
    Operation(
        "DELETE",
        ROLE,
        "withdraw_role",
        Guard.ROLE,
        msgid("Withdraw a role"),
        None,
        HTTPStatus.NO_CONTENT,
        problems=(*RUNNING, Problem.BEYOND_OWN_RIGHT, Problem.ROLE_UNKNOWN, Problem.LAST_ADMINISTRATOR),
    )
)
def withdraw(context: RequestContext, account_id: str, role_id: str) -> ApiResponse:
    """Withdraw a role, but not that of the last administrator."""
    return carry_out(
        context,
        lambda ports: withdraw_role(ports, context.caller, account_id, role_id),
        lambda _: ApiResponse(None, HTTPStatus.NO_CONTENT),
    )
