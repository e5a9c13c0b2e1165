"""The fields of webhooks and of deliveries to them."""

from collections.abc import Mapping

from chalicelib.domain.webhooks.attempts import LONGEST_EXCERPT
from chalicelib.domain.webhooks.changes import TEAM_KINDS
from chalicelib.domain.webhooks.delivery import MOST_ATTEMPTS
from chalicelib.domain.webhooks.targets import LONGEST_URL
from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import ANY_LINES, COUNT, ID, INSTANT, SHORT, Limits

_WEBHOOK_ID = "c81e728d9d4c4f63ab6f067f89cc1486"
_EVENT_ID = "evt_8f14e45fceea467a9d3f4b6c1a2e7d90_1"
_URL = "https://hooks.reseller.example/events"
_HTTPS: Limits = {"format": "uri", "maxLength": LONGEST_URL}
_KINDS: Limits = {"maxItems": len(TEAM_KINDS)}
_AT = "2026-11-22T08:00:00Z"

_CHOSEN_KINDS = FieldFacts(
    msgid("Which kinds of events are sent; all of them when empty."), "approved", _KINDS, "TeamEventKind"
)

SENT_WEBHOOK_FIELDS: Mapping[str, FieldFacts] = {
    "active": FieldFacts(msgid("Whether events are sent to it; true enables it again."), True),
    "kinds": FieldFacts(
        msgid("Which kinds of events are sent; all of them when empty."), "approved", _KINDS, "TeamEventKind"
    ),
    "url": FieldFacts(
        msgid("Where to: https, a host's name, port 443 or 8443, without user, password and fragment."),
        _URL,
        _HTTPS,
    ),
}
WEBHOOK_FIELDS: Mapping[str, FieldFacts] = {
    "answered_status": FieldFacts(msgid("The HTTP status of the answer; null if there was none."), 204, COUNT),
    "attempts": FieldFacts(msgid("The last attempts to send it, the oldest first."), None, {"maxItems": MOST_ATTEMPTS}),
    "data": FieldFacts(msgid("The event, as `GET /v1/events` lists it."), None),
    "delivery_id": FieldFacts(msgid("The id of the delivery."), "0006437f2a1c0d4f5e6d7c8b", ID),
    "excerpt": FieldFacts(
        msgid("The beginning of the answer's body."), "", {"pattern": ANY_LINES, "maxLength": LONGEST_EXCERPT}
    ),
    "failing_since": FieldFacts(
        msgid("Since when all attempts fail; null if the last one did not. Five days disable it."),
        None,
        INSTANT,
    ),
    "former_secret_until": FieldFacts(
        msgid("Until when everything is signed with the secret of before, too; null if there is none."), None, INSTANT
    ),
    "secret": FieldFacts(
        msgid("The secret to verify by. It is shown once; null in an answer that is repeated for an idempotency key."),
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
        SHORT,
    ),
    "timestamp": FieldFacts(msgid("When the event happened."), _AT, INSTANT),
    "trouble": FieldFacts(msgid("Why there was no answer; null if there was one."), None, value_set="WebhookTrouble"),
    "webhook_id": FieldFacts(msgid("The id of the webhook."), _WEBHOOK_ID, ID),
    "webhook_status": FieldFacts(msgid("The status of the webhook."), "disabled", value_set="WebhookStatus"),
    "AttemptView.at": FieldFacts(msgid("When it was tried."), _AT, INSTANT),
    "DeliveryView.created_at": FieldFacts(msgid("When the event happened."), _AT, INSTANT),
    "DeliveryView.due_at": FieldFacts(msgid("When it is tried next; null if it is not."), None, INSTANT),
    "DeliveryView.event_id": FieldFacts(msgid("The id of the event, which is sent as `webhook-id`."), _EVENT_ID, ID),
    "DeliveryView.kind": FieldFacts(msgid("The kind of the event; `test` for a test."), "approved", SHORT),
    "DeliveryView.status": FieldFacts(msgid("What became of it."), "delivered", value_set="WebhookDeliveryStatus"),
    "WebhookEvent.type": FieldFacts(msgid("The kind of the event; `test` for a test."), "approved", SHORT),
    "kinds": FieldFacts(
        msgid("Which kinds of events are sent; all of them when empty."), "approved", _KINDS, "TeamEventKind"
    ),
    "WebhookView.account_id": FieldFacts(msgid("The account whose events are sent."), _WEBHOOK_ID, ID),
    "WebhookView.created_at": FieldFacts(msgid("When it was made."), _AT, INSTANT),
    "WebhookView.status": FieldFacts(msgid("Whether events are sent to it."), "active", value_set="WebhookStatus"),
    "url": FieldFacts(msgid("Where events are sent."), _URL, _HTTPS),
}
