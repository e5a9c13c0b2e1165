"""Events that SES publishes about a message, and the text of a sent one."""

import json
from email.message import EmailMessage
from typing import Any

from chalicelib.adapters.mail.events import KINDS, report_of
from chalicelib.domain.mails import Mail
from chalicelib.services.mail.delivery_reports import record_report
from tests.world import World


def ses_event(event_type: str, request_id: str, mail_id: str, **details: Any) -> str:
    """Return an event about that mail, with the fields that are read; `details` are fields of its kind."""
    member, _ = KINDS.get(event_type, (event_type, None))
    mail = {
        "timestamp": "2026-11-22T09:00:00.000Z",
        "tags": {"request": [request_id], "mail": [mail_id], "ses:source-ip": ["192.0.2.1"]},
    }
    bounce = {"bounceType": "Permanent", "bounceSubType": "General"} if event_type == "Bounce" else {}
    details_of_kind = {"timestamp": "2026-11-22T09:00:01.000Z", **bounce, **details}
    return json.dumps({"eventType": event_type, "mail": mail, member: details_of_kind})


def report(world: World, mail: Mail, event_type: str, **details: Any) -> None:
    """SES reports on the mail; what says nothing of it is passed over."""
    told = report_of(ses_event(event_type, mail.request_id, mail.mail_id, **details))
    if told is not None:
        record_report(world.ports, *told)


def text_of(message: EmailMessage) -> str:
    """Return the decoded text part."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
