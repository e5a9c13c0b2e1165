"""`POST /v1/account-requests`: submit a request, or show by a dry run what submitting would do."""

import hashlib
import json
from http import HTTPStatus

from chalicelib.domain.accounts.proposed_access import PROPOSED_ROLES
from chalicelib.domain.errors import Problem
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.submission import Form
from chalicelib.domain.requests.text_fields import TextField
from chalicelib.domain.validation import FieldChecks
from chalicelib.rendering.languages import msgid
from chalicelib.services.requests.end_notice import ask_for_end_notice
from chalicelib.services.requests.submission import IdempotencyKey, preview_request, submit_request
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.parameters import DRY_RUN
from chalicelib.web.api.parsing import idempotency_key, shaped
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.requests.previews import dry_run
from chalicelib.web.requests.serializers import request_view
from chalicelib.web.schemas import bodies, requests

api = Api(__name__)
PATH = "/v1/account-requests"


@api.operation(
    Operation(
        "POST",
        PATH,
        "submit_request",
        Guard.ROLE,
        msgid("Request a Smart Account on a customer's behalf"),
        requests.AccountRequestView,
        HTTPStatus.CREATED,
        bodies.AccountRequestBody,
        (DRY_RUN,),
        (
            Problem.IDEMPOTENCY_KEY_MISSING,
            Problem.IDEMPOTENCY_KEY_INVALID,
            Problem.IDEMPOTENCY_KEY_REUSED,
            Problem.VALIDATION_FAILED,
            Problem.HOLDING_ACCOUNT_NOT_ALLOWED,
            Problem.REQUESTER_CANNOT_APPROVE,
            Problem.ACCOUNT_EXISTS,
            Problem.REQUEST_ALREADY_PENDING,
            Problem.MAIL_LIMIT,
            Problem.TOO_MANY_OPEN_REQUESTS,
        ),
        requests.DryRun,
        scope=ProgramScope.REQUESTS_WRITE,
    )
)
def submit(context: RequestContext, body: Body) -> ApiResponse:
    """Submit the request or, with `dry_run=true`, return what submitting would do."""
    if context.parameters.get(DRY_RUN.name) == "true":
        return ApiResponse(dry_run(context, preview_request(context.container.ports, context.caller, _form(body))))
    key = IdempotencyKey(idempotency_key(context.request.headers), _fingerprint(body))
    submitted = submit_request(context.container.ports, context.caller, _form(body), key)
    headers = {"Location": context.container.urls.api("account-requests", submitted.request.request_id)}
    if submitted.replayed:
        headers["Idempotency-Replayed"] = "true"
    view = _submitted_view(context, submitted.request)
    return ApiResponse(view, HTTPStatus.CREATED, headers, submitted.request.revision)


def _form(body: Body) -> Form:
    checks = FieldChecks()
    read = shaped(body, bodies.AccountRequestBody, checks)
    return Form(
        account_name=read.account_name,
        domain_identifier=read.domain_identifier,
        customer_emails=tuple(read.customer_emails),
        account_type=read.account_type,
        customer_language=read.customer_language,
        texts={field: getattr(read, field) for field in TextField},
        team_account_id=read.team_account_id or "",
        proposed={name: tuple(getattr(read, name)) for name in PROPOSED_ROLES},
        faults=checks.errors,
    )


def _fingerprint(body: Body) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _submitted_view(context: RequestContext, request: AccountRequest) -> requests.AccountRequestView:
    """Serialize the request as of its submission, so that a replay gives the same response."""
    ports = context.container.ports
    return request_view(request, {}, context.caller, ports.rules, request.created_at)


@api.operation(
    Operation(
        "POST",
        "/v1/accounts/{account_id}/end-notice",
        "ask_for_end_notice",
        Guard.ROLE,
        msgid("Be told once when the pending request for an account has ended"),
        None,
        HTTPStatus.NO_CONTENT,
        problems=(Problem.ACCOUNT_UNKNOWN, Problem.ACTION_NOT_ALLOWED, Problem.LIMIT_REACHED),
    )
)
def ask_for_notice(context: RequestContext, account_id: str) -> ApiResponse:
    """Put the caller among those who are mailed; asking again changes nothing."""
    return carry_out(
        context,
        lambda ports: ask_for_end_notice(ports, context.caller, account_id),
        lambda _: ApiResponse(None, HTTPStatus.NO_CONTENT),
    )
