"""What the queue and the topic bring. Each message has a try of its own: one that fails holds up no other.

What cannot be read now cannot be read at the next try either, so it is told of and dropped: the sweep finds every
mail without its nudge.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence

from chalicelib.domain.mails import Mail, Report
from chalicelib.services.mail.delivery_reports import record_report
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey, Ports
from chalicelib.services.unit_of_work.setting_aside import is_busy, trouble_of

logger = logging.getLogger(__name__)


def mail_keys_in(ports: Ports, bodies: Iterable[str], read: Callable[[str], Sequence[MailKey]]) -> Iterator[MailKey]:
    """The mails that these nudges name, as far as the nudges can be read."""
    for body in bodies:
        try:
            named = read(body)
        except Exception as error:
            _drop(ports, "a nudge", error)
        else:
            yield from named


def process_report(ports: Ports, message: str, read: Callable[[str], tuple[MailKey, Report] | None]) -> Mail | None:
    """The mail as it is known after this report; None where nothing could be done with it.

    Raises `busy` alone: Lambda tries again then, and nothing but the report itself knows what it says.
    """
    try:
        told = read(message)
        known = record_report(ports, *told) if told else None
    except Exception as error:
        if is_busy(error):
            raise
        _drop(ports, "a report", error)
        return None
    if known is None:
        ports.metrics.count(Metric.MESSAGE_DROPPED)
        logger.warning("a report was dropped: it is on no mail that is known")
    return known


def _drop(ports: Ports, what: str, error: Exception) -> None:
    ports.metrics.count(Metric.MESSAGE_DROPPED)
    logger.error("%s was dropped: %s", what, trouble_of(error), exc_info=error)
