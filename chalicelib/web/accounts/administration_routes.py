"""`PATCH /v1/accounts/{account_id}`: change an account's name or visibility."""

from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts import administration
from chalicelib.web.accounts.routes import account_response
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parsing import read_shape, unless_unset
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.schemas import access, accounts

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
def change(context: RequestContext, account_id: str, body: Body) -> ApiResponse:
    """Change the account; the search finds it under its new name at once."""
    wanted = read_shape(body, access.ChangeAccountBody)
    alteration = Alteration(unless_unset(wanted.account_name), unless_unset(wanted.search_visibility))
    return carry_out(
        context,
        lambda ports: administration.change_account(ports, context.caller, account_id, alteration),
        lambda account: account_response(context, account),
    )
