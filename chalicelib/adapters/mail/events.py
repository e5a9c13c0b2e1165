"""Parse SES event notifications into delivery reports.

The format is that of "Examples of event data that Amazon SES publishes to Amazon SNS". Message tags identify the
mail.
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

# By event type: the member with the details, and the kind of report.
KINDS: Mapping[str, tuple[str, ReportKind]] = {
    "Delivery": ("delivery", ReportKind.DELIVERY),
    "DeliveryDelay": ("deliveryDelay", ReportKind.DELAY),
    "Bounce": ("bounce", ReportKind.BOUNCE),
    "Complaint": ("complaint", ReportKind.COMPLAINT),
    "Reject": ("reject", ReportKind.REJECT),
}
# Any other bounce type, such as `Transient` or `Undetermined`, is a soft bounce: the mail may still be delivered.
HARD_BOUNCE = "Permanent"
# The recipient marked the message as no spam.
NOT_SPAM = "not-spam"


def report_of(message: str) -> tuple[MailKey, Report] | None:
    """Return the mail's key and the report; None if the event is not about the delivery of one of our mails."""
    try:
        event = json.loads(message)
        member, kind = KINDS[event.get("eventType") or event.get("notificationType")]
        tags = event["mail"]["tags"]
        key = MailKey(str(tags[REQUEST_TAG][0]), str(tags[MAIL_TAG][0]))
        details = event.get(member) or {}
        if str(details.get("complaintFeedbackType")).lower() == NOT_SPAM:
            return None
        at = _instant(details.get("timestamp") or event["mail"]["timestamp"])
        return key, Report(_report_kind(kind, details), at, _reason(kind, details))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def _report_kind(kind: ReportKind, details: Mapping[str, Any]) -> ReportKind:
    is_soft = kind is ReportKind.BOUNCE and details.get("bounceType", HARD_BOUNCE) != HARD_BOUNCE
    return ReportKind.SOFT_BOUNCE if is_soft else kind


def _reason(kind: ReportKind, details: Mapping[str, Any]) -> str:
    """Join SES's codes for the reason. Diagnostic texts of mail servers are left out: they may contain addresses."""
    names = [str(details[name]) for name in ("bounceType", "bounceSubType", "reason") if details.get(name)]
    return " ".join([kind.value, *names])[:LONGEST_REASON]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
