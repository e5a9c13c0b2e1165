"""The sealed audit event and the outbox rows of every transition."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.domain.events import AuditEvent, EventDraft
from chalicelib.domain.mails import Mail, MailDraft
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import QueueMail


def sealed(
    ports: Ports, trail_id: str, draft: EventDraft, event_count: int, last_seal: str, now: datetime
) -> AuditEvent:
    """Return the sealed event that follows `event_count` events, the last of which has this seal."""
    event = AuditEvent(
        request_id=trail_id,
        sequence=event_count + 1,
        at=now,
        kind=draft.kind,
        actor=draft.actor,
        details=draft.details,
        key_id=ports.audit.current,
    )
    return ports.audit.sealed(event, last_seal)


def queued(event: AuditEvent, mails: Sequence[MailDraft]) -> Iterator[QueueMail]:
    """Return the outbox rows of these mails, named after the event that causes them."""
    for number, draft in enumerate(mails, start=1):
        mail_id = f"{event.sequence:04}-{number:02}"
        yield QueueMail(Mail(event.request_id, mail_id, draft, created_at=event.at, due_at=event.at))
