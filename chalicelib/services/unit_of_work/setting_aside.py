"""Process due rows, and set aside what cannot be handled: report it, postpone it, and go on with the others.

Only its kind and the kind of trouble are logged, because its contents may name a person.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Due, Outbox, Place
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.unreadable import DueRow

logger = logging.getLogger(__name__)

T = TypeVar("T")

ASIDE = timedelta(hours=1)
# Kinds of trouble that are not the name of an exception.
UNKNOWN_KIND = "unknown-kind-of-row"
UNREADABLE_TIME = "unreadable-due-time"
NOT_DUE = "not-due-by-its-document"


def is_busy(error: Exception) -> bool:
    """Whether the database is busy, so that the same call may succeed later."""
    return isinstance(error, Refused) and error.problem is Problem.BUSY


def trouble_of(error: Exception) -> str:
    """Return the name of the error; its message may contain personal data."""
    return error.problem.value if isinstance(error, Refused) else type(error).__name__


def set_aside(ports: Ports, outbox: Outbox, place: Place, kind: str, trouble: str) -> None:
    """Postpone the row for an hour, unless it was changed meanwhile. Never raises. `kind` is what the log calls it."""
    now = ports.clock.now()
    try:
        outbox.set_aside(place, now, now + ASIDE, trouble)
    except StaleState:
        return
    except Exception as error:
        logger.warning("a due row could not be set aside: %s", trouble_of(error))
        if is_busy(error):
            return
    ports.metrics.count(Metric.ROW_SET_ASIDE)
    logger.error("a due row was set aside: %s, %s", kind, trouble)


def set_row_aside(ports: Ports, outbox: Outbox, row: Due, trouble: str) -> None:
    """Postpone a row of the outbox for an hour, as `set_aside` does."""
    set_aside(ports, outbox, row.place, _kind(row), trouble)


def _kind(row: Due) -> str:
    if row.trouble == UNKNOWN_KIND:
        return "of an unknown kind"
    if row.is_access:
        return "a request for access"
    return "a mail" if row.mail_id else "a request"


@value_class
class TimeLimit:
    """No row is begun when so many seconds have passed since the rows were found, by the clock `seconds`."""

    seconds: Callable[[], float]
    most: float


UNLIMITED = TimeLimit(lambda: 0.0, 1.0)


def process_due_rows(
    ports: Ports,
    outbox: Outbox,
    kind: str,
    find: Callable[[], Sequence[DueRow[T]]],
    process: Callable[[T], object],
    limit: TimeLimit = UNLIMITED,
    unreadable: str = Problem.RECORD_UNREADABLE.value,
) -> None:
    """Process what is due as far as the time reaches; what is busy or left stays due. Never raises.

    `kind` is what the log calls one of the rows: "a recovery". `unreadable` is the trouble of one that cannot be read.
    """
    try:
        due, ends = find(), limit.seconds() + limit.most
    except Exception as error:
        logger.error("%s could not be looked for: %s", kind, trouble_of(error))  # noqa: TRY400 - no personal data
        return
    for row in due:
        if limit.seconds() >= ends:
            break
        trouble = unreadable if row.record is None else _processed(kind, row.record, process)
        if trouble:
            set_aside(ports, outbox, Place(*row.place), kind, trouble)


def _processed(kind: str, record: T, process: Callable[[T], object]) -> str:
    """Process a record; return its trouble, if that does not pass by itself."""
    try:
        process(record)
    except Exception as error:
        if is_busy(error):
            return ""
        logger.exception("%s could not be handled", kind)
        return trouble_of(error)
    return ""
