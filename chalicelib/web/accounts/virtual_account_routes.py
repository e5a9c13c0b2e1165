"""`/v1/accounts/{account_id}/virtual-accounts`: create, show, change, move and remove Virtual Accounts."""

from http import HTTPStatus

import msgspec

from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.accounts.administration import Alteration, Move, NewVirtualAccount
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.read import VirtualAccountFile, virtual_account_of
from chalicelib.web.accounts.administration_routes import CHANGING, ONE, RUNNING
from chalicelib.web.accounts.serializers import branch_view, virtual_account_view
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parsing import read_shape, unless_unset
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.schemas import access, accounts

api = Api(__name__)
PART = f"{ONE}/virtual-accounts/{{virtual_account_id}}"


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
def create_part(context: RequestContext, account_id: str, body: Body) -> ApiResponse:
    """Create a Virtual Account, below another one or at the top."""
    asked = read_shape(body, access.NewPartBody)
    wanted = NewVirtualAccount(asked.name, asked.parent_id, asked.search_visibility)

    def made(part: VirtualAccount) -> ApiResponse:
        location = context.container.urls.api("accounts", account_id, "virtual-accounts", part.virtual_account_id)
        return ApiResponse(virtual_account_view(part), HTTPStatus.CREATED, {"Location": location}, part.revision)

    return carry_out(context, lambda ports: administration.create_part(ports, context.caller, account_id, wanted), made)


@api.operation(
    Operation(
        "GET",
        PART,
        "show_virtual_account",
        Guard.ROLE,
        msgid("One Virtual Account, with those below it"),
        accounts.VirtualAccountNode,
        problems=(Problem.VIRTUAL_ACCOUNT_UNKNOWN, Problem.ACCOUNT_UNKNOWN, Problem.ACCESS_REQUIRED),
    )
)
def show_part(context: RequestContext, account_id: str, virtual_account_id: str) -> ApiResponse:
    """Return a Virtual Account that the caller may see."""
    return _branch(virtual_account_of(context.container.ports, context.caller, account_id, virtual_account_id))


@api.operation(
    Operation(
        "PATCH",
        PART,
        "change_virtual_account",
        Guard.ROLE,
        msgid("Change a Virtual Account's name, visibility or place"),
        accounts.VirtualAccountNode,
        body=access.ChangePartBody,
        problems=(*CHANGING, Problem.VIRTUAL_ACCOUNT_UNKNOWN),
    )
)
def change_part(context: RequestContext, account_id: str, virtual_account_id: str, body: Body) -> ApiResponse:
    """Change or move a Virtual Account; those below it stay below it."""
    wanted = read_shape(body, access.ChangePartBody)
    move = None if isinstance(wanted.parent_id, msgspec.UnsetType) else Move(wanted.parent_id)
    alteration = Alteration(unless_unset(wanted.name), unless_unset(wanted.search_visibility), move)
    return carry_out(
        context,
        lambda ports: administration.change_part(ports, context.caller, account_id, virtual_account_id, alteration),
        _branch,
    )


@api.operation(
    Operation(
        "DELETE",
        PART,
        "remove_virtual_account",
        Guard.ROLE,
        msgid("Remove an empty Virtual Account"),
        None,
        HTTPStatus.NO_CONTENT,
        problems=(
            *RUNNING,
            Problem.ACTION_NOT_ALLOWED,
            Problem.VIRTUAL_ACCOUNT_UNKNOWN,
            Problem.VIRTUAL_ACCOUNT_IN_USE,
            Problem.VIRTUAL_ACCOUNT_IS_DEFAULT,
        ),
    )
)
def remove_part(context: RequestContext, account_id: str, virtual_account_id: str) -> ApiResponse:
    """Remove a Virtual Account without others below it, roles, offers and pending access requests."""
    return carry_out(
        context,
        lambda ports: administration.remove_part(ports, context.caller, account_id, virtual_account_id),
        lambda _: ApiResponse(None, HTTPStatus.NO_CONTENT),
    )


def _branch(found: VirtualAccountFile) -> ApiResponse:
    return ApiResponse(branch_view(found), revision=found.virtual_account.revision)
