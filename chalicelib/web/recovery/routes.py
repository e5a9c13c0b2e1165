"""`/v1/recoveries`: become an administrator of an account that nobody can administer any more."""

from dataclasses import replace
from http import HTTPStatus

from chalicelib.domain.errors import Problem
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.validation import FieldChecks
from chalicelib.rendering.languages import msgid
from chalicelib.services.recovery.asking import (
    ask_for_recovery,
    own_recoveries,
    recoveries_under_way,
    withdraw_recovery,
)
from chalicelib.services.recovery.reviewing import Review, approve_recovery, decline_recovery
from chalicelib.services.recovery.stored import seen_recovery
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.ids import read_id
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT, RECOVERY_SIDE
from chalicelib.web.api.parsing import read_shape, shaped
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.recovery.serializers import recovery_view
from chalicelib.web.schemas import recoveries as schemas

api = Api(__name__)
RESOURCE = "recoveries"
ONE = f"/v1/{RESOURCE}/{{recovery_id}}"


@api.operation(
    Operation(
        "POST",
        f"/v1/{RESOURCE}",
        "ask_for_recovery",
        Guard.SIGNED_IN,
        msgid("Ask to recover an account that nobody can administer"),
        schemas.RecoveryView,
        HTTPStatus.CREATED,
        schemas.RecoveryBody,
        problems=(
            Problem.VALIDATION_FAILED,
            Problem.ACCOUNT_UNKNOWN,
            Problem.RECOVERY_NOT_POSSIBLE,
            Problem.RECOVERY_ADDRESS_REQUIRED,
            Problem.RECOVERY_EXISTS,
            Problem.RECOVERY_TOO_SOON,
            Problem.ACCESS_ALREADY_GRANTED,
            Problem.ACTION_NOT_ALLOWED,
            Problem.MAIL_LIMIT,
        ),
    )
)
def ask(context: RequestContext, body: Body) -> ApiResponse:
    """Become the account's candidate: by a proof of its domain that was seen within a day, or by two reviewers."""
    checks = FieldChecks()
    account_id = checks.read("/account_id", read_id, shaped(body, schemas.RecoveryBody, checks).account_id)
    checks.done()

    def made(recovery: Recovery) -> ApiResponse:
        location = context.container.urls.api(RESOURCE, recovery.recovery_id)
        return replace(_response(context, recovery), status=HTTPStatus.CREATED, headers={"Location": location})

    return carry_out(context, lambda ports: ask_for_recovery(ports, context.caller, account_id), made)


@api.operation(
    Operation(
        "GET",
        f"/v1/{RESOURCE}",
        "list_recoveries",
        Guard.SIGNED_IN,
        msgid("Recoveries: my own, or for reviewers those under way"),
        schemas.RecoveryPage,
        parameters=(RECOVERY_SIDE, LIMIT, CURSOR),
        problems=(Problem.REVIEWER_REQUIRED,),
    )
)
def list_all(context: RequestContext) -> ApiResponse:
    """List the caller's own recoveries, ended ones too; as a reviewer, everybody's that are under way."""
    ports, listing = context.container.ports, Listing(context)
    as_reviewer, start = context.parameters.get(RECOVERY_SIDE.name) == "reviewer", listing.start()
    with collect_unreadable() as unreadable:
        if as_reviewer:
            context.pass_guard(Guard.REVIEWER)
            page = recoveries_under_way(ports, listing.size, start)
        else:
            page = own_recoveries(ports, context.caller, listing.size, start)
    now = ports.clock.now()
    items = [recovery_view(one, context.caller, now) for one in page.items]
    return listing.response(schemas.RecoveryPage, items, page.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_recovery",
        Guard.SIGNED_IN,
        msgid("One recovery"),
        schemas.RecoveryView,
        problems=(Problem.RECOVERY_UNKNOWN,),
    )
)
def show(context: RequestContext, recovery_id: str) -> ApiResponse:
    """Return it to its candidate, to reviewers and to the administrators of the account."""
    return _response(context, seen_recovery(context.container.ports, context.caller, recovery_id))


@api.operation(
    Operation(
        "POST",
        f"{ONE}/withdraw",
        "withdraw_recovery",
        Guard.SIGNED_IN,
        msgid("Withdraw my recovery"),
        schemas.RecoveryView,
        problems=(Problem.RECOVERY_UNKNOWN, Problem.ACTION_NOT_ALLOWED),
    )
)
def withdraw(context: RequestContext, recovery_id: str) -> ApiResponse:
    """Withdraw it as its candidate."""
    return carry_out(
        context,
        lambda ports: withdraw_recovery(ports, context.caller, recovery_id),
        lambda recovery: _response(context, recovery),
    )


def _decision(name: str, summary: str, *problems: Problem) -> Operation:
    usual = (Problem.RECOVERY_UNKNOWN, Problem.VALIDATION_FAILED, Problem.REASON_REQUIRED, Problem.OWN_REQUEST)
    return Operation(
        "POST",
        f"{ONE}/{name}",
        f"{name}_recovery",
        Guard.REVIEWER,
        summary,
        schemas.RecoveryView,
        body=schemas.RecoveryDecisionBody,
        problems=(*usual, Problem.ACTION_NOT_ALLOWED, *problems),
    )


@api.operation(_decision("approve", msgid("Approve a recovery as a reviewer"), Problem.ALREADY_DECIDED))
def approve(context: RequestContext, recovery_id: str, body: Body) -> ApiResponse:
    """Approve it with a reason. With the second reviewer's approval the seven days' notice begins."""
    return _decided(context, recovery_id, body, approve_recovery)


@api.operation(_decision("decline", msgid("Decline a recovery as a reviewer")))
def decline(context: RequestContext, recovery_id: str, body: Body) -> ApiResponse:
    """Decline it with a reason, which the candidate reads. One reviewer is enough."""
    return _decided(context, recovery_id, body, decline_recovery)


def _decided(context: RequestContext, recovery_id: str, body: Body, decide: Review) -> ApiResponse:
    reason = read_shape(body, schemas.RecoveryDecisionBody).reason
    return carry_out(
        context,
        lambda ports: decide(ports, context.caller, recovery_id, reason),
        lambda recovery: _response(context, recovery),
    )


def _response(context: RequestContext, recovery: Recovery) -> ApiResponse:
    view = recovery_view(recovery, context.caller, context.container.ports.clock.now())
    return ApiResponse(view, revision=recovery.revision)
