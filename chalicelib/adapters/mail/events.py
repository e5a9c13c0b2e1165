"""What SES publishes about a message, read into the domain's report.

The shapes are those of "Examples of event data that Amazon SES publishes to Amazon SNS". Which mail it is
about stands in the tags that the message was sent with.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.mails import Report, ReportKind
from chalicelib.services.unit_of_work.ports import MailKey

REQUEST_TAG = "request"
MAIL_TAG = "mail"
LONGEST_REASON = 100

# The event's type, the member with its details, and what it means.
KINDS: Mapping[str, tuple[str, ReportKind]] = {
    "Delivery": ("delivery", ReportKind.DELIVERY),
    "DeliveryDelay": ("deliveryDelay", ReportKind.DELAY),
    "Bounce": ("bounce", ReportKind.BOUNCE),
    "Complaint": ("complaint", ReportKind.COMPLAINT),
    "Reject": ("reject", ReportKind.REJECT),
}
# Any other type, `Transient`, `Undetermined` or one of the future, may pass: a delivery then still counts.
FINAL_BOUNCE = "Permanent"
# Somebody took the message out of their spam folder.
NOT_SPAM = "not-spam"


def report_of(message: str) -> tuple[MailKey, Report] | None:
    """The mail and what is reported of it; None for what says nothing of a mail of ours."""
    try:
        event = json.loads(message)
        member, kind = KINDS[event.get("eventType") or event.get("notificationType")]
        tags = event["mail"]["tags"]
        key = MailKey(str(tags[REQUEST_TAG][0]), str(tags[MAIL_TAG][0]))
        details = event.get(member) or {}
        if str(details.get("complaintFeedbackType")).lower() == NOT_SPAM:
            return None
        at = _instant(details.get("timestamp") or event["mail"]["timestamp"])
        return key, Report(_exactly(kind, details), at, _reason(kind, details))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def _exactly(kind: ReportKind, details: Mapping[str, Any]) -> ReportKind:
    passing = kind is ReportKind.BOUNCE and details.get("bounceType", FINAL_BOUNCE) != FINAL_BOUNCE
    return ReportKind.SOFT_BOUNCE if passing else kind


def _reason(kind: ReportKind, details: Mapping[str, Any]) -> str:
    """SES's own names for why; what a mail server said may hold an address, and stays out."""
    names = [str(details[name]) for name in ("bounceType", "bounceSubType", "reason") if details.get(name)]
    return " ".join([kind.value, *names])[:LONGEST_REASON]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
