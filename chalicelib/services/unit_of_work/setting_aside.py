"""Set aside a row or message that cannot be handled: report it, postpone it, and go on with the others.

Only its kind and the kind of trouble are logged, because its contents may name a person.
"""

import logging
from datetime import timedelta

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Due, Outbox
from chalicelib.services.unit_of_work.ports import Ports, StaleState

logger = logging.getLogger(__name__)

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


def set_aside(ports: Ports, outbox: Outbox, row: Due, trouble: str) -> None:
    """Postpone the row for an hour, unless it was changed meanwhile. Never raises."""
    now = ports.clock.now()
    try:
        outbox.set_aside(row.place, now, now + ASIDE, trouble)
    except StaleState:
        return
    except Exception as error:
        logger.warning("a due row could not be set aside: %s", trouble_of(error))
        if is_busy(error):
            return
    ports.metrics.count(Metric.ROW_SET_ASIDE)
    logger.error("a due row was set aside: %s, %s", _kind(row), trouble)


def _kind(row: Due) -> str:
    if row.trouble == UNKNOWN_KIND:
        return "of an unknown kind"
    if row.is_event:
        return "an event"
    if row.is_access:
        return "a request for access"
    return "a mail" if row.mail_id else "a request"
