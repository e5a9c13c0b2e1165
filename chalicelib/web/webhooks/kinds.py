"""The kinds of events that a webhook can have, in groups with a heading, and the form that chooses among them."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.changes import TEAM_KINDS, WebhookForm
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.rendering.languages import msgid
from chalicelib.web.page.forms import Form

URL, KINDS = "url", "kinds"
# By heading: how the names of its kinds begin. What begins like none is about a request.
_BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    msgid("Access and roles"): ("access_", "role_", "offer_"),
    msgid("Account and Virtual Accounts"): ("account_", "virtual_account_"),
    msgid("Proofs of domains"): ("domain_",),
    msgid("Recovery of the account"): ("recover",),
    msgid("Webhooks and programs"): ("webhook_", "program_"),
}
_OF_REQUESTS = msgid("Requests for accounts")


def _kind_groups() -> Mapping[str, Sequence[EventKind]]:
    """Return all kinds by heading."""
    groups: dict[str, list[EventKind]] = {heading: [] for heading in (_OF_REQUESTS, *_BEGINNINGS)}
    for kind in TEAM_KINDS:
        heading = next((one for one, begun in _BEGINNINGS.items() if kind.startswith(begun)), _OF_REQUESTS)
        groups[heading].append(kind)
    return groups


def values_of(form: Form) -> Mapping[str, object]:
    """Return what the template shows the form with."""
    return {"form": form, "groups": _kind_groups(), "is_narrowed": bool(typed_webhook(form).kinds)}


def typed_webhook(form: Form) -> WebhookForm:
    """Return what was typed; no kinds mean all of them."""
    kinds = [kind.value for kind in TEAM_KINDS if form.get(f"{KINDS}/{kind.value}")]
    return WebhookForm(form.get(URL, "").strip(), kinds)


def filled_form(webhook: Webhook) -> Form:
    """Return the form as it is filled in with the webhook."""
    return {URL: webhook.url, **{f"{KINDS}/{kind.value}": "true" for kind in webhook.kinds}}
