"""Digests: one mail a day for each recipient, about all that the day has brought.

A digest is a mail of the outbox in a partition of its own, due when its day (UTC) is over. It holds the ids of the
requests that it is about, and is rendered from these as they are then.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.mails import Mail, MailDraft, MailStatus
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import MailKey, Ports

MAIL_ID = "digest"
# As many rows as one batch reads.
MOST_IN_DIGEST = 100
DAY = timedelta(days=1)


@value_class
class Digest:
    """What a digest is about, in the order in which it was added."""

    requests: Sequence[AccountRequest]


def digest_of(ports: Ports, mail: Mail) -> Digest | None:
    """Load what the digest is about, in one read; None if nothing of it is left."""
    found = ports.store.requests(_ids_in(mail))
    return Digest(found) if found else None


def add_to_digest(ports: Ports, outbox: Outbox, mail: Mail, recipient: Administrator) -> None:
    """Add what the mail is about to the recipient's digest of its day, or of the first day after whose digest is open.

    Adding it again changes nothing. Raises `StaleState` if the digest is sent or added to at the same time.
    """
    day = mail.created_at.astimezone(UTC).date()
    while not _is_in_digest_of(day, ports, outbox, mail, recipient):
        day += DAY


def _is_in_digest_of(day: date, ports: Ports, outbox: Outbox, mail: Mail, recipient: Administrator) -> bool:
    """Add it to the digest of this day unless that is full, or somebody has tried to send it."""
    new = _digest(day, mail, recipient)
    digest = ports.store.mail(MailKey(new.request_id, new.mail_id)) or new
    ids = _ids_in(digest)
    if mail.request_id in ids:
        return True
    if digest.status is not MailStatus.DUE or digest.attempts or len(ids) >= MOST_IN_DIGEST:
        return False
    facts = {"requests": " ".join((*ids, mail.request_id))}
    outbox.record(replace(digest, draft=replace(digest.draft, facts=facts)))
    return True


def _digest(day: date, mail: Mail, recipient: Administrator) -> Mail:
    """Return the digest of this day before anything is added."""
    mailbox = hashlib.sha256(f"{mail.draft.kind} {mailbox_key(recipient.email)}".encode()).hexdigest()[:32]
    draft = MailDraft(mail.draft.kind, mail.draft.audience, recipient.language, to=recipient.email)
    is_over = datetime.combine(day + DAY, time(), UTC)
    return Mail(f"digest-{mailbox}-{day.isoformat()}", MAIL_ID, draft, created_at=is_over, due_at=is_over)


def _ids_in(digest: Mail) -> tuple[str, ...]:
    return tuple(str(digest.draft.facts.get("requests", "")).split())
