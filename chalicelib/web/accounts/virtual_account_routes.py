"""`/v1/accounts/{account_id}/virtual-accounts`: create and change Virtual Accounts."""

from http import HTTPStatus

from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts import administration
from chalicelib.web.accounts.administration_routes import CHANGING, ONE
from chalicelib.web.accounts.serializers import virtual_account_view
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas import access, accounts

api = Api(__name__)


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
    part = administration.create_part(context.container.ports, context.caller, account_id, wanted)
    return ApiResponse(virtual_account_view(part), HTTPStatus.CREATED)


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
def change_part(context: RequestContext, account_id: str, virtual_account_id: str, body: Body) -> ApiResponse:
    """Change a Virtual Account; those below it stay below it, but are not in the response."""
    wanted = read_shape(body, access.ChangePartBody)
    alteration = Alteration(wanted.name, wanted.search_visibility)
    part = administration.change_part(
        context.container.ports, context.caller, account_id, virtual_account_id, alteration
    )
    return ApiResponse(virtual_account_view(part))
