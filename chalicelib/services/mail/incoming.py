"""Process messages from the queue (nudges) and the topic (delivery reports), each independently of the others.

Invalid messages are logged and dropped, because retrying cannot help. No mail is lost with a nudge: the scheduled
job finds every due mail.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from chalicelib.domain.mails import Mail, Report
from chalicelib.services.mail.delivery_reports import record_report
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey, Ports
from chalicelib.services.unit_of_work.setting_aside import is_busy, trouble_of

Key = TypeVar("Key")

logger = logging.getLogger(__name__)


def keys_in(ports: Ports, bodies: Iterable[str], read: Callable[[str], Sequence[Key]]) -> Iterator[Key]:
    """Yield the keys of the mails or deliveries in these nudges; invalid nudges are dropped."""
    for body in bodies:
        try:
            keys = read(body)
        except Exception as error:
            _drop(ports, "a nudge", error)
        else:
            yield from keys


def process_report(ports: Ports, message: str, read: Callable[[str], tuple[MailKey, Report] | None]) -> Mail | None:
    """Record a delivery report and return the mail; None if the report was dropped.

    Raises only `busy`, so that Lambda retries: a lost report cannot be recovered.
    """
    try:
        report = read(message)
        mail = record_report(ports, *report) if report else None
    except Exception as error:
        if is_busy(error):
            raise
        _drop(ports, "a report", error)
        return None
    if mail is None:
        ports.metrics.count(Metric.MESSAGE_DROPPED)
        logger.warning("a report was dropped: it is on no mail that is known")
    return mail


def _drop(ports: Ports, what: str, error: Exception) -> None:
    ports.metrics.count(Metric.MESSAGE_DROPPED)
    logger.error("%s was dropped: %s", what, trouble_of(error), exc_info=error)
