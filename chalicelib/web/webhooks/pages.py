"""The page of an account's webhooks: make one, and be shown its secret once."""

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.services.webhooks import administration
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form, at_field
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.webhooks.kinds import URL, typed_webhook, values_of

pages = Pages(__name__)
WEBHOOKS = "/accounts/{account_id}/webhooks"


@pages.page(Page("GET", WEBHOOKS, "webhooks_page", Guard.ROLE, ("done",)))
def show(context: PageContext, account_id: str) -> PageResponse:
    """List the webhooks with the form that makes one."""
    return _webhooks(context, account_id, {})


@pages.page(Page("POST", WEBHOOKS, "create_webhook_form", Guard.ROLE))
def create(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Make a webhook and show its secret, which no other page has: so nothing leads on from here."""
    means = context.container.webhook_deliverer.means
    try:
        made = administration.make_webhook(
            context.container.ports, means, context.caller, account_id, typed_webhook(form)
        )
    except Refused as refused:
        pointer = f"/{URL}" if refused.problem is Problem.TOO_MANY_WEBHOOKS else None
        return _webhooks(context, account_id, form, at_field(refused, pointer))
    return _webhooks(context, account_id, {}, made=made)


def secret_of(context: PageContext, webhook: Webhook) -> str:
    """Return the webhook's present secret, as its receiver keeps it."""
    return context.container.webhook_deliverer.means.signer.secret(webhook.webhook_id, webhook.secret)


def _webhooks(
    context: PageContext,
    account_id: str,
    form: Form,
    refused: Refused | None = None,
    made: Webhook | None = None,
) -> PageResponse:
    with collect_unreadable() as unreadable:
        file = administration.webhooks_file(context.container.ports, context.caller, account_id)
    values = {
        "account": file.account,
        "webhooks": file.webhooks,
        **values_of(form),
        "made": made,
        "secret": secret_of(context, made) if made else "",
        "done": context.parameters.get("done", "") if refused is None and made is None else "",
    }
    return PageResponse("webhooks", values, refused=refused, unreadable=unreadable.entries)
