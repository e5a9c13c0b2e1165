"""Put the events of all teams on the vendor's bus, once they have their positions.

An event waits in the due index, in shards of its own, until the bus has taken it. It is put at least once: when the
outcome is not known, or a crash comes before it is recorded, it is put again under the same id. The bus keeps no order.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.errors import Problem
from chalicelib.services.unit_of_work.feed.ports import Bus, BusUnavailable, ForBus
from chalicelib.services.unit_of_work.feed.writes import RecordOnBus
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Outbox, Place
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.setting_aside import set_aside, trouble_of

logger = logging.getLogger(__name__)

# Most events that one run puts, most in one call, and most seconds of a run.
BATCH, AT_ONCE, SECONDS = 500, 10, 10
# An event that the bus does not take is put again after one minute, then after twice as long, and each hour in the end.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


def put_due_events(ports: Ports, outbox: Outbox, seconds: Callable[[], float]) -> None:
    """Put what waits, oldest first, as far as the time of a run reaches; the others wait on. Never raises."""
    if ports.bus is None:
        return
    try:
        due, ends = ports.store.due_for_bus(ports.clock.now(), BATCH), seconds() + SECONDS
        for one in due:
            if one.event is None:
                set_aside(ports, outbox, Place(*one.place), "an event", Problem.RECORD_UNREADABLE.value)
        readable = [one for one in due if one.event is not None]
        for first in range(0, len(readable), AT_ONCE):
            if seconds() >= ends:
                break
            put_events(ports, ports.bus, readable[first : first + AT_ONCE])
    except Exception as error:
        logger.error("the events of teams could not be put on the bus: %s", trouble_of(error))  # noqa: TRY400 - no data


def put_events(ports: Ports, bus: Bus, waiting: Sequence[ForBus]) -> None:
    """Put these events in one call, and record which of them the bus has taken; the others are due again later."""
    now = ports.clock.now()
    try:
        taken = bus.put([one.event for one in waiting if one.event is not None])
    except BusUnavailable as unavailable:
        logger.warning("the bus cannot be reached, or its outcome is not known: %s", unavailable)
        taken = [False] * len(waiting)
    for _ in range(taken.count(False)):
        ports.metrics.count(Metric.EVENT_REFUSED)
    done = [one.place for one, is_taken in zip(waiting, taken, strict=True) if is_taken]
    again = [(one.place, _next_try(one, now)) for one, is_taken in zip(waiting, taken, strict=True) if not is_taken]
    try:
        ports.store.commit([RecordOnBus(tuple(done), tuple(again))])
    except StaleState:
        logger.info("another run puts events on the bus")


def _next_try(waiting: ForBus, now: datetime) -> datetime:
    return now + min(FIRST_PAUSE * (1 << min(waiting.tries, 10)), LONGEST_PAUSE)
