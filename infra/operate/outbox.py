"""The outbox for operators: what waits, what is due, rows set aside, dead mails, and the replay of dead mails.

No index holds dead mails and rows set aside; both are found by scans.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Condition, begins_with, contains, exists
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.bootstrap import Container
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.services.mail.sending_failures import LONGEST_PAUSE
from chalicelib.services.unit_of_work.outbox import TOO_LONG, Unsent
from chalicelib.services.unit_of_work.ports import MailKey, StaleState

# A status in the stored document, for filtering scans; the decoded mail decides.
STATUS = '"status":"{status.value}"'
MOST_DUE = 10_000
MOST_READ = 1_000
MOST_LISTED = 100
ADDRESS = re.compile(r"[^#\s]*@\S*")


@dataclass(frozen=True)
class OutboxState:
    """Mails that wait, whenever their next try is; what is due now, rows set aside and dead mails."""

    unsent: Unsent
    mails_due: int
    requests_due: int
    oldest_due_at: datetime | None
    set_aside: list[dict[str, object]]
    dead: list[Mail]


def state(container: Container, now: datetime) -> OutboxState:
    """Return the present state; of more than 10,000 due rows only the oldest are counted.

    Rows that the next sweep will set aside are listed as set aside.
    """
    table, due = container.table, container.mail_sender.outbox.due(now, MOST_DUE)
    can_be_handled = [row for row in due if not row.trouble]
    mails = sum(row.mail_id is not None for row in can_be_handled)
    oldest = min((row.due_at for row in due if row.due_at), default=None)
    faulty = [_faulty(row.place.partition, row.place.sort, row.trouble, None) for row in due if row.trouble]
    unsent = container.mail_sender.outbox.unsent(now + LONGEST_PAUSE, MOST_READ)
    return OutboxState(
        unsent, mails, len(can_be_handled) - mails, oldest, [*faulty, *set_aside(table)], list(dead_mails(table))
    )


def is_late(found: OutboxState, now: datetime) -> bool:
    """Whether a mail, or a request whose time has come, waits for too long."""
    is_due_too_long = found.oldest_due_at is not None and now - found.oldest_due_at > TOO_LONG
    return is_due_too_long or found.unsent.age(now) > TOO_LONG


def set_aside(table: Table) -> Iterator[dict[str, object]]:
    """Yield every row that the sweep has set aside, with the reason and the time of the next try."""
    for row in table.scan(exists("trouble"), attributes=["pk", "sk", "due_at", "trouble"]):
        yield _faulty(row.pk, row.sk, row.trouble, row.due_at)


def _faulty(partition: str, sort: str, trouble: str | None, until: str | None) -> dict[str, object]:
    """Describe a row by its key; mask addresses that a later release may have put into it."""
    return {"row": ADDRESS.sub("•••", f"{partition} {sort}"), "trouble": trouble, "until": until}


def dead_mails(table: Table) -> Iterator[Mail]:
    """Yield every dead mail. Rows with an unknown status are read as well, and noted as unreadable."""
    by_status = {status: contains("document", STATUS.format(status=status)) for status in MailStatus}
    others = (condition for status, condition in by_status.items() if status is not MailStatus.DEAD)
    condition: Condition = by_status[MailStatus.DEAD] | ~reduce(or_, others)
    for mail in readable(table.scan(begins_with("sk", keys.MAIL_PREFIX) & condition), Mail):
        if mail.status is MailStatus.DEAD:
            yield mail


def replay(container: Container, chosen: Collection[str] | None) -> list[str]:
    """Reset these dead mails, or all, to their first attempt; return the names of those that were reset."""
    ports, replayed = container.ports, list[Mail]()
    for mail in dead_mails(container.table):
        if chosen is None or name_of(mail) in chosen:
            now = ports.clock.now()
            try:
                reset = replace(mail, status=MailStatus.DUE, due_at=now, attempts=0, failure=None, report=None)
                container.mail_sender.outbox.record(reset)
            except StaleState:
                continue
            replayed.append(mail)
    ports.queue.nudge([MailKey(mail.request_id, mail.mail_id) for mail in replayed])
    return [name_of(mail) for mail in replayed]


def name_of(mail: Mail) -> str:
    """Return the name by which operators refer to a mail."""
    return f"{mail.request_id}/{mail.mail_id}"


def summary_of(mail: Mail) -> dict[str, object]:
    """Describe a mail with its address masked."""
    return {
        "mail": name_of(mail),
        "kind": mail.draft.kind.value,
        "to": MailAddress.parse(mail.draft.to).masked if mail.draft.to else mail.draft.audience.value,
        "status": mail.status.value,
        "attempts": mail.attempts,
        "failure": mail.failure,
        "created_at": mail.created_at.isoformat(),
    }


def waiting(mail: Mail) -> dict[str, object]:
    """Describe a mail that waits: since when, what the last try came to, and when the next is."""
    named = summary_of(mail)
    return {
        "mail": named["mail"],
        "kind": named["kind"],
        "to": named["to"],
        "since": named["created_at"],
        "last_error": mail.failure,
        "next_try": mail.due_at.isoformat() if mail.due_at else None,
    }
