"""The history of a request: its audit events, and what became of the mails about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from chalicelib.domain.events import AuditEvent
from chalicelib.domain.mails import Audience, Mail
from chalicelib.domain.requests.delivery import STANDINGS
from chalicelib.domain.value_classes import value_class

# Mails to the reviewers and to administrators of other accounts name people whom the readers have no reason to see,
# and their number would tell of a restricted account.
SHOWN = frozenset({Audience.APPROVER, Audience.REQUESTER})


@value_class
class HistoryEntry:
    """An event, or a mail that was sent; `is_failure` is the report that the mail did not arrive."""

    at: datetime
    event: AuditEvent | None = None
    mail: Mail | None = None
    is_failure: bool = False


def history_of(events: Iterable[AuditEvent], mails: Iterable[Mail]) -> Sequence[HistoryEntry]:
    """Return the entries, newest first."""
    entries = [HistoryEntry(event.at, event) for event in events]
    for mail in mails:
        if mail.draft.audience in SHOWN and STANDINGS[mail.status].is_message:
            entries += _entries_of(mail)
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def _entries_of(mail: Mail) -> Iterator[HistoryEntry]:
    yield HistoryEntry(mail.sent_at or mail.created_at, mail=mail)
    if STANDINGS[mail.status].is_unreachable and mail.report:
        yield HistoryEntry(mail.report.at, mail=mail, is_failure=True)
