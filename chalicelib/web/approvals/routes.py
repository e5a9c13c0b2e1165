"""`/v1/approvals/{token}`: what the holder of a link sees and decides; the signed link is the only credential."""

from collections.abc import Callable
from http import HTTPStatus

import msgspec

from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.forwarding import Forwarding, read_forwarding
from chalicelib.domain.requests.request import Nomination
from chalicelib.rendering.languages import msgid
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.link_actions import AlreadyDecided, LinkView
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.web.accounts.serializers import account_view
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation, ProblemResponse
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.requests.serializers import approval_view, masked_decision
from chalicelib.web.schemas import approvals, bodies

api = Api(__name__)
PATH = "/v1/approvals/{token}"
GONE = (
    Problem.LINK_UNKNOWN,
    Problem.LINK_FORWARDED,
    Problem.LINK_SUPERSEDED,
    Problem.REQUEST_WITHDRAWN,
    Problem.REQUEST_EXPIRED,
    Problem.LINK_EXPIRED,
)


@api.operation(
    Operation(
        "GET",
        PATH,
        "show_approval",
        Guard.PUBLIC,
        msgid("What the link is about"),
        approvals.ApprovalView,
        problems=GONE,
    )
)
def show(context: RequestContext, token: str) -> ApiResponse:
    """Return the pending request, or how it was decided. Changes nothing: scanners open links."""
    ports = context.container.ports
    view = link_actions.look(ports, token)
    return ApiResponse(approval_view(view, ports.rules, ports.clock.now()), revision=view.request.revision)


def _decision(
    name: str, summary: str, answer: type[msgspec.Struct], body: type[msgspec.Struct], *problems: Problem
) -> Operation:
    usual = (*GONE, Problem.ALREADY_DECIDED, Problem.VALIDATION_FAILED)
    return Operation(
        "POST",
        f"{PATH}/{name}",
        f"{name}_approval",
        Guard.PUBLIC,
        summary,
        answer,
        body=body,
        problems=(*usual, *problems),
    )


@api.operation(
    _decision(
        "approve",
        msgid("Approve and create the account"),
        approvals.Approved,
        bodies.ApproveBody,
        Problem.AUTHORITY_NOT_CONFIRMED,
    )
)
def approve(context: RequestContext, token: str, body: Body) -> ApiResponse:
    """Approve and create the account."""
    read = read_shape(body, bodies.ApproveBody)

    def act(ports: Ports) -> LinkView:
        return link_actions.approve(ports, token, read.authority_confirmed, read.granted_access)

    def approved(view: LinkView) -> ApiResponse:
        ports = context.container.ports
        account = account_view(account_of(view.request), ports.rules, ports.clock.now())
        return ApiResponse(approvals.Approved(status="approved", account=account), revision=view.request.revision)

    return carry_out(context, lambda ports: _decided(lambda: act(ports)), approved)


@api.operation(
    _decision(
        "decline",
        msgid("Decline with a reason"),
        approvals.Declined,
        bodies.DeclineBody,
        Problem.REASON_REQUIRED,
    )
)
def decline(context: RequestContext, token: str, body: Body) -> ApiResponse:
    """Decline for the customer, which ends the request."""
    read = read_shape(body, bodies.DeclineBody)
    return carry_out(
        context,
        lambda ports: _decided(lambda: link_actions.decline(ports, token, read.reason_code, read.reason)),
        lambda view: ApiResponse(approvals.Declined(status="declined"), revision=view.request.revision),
    )


@api.operation(
    _decision(
        "forward",
        msgid("Let another person decide"),
        approvals.Forwarded,
        bodies.ForwardBody,
        Problem.FORWARD_TO_REQUESTER,
        Problem.FORWARD_TO_SELF,
        Problem.FORWARD_LOOP,
        Problem.FORWARD_LIMIT,
        Problem.CONFIRM_OUTSIDE_DOMAIN,
        Problem.MAIL_LIMIT,
    )
)
def forward(context: RequestContext, token: str, body: Body) -> ApiResponse:
    """Forward the decision; this link no longer works afterwards."""
    read = read_shape(body, bodies.ForwardBody)

    def forwarding(nomination: Nomination) -> Forwarding:
        spoken = nomination.language if read.language is None else read.language
        return read_forwarding(read.email, read.message, spoken, read.outside_domain_confirmed)

    def forwarded(view: LinkView) -> ApiResponse:
        shown = approvals.Forwarded(status="pending", forwarded_to=MailAddress.parse(read.email).masked)
        return ApiResponse(shown, revision=view.request.revision)

    return carry_out(context, lambda ports: _decided(lambda: link_actions.forward(ports, token, forwarding)), forwarded)


@api.operation(
    Operation(
        "POST",
        f"{PATH}/renew",
        "renew_approval",
        Guard.PUBLIC,
        msgid("Ask for a new link in the place of an expired one"),
        None,
        HTTPStatus.ACCEPTED,
        bodies.NoBody,
        problems=(Problem.VALIDATION_FAILED,),
    )
)
def renew(context: RequestContext, token: str, body: Body) -> ApiResponse:
    """Request a new link. Answers 202 for every token: only the recipient learns whether a mail is sent."""
    read_shape(body, bodies.NoBody)
    accepted = ApiResponse(None, HTTPStatus.ACCEPTED)
    if not link_actions.is_signed(context.container.ports, token):
        return accepted
    return carry_out(context, lambda ports: link_actions.renew(ports, token), lambda _: accepted)


def _decided(act: Callable[[], LinkView]) -> LinkView:
    try:
        return act()
    except AlreadyDecided as refused:
        decision = masked_decision(refused.view)
        raise ProblemResponse(refused, {"decision": msgspec.to_builtins(decision)}) from None
