"""The page of one webhook: change, disable and remove it, rotate its secret, send a test, and look at its log."""

from collections.abc import Callable
from functools import partial

from chalicelib.domain.errors import Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.services.webhooks import administration
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.webhooks.kinds import filled_form, typed_webhook, values_of
from chalicelib.web.webhooks.pages import WEBHOOKS, secret_of

pages = Pages(__name__)
WEBHOOK = WEBHOOKS + "/{webhook_id}"
DISABLE, ENABLE, REMOVE = WEBHOOK + "/disable", WEBHOOK + "/enable", WEBHOOK + "/remove"
ROTATE, TEST = WEBHOOK + "/rotate-secret", WEBHOOK + "/test"
REDELIVER = WEBHOOK + "/deliveries/{delivery_id}/redeliver"
_KINDS = {kind.value: kind for kind in EventKind}


# The page has the buttons, so a GET of their URLs shows it.
@pages.page(Page("GET", DISABLE, "disable_webhook_page", Guard.ROLE))
@pages.page(Page("GET", ENABLE, "enable_webhook_page", Guard.ROLE))
@pages.page(Page("GET", ROTATE, "rotate_webhook_secret_page", Guard.ROLE))
@pages.page(Page("GET", TEST, "test_webhook_page", Guard.ROLE))
@pages.page(Page("GET", REDELIVER, "redeliver_page", Guard.ROLE))
@pages.page(Page("GET", WEBHOOK, "webhook_page", Guard.ROLE, ("cursor", "done")))
def show(context: PageContext, account_id: str, webhook_id: str, delivery_id: str = "") -> PageResponse:
    """Show the webhook with its log, and the form filled in with its current values."""
    del delivery_id
    return _webhook(context, account_id, webhook_id)


@pages.page(Page("POST", WEBHOOK, "change_webhook_form", Guard.ROLE))
def change(context: PageContext, account_id: str, webhook_id: str, form: Form) -> HandlerResult:
    """Change its URL or kinds."""
    return _changed(context, account_id, webhook_id, typed_webhook(form), "changed", form)


@pages.page(Page("POST", DISABLE, "disable_webhook_form", Guard.ROLE))
def disable(context: PageContext, account_id: str, webhook_id: str, form: Form) -> HandlerResult:
    """Have nothing sent to it for now."""
    del form
    return _changed(context, account_id, webhook_id, WebhookForm(is_active=False), "disabled")


@pages.page(Page("POST", ENABLE, "enable_webhook_form", Guard.ROLE))
def enable(context: PageContext, account_id: str, webhook_id: str, form: Form) -> HandlerResult:
    """Have events sent to it again."""
    del form
    return _changed(context, account_id, webhook_id, WebhookForm(is_active=True), "enabled")


@pages.page(Page("POST", ROTATE, "rotate_webhook_secret_form", Guard.ROLE))
def rotate_secret(context: PageContext, account_id: str, webhook_id: str, form: Form) -> HandlerResult:
    """Make a new secret and show it, which no other page does: so nothing leads on from here."""
    del form
    ports, means = context.container.ports, context.container.webhook_deliverer.means
    try:
        rotated = administration.rotate_secret(ports, means, context.caller, account_id, webhook_id)
    except Refused as refused:
        return _webhook(context, account_id, webhook_id, refused=refused)
    return _webhook(context, account_id, webhook_id, rotated=rotated)


@pages.page(Page("POST", TEST, "test_webhook_form", Guard.ROLE))
def test(context: PageContext, account_id: str, webhook_id: str, form: Form) -> HandlerResult:
    """Have a test event sent."""
    del form
    act = partial(administration.send_test, context.container.ports, context.caller, account_id, webhook_id)
    return _acted(context, account_id, webhook_id, act, "tested")


@pages.page(Page("POST", REDELIVER, "redeliver_form", Guard.ROLE))
def redeliver(context: PageContext, account_id: str, webhook_id: str, delivery_id: str, form: Form) -> HandlerResult:
    """Have an event sent again."""
    del form
    act = partial(
        administration.redeliver, context.container.ports, context.caller, account_id, webhook_id, delivery_id
    )
    return _acted(context, account_id, webhook_id, act, "redelivered")


@pages.page(Page("GET", REMOVE, "remove_webhook_page", Guard.ROLE))
def show_remove(context: PageContext, account_id: str, webhook_id: str) -> PageResponse:
    """Ask for confirmation."""
    return _removal(context, account_id, webhook_id)


@pages.page(Page("POST", REMOVE, "remove_webhook_form", Guard.ROLE))
def remove(context: PageContext, account_id: str, webhook_id: str, form: Form) -> HandlerResult:
    """Remove it, and lead to the list of the others."""
    del form
    try:
        administration.remove_webhook(context.container.ports, context.caller, account_id, webhook_id)
    except Refused as refused:
        return _removal(context, account_id, webhook_id, refused)
    return redirect(context.urls.webhooks(account_id, "removed"))


def _changed(
    context: PageContext, account_id: str, webhook_id: str, wanted: WebhookForm, done: str, form: Form | None = None
) -> HandlerResult:
    ports, means = context.container.ports, context.container.webhook_deliverer.means
    act = partial(administration.change_webhook, ports, means, context.caller, account_id, webhook_id, wanted)
    return _acted(context, account_id, webhook_id, act, done, form)


def _acted(
    context: PageContext,
    account_id: str,
    webhook_id: str,
    act: Callable[[], object],
    done: str,
    form: Form | None = None,
) -> HandlerResult:
    """Act and show the webhook again, with the refusal if there is one."""
    try:
        act()
    except Refused as refused:
        return _webhook(context, account_id, webhook_id, form, refused)
    return redirect(context.urls.webhook(account_id, webhook_id, done=done))


def _webhook(
    context: PageContext,
    account_id: str,
    webhook_id: str,
    form: Form | None = None,
    refused: Refused | None = None,
    rotated: Webhook | None = None,
) -> PageResponse:
    ports, listing = context.container.ports, Listing(context, is_shared=True, path=WEBHOOK)
    with collect_unreadable() as unreadable:
        file = administration.webhook_file(ports, context.caller, account_id, webhook_id, listing.size, listing.start())
    webhook, now, former_until = file.webhook, ports.clock.now(), file.webhook.former_secret_until
    values = {
        "account": file.account,
        "webhook": webhook,
        "former_until": former_until if former_until and former_until > now else None,
        "paused_until": webhook.paused_until if webhook.is_active and webhook.is_paused(now) else None,
        "rows": [(delivery, _KINDS.get(delivery.kind)) for delivery in file.deliveries.items],
        "next_cursor": listing.cursor(file.deliveries.next_start),
        **values_of(filled_form(webhook) if form is None else form),
        "secret": secret_of(context, rotated) if rotated else "",
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("webhook", values, refused=refused, unreadable=unreadable.entries)


def _removal(context: PageContext, account_id: str, webhook_id: str, refused: Refused | None = None) -> PageResponse:
    account, webhook = administration.webhook_of(context.container.ports, context.caller, account_id, webhook_id)
    return PageResponse("remove_webhook", {"account": account, "webhook": webhook}, refused=refused)
