"""What SES publishes about a message, and what can be read in one."""

import json
from email.message import EmailMessage

from chalicelib.adapters.ses_events import KINDS, report_of
from chalicelib.domain.mails import Mail
from chalicelib.services.delivery_reports import take_report
from tests.world import World


def ses_event(event_type: str, request_id: str, mail_id: str) -> str:
    """An event about that mail, as far as it is read."""
    named, _ = KINDS.get(event_type, (event_type, None))
    mail = {
        "timestamp": "2026-11-22T09:00:00.000Z",
        "tags": {"request": [request_id], "mail": [mail_id], "ses:source-ip": ["192.0.2.1"]},
    }
    return json.dumps({"eventType": event_type, "mail": mail, named: {"timestamp": "2026-11-22T09:00:01.000Z"}})


def report(world: World, mail: Mail, event_type: str) -> None:
    """SES reports on the mail."""
    told = report_of(ses_event(event_type, mail.request_id, mail.mail_id))
    assert told is not None
    take_report(world.ports, *told)


def text_of(message: EmailMessage) -> str:
    """The text part, decoded."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
