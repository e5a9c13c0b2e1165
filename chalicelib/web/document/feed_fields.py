"""The fields of the feed, and of the webhooks that it is sent to."""

from collections.abc import Mapping

from chalicelib.rendering.languages import msgid
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import COUNT, CURSOR, ID, ORDER_REFERENCE, SHORT
from chalicelib.web.document.webhook_fields import WEBHOOK_FIELDS

_REQUEST_ID = "8f14e45fceea467a9d3f4b6c1a2e7d90"
_AFTER = "IjQyIg.Zm9sbG93cw"

FEED_FIELDS: Mapping[str, FieldFacts] = {
    **WEBHOOK_FIELDS,
    "after": FieldFacts(
        msgid("From `next_after` of the call before; from the first event on without it."), _AFTER, CURSOR
    ),
    "has_more": FieldFacts(msgid("Whether there are events after these already."), False),
    "next_after": FieldFacts(
        msgid("What to send as `after` to read on, now or later; also where there is nothing more yet."), _AFTER, CURSOR
    ),
    "sequence": FieldFacts(
        msgid("The number of the event among those of the same request, account, proof or recovery."), 1, COUNT
    ),
    "TeamEventView.account_id": FieldFacts(msgid("The id of the account that it is about."), _REQUEST_ID, ID),
    "TeamEventView.access_request_id": FieldFacts(msgid("The id of the access request; else null."), None, ID),
    "TeamEventView.domain_proof_id": FieldFacts(msgid("The id of the proof of a domain; else null."), None, ID),
    "TeamEventView.event_id": FieldFacts(
        msgid("The id of the event, the same wherever it arrives: what has arrived before is passed over by it."),
        f"evt_{_REQUEST_ID}_1",
        ID,
    ),
    "TeamEventView.order_reference": FieldFacts(
        msgid("The order reference of the request, without any address in it; null if there is none."),
        "PO-4711",
        ORDER_REFERENCE,
    ),
    "TeamEventView.recovery_id": FieldFacts(msgid("The id of the recovery; else null."), None, ID),
    "TeamEventView.request_id": FieldFacts(msgid("The id of the account request; else null."), _REQUEST_ID, ID),
    "TeamEventView.status": FieldFacts(msgid("The status of what it is about, after the event."), "pending", SHORT),
    "TeamEventView.team_account_id": FieldFacts(msgid("The account whose team is told."), _REQUEST_ID, ID),
}
