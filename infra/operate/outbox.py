"""The outbox as an operator sees it: what waits, since when, what was set aside or given up; and another try.

Dead mails and troubles are in no index, so they are found by a scan: an operator's tool, no request's.
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
from chalicelib.services.unit_of_work.ports import MailKey, StaleState

# As a status stands in the row's document; only a first sieve, the mail itself decides.
STATUS = '"status":"{status.value}"'
MOST_DUE = 10_000
ADDRESS = re.compile(r"[^#\s]*@\S*")


@dataclass(frozen=True)
class OutboxState:
    """How many mails and requests are due now, since when the oldest is, and what was set aside or given up."""

    mails_due: int
    requests_due: int
    oldest_due_at: datetime | None
    set_aside: list[dict[str, object]]
    dead: list[Mail]


def state(container: Container, now: datetime) -> OutboxState:
    """The state now; of more than 10,000 due rows the oldest are counted.

    Rows that the next sweep will set aside are listed with those that it has.
    """
    table, due = container.table, container.mail_sender.outbox.due(now, MOST_DUE)
    can_be_handled = [row for row in due if not row.trouble]
    mails = sum(row.mail_id is not None for row in can_be_handled)
    oldest = min((row.due_at for row in due if row.due_at), default=None)
    faulty = [_faulty(row.place.partition, row.place.sort, row.trouble, None) for row in due if row.trouble]
    return OutboxState(
        mails, len(can_be_handled) - mails, oldest, [*faulty, *set_aside(table)], list(dead_mails(table))
    )


def set_aside(table: Table) -> Iterator[dict[str, object]]:
    """Every row that the sweep has put off, with its trouble and until when."""
    for row in table.scan(exists("trouble"), attributes=["pk", "sk", "due_at", "trouble"]):
        yield _faulty(row.pk, row.sk, row.trouble, row.due_at)


def _faulty(partition: str, sort: str, trouble: str | None, until: str | None) -> dict[str, object]:
    """A row by its key, without an address that a later release may have put into it."""
    return {"row": ADDRESS.sub("•••", f"{partition} {sort}"), "trouble": trouble, "until": until}


def dead_mails(table: Table) -> Iterator[Mail]:
    """Every mail that was given up. A row without any status that is known here is looked at too, and noted."""
    said = {status: contains("document", STATUS.format(status=status)) for status in MailStatus}
    others = (condition for status, condition in said.items() if status is not MailStatus.DEAD)
    sieve: Condition = said[MailStatus.DEAD] | ~reduce(or_, others)
    for mail in readable(table.scan(begins_with("sk", keys.MAIL_PREFIX) & sieve), Mail):
        if mail.status is MailStatus.DEAD:
            yield mail


def replay(container: Container, chosen: Collection[str] | None) -> list[str]:
    """Has dead mails tried again from the first try on; those of these names, or all. The names of those."""
    ports, replayed = container.ports, list[Mail]()
    for mail in dead_mails(container.table):
        if chosen is None or name_of(mail) in chosen:
            now = ports.clock.now()
            try:
                anew = replace(mail, status=MailStatus.DUE, due_at=now, attempts=0, failure=None, report=None)
                container.mail_sender.outbox.record(anew)
            except StaleState:
                continue
            replayed.append(mail)
    ports.queue.nudge([MailKey(mail.request_id, mail.mail_id) for mail in replayed])
    return [name_of(mail) for mail in replayed]


def name_of(mail: Mail) -> str:
    """How an operator names a mail."""
    return f"{mail.request_id}/{mail.mail_id}"


def described(mail: Mail) -> dict[str, object]:
    """A mail without its address."""
    return {
        "mail": name_of(mail),
        "kind": mail.draft.kind.value,
        "to": MailAddress.parse(mail.draft.to).masked if mail.draft.to else mail.draft.audience.value,
        "status": mail.status.value,
        "attempts": mail.attempts,
        "failure": mail.failure,
        "created_at": mail.created_at.isoformat(),
    }
