"""`/v1/accounts/{account_id}/webhooks`: an account's webhooks, for its administrators."""

from http import HTTPStatus

import msgspec

from chalicelib.domain.errors import Problem
from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.rendering.languages import msgid
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.services.webhooks import administration
from chalicelib.web.accounts.administration_routes import CHANGING, ONE, RUNNING
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT
from chalicelib.web.api.parsing import read_shape, unless_unset
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.schemas import bodies
from chalicelib.web.schemas import webhooks as schemas
from chalicelib.web.webhooks.serializers import delivery_view, webhook_view, webhook_with_secret

api = Api(__name__)
WEBHOOKS = f"{ONE}/webhooks"
WEBHOOK = f"{WEBHOOKS}/{{webhook_id}}"
DELIVERIES = f"{WEBHOOK}/deliveries"
KNOWN = (*RUNNING, Problem.WEBHOOK_UNKNOWN)
SENDING = (*CHANGING, Problem.WEBHOOK_UNKNOWN)


@api.operation(
    Operation(
        "GET",
        WEBHOOKS,
        "list_webhooks",
        Guard.ROLE,
        msgid("The webhooks of an account"),
        schemas.WebhookList,
        problems=RUNNING,
    )
)
def list_webhooks(context: RequestContext, account_id: str) -> ApiResponse:
    """List the webhooks, without their secrets."""
    with collect_unreadable() as unreadable:
        file = administration.webhooks_file(context.container.ports, context.caller, account_id)
    return ApiResponse(schemas.WebhookList(items=list(map(webhook_view, file.webhooks)), unreadable=unreadable.entries))


@api.operation(
    Operation(
        "POST",
        WEBHOOKS,
        "create_webhook",
        Guard.ROLE,
        msgid("Have events of an account sent to a URL"),
        schemas.WebhookWithSecret,
        HTTPStatus.CREATED,
        schemas.NewWebhookBody,
        problems=(*CHANGING, Problem.TOO_MANY_WEBHOOKS),
    )
)
def create(context: RequestContext, account_id: str, body: Body) -> ApiResponse:
    """Make a webhook and tell its secret, which is in no answer that is kept."""
    asked, made = read_shape(body, schemas.NewWebhookBody), list[Webhook]()
    form, means = WebhookForm(asked.url, asked.kinds), context.container.webhook_deliverer.means

    def answer(webhook: Webhook) -> ApiResponse:
        made.append(webhook)
        location = context.container.urls.api("accounts", account_id, "webhooks", webhook.webhook_id)
        view = webhook_with_secret(webhook)
        return ApiResponse(view, HTTPStatus.CREATED, {"Location": location}, webhook.revision)

    response = carry_out(
        context,
        lambda ports: administration.make_webhook(ports, means, context.caller, account_id, form),
        answer,
    )
    return _with_secret(context, response, made[-1])


@api.operation(
    Operation("GET", WEBHOOK, "show_webhook", Guard.ROLE, msgid("One webhook"), schemas.WebhookView, problems=KNOWN)
)
def show(context: RequestContext, account_id: str, webhook_id: str) -> ApiResponse:
    """Return a webhook, without its secret."""
    _, webhook = administration.webhook_of(context.container.ports, context.caller, account_id, webhook_id)
    return _response(webhook)


@api.operation(
    Operation(
        "PATCH",
        WEBHOOK,
        "change_webhook",
        Guard.ROLE,
        msgid("Change a webhook's URL or kinds, disable or enable it"),
        schemas.WebhookView,
        body=schemas.ChangeWebhookBody,
        problems=(*CHANGING, Problem.WEBHOOK_UNKNOWN),
    )
)
def change(context: RequestContext, account_id: str, webhook_id: str, body: Body) -> ApiResponse:
    """Change a webhook; one that is enabled again begins without its failures."""
    asked, means = read_shape(body, schemas.ChangeWebhookBody), context.container.webhook_deliverer.means
    form = WebhookForm(unless_unset(asked.url), unless_unset(asked.kinds), unless_unset(asked.active))
    return carry_out(
        context,
        lambda ports: administration.change_webhook(ports, means, context.caller, account_id, webhook_id, form),
        _response,
    )


@api.operation(
    Operation(
        "DELETE",
        WEBHOOK,
        "remove_webhook",
        Guard.ROLE,
        msgid("Remove a webhook"),
        None,
        HTTPStatus.NO_CONTENT,
        problems=(*KNOWN, Problem.ACTION_NOT_ALLOWED),
    )
)
def remove(context: RequestContext, account_id: str, webhook_id: str) -> ApiResponse:
    """Remove a webhook; what waits to be sent to it is dropped."""
    return carry_out(
        context,
        lambda ports: administration.remove_webhook(ports, context.caller, account_id, webhook_id),
        lambda _: ApiResponse(None, HTTPStatus.NO_CONTENT),
    )


@api.operation(
    Operation(
        "POST",
        f"{WEBHOOK}/rotate-secret",
        "rotate_webhook_secret",
        Guard.ROLE,
        msgid("Give a webhook a new secret"),
        schemas.WebhookWithSecret,
        body=bodies.NoBody,
        problems=SENDING,
    )
)
def rotate_secret(context: RequestContext, account_id: str, webhook_id: str, body: Body) -> ApiResponse:
    """Make a new secret; with that of before everything is signed for one more day."""
    read_shape(body, bodies.NoBody)
    means, made = context.container.webhook_deliverer.means, list[Webhook]()

    def answer(webhook: Webhook) -> ApiResponse:
        made.append(webhook)
        return ApiResponse(webhook_with_secret(webhook), revision=webhook.revision)

    response = carry_out(
        context,
        lambda ports: administration.rotate_secret(ports, means, context.caller, account_id, webhook_id),
        answer,
    )
    return _with_secret(context, response, made[-1])


@api.operation(
    Operation(
        "POST",
        f"{WEBHOOK}/test",
        "test_webhook",
        Guard.ROLE,
        msgid("Have a test event sent to a webhook"),
        schemas.DeliveryView,
        HTTPStatus.ACCEPTED,
        bodies.NoBody,
        problems=SENDING,
    )
)
def test(context: RequestContext, account_id: str, webhook_id: str, body: Body) -> ApiResponse:
    """Send an event of the kind `test`; its delivery is in the log."""
    read_shape(body, bodies.NoBody)
    return carry_out(
        context,
        lambda ports: administration.send_test(ports, context.caller, account_id, webhook_id),
        _accepted,
    )


@api.operation(
    Operation(
        "GET",
        DELIVERIES,
        "list_deliveries",
        Guard.ROLE,
        msgid("What was sent to a webhook in the last 30 days"),
        schemas.DeliveryPage,
        parameters=(LIMIT, CURSOR),
        problems=KNOWN,
    )
)
def list_deliveries(context: RequestContext, account_id: str, webhook_id: str) -> ApiResponse:
    """List the deliveries with their attempts, the newest event first."""
    listing, ports = Listing(context, is_shared=True), context.container.ports
    with collect_unreadable() as unreadable:
        file = administration.webhook_file(ports, context.caller, account_id, webhook_id, listing.size, listing.start())
    items = [delivery_view(delivery) for delivery in file.deliveries.items]
    return listing.response(schemas.DeliveryPage, items, file.deliveries.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "POST",
        f"{DELIVERIES}/{{delivery_id}}/redeliver",
        "redeliver",
        Guard.ROLE,
        msgid("Have an event sent to a webhook again"),
        schemas.DeliveryView,
        HTTPStatus.ACCEPTED,
        bodies.NoBody,
        problems=SENDING,
    )
)
def redeliver(context: RequestContext, account_id: str, webhook_id: str, delivery_id: str, body: Body) -> ApiResponse:
    """Send the event again, with the same id and body."""
    read_shape(body, bodies.NoBody)
    return carry_out(
        context,
        lambda ports: administration.redeliver(ports, context.caller, account_id, webhook_id, delivery_id),
        _accepted,
    )


def _response(webhook: Webhook) -> ApiResponse:
    return ApiResponse(webhook_view(webhook), revision=webhook.revision)


def _accepted(delivery: Delivery) -> ApiResponse:
    return ApiResponse(delivery_view(delivery), HTTPStatus.ACCEPTED)


def _with_secret(context: RequestContext, response: ApiResponse, webhook: Webhook) -> ApiResponse:
    secret = context.container.webhook_deliverer.means.signer.secret(webhook.webhook_id, webhook.secret)
    view = msgspec.structs.replace(webhook_with_secret(webhook), secret=secret)
    return ApiResponse(view, response.status, response.headers, response.revision)
