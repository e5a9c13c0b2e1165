"""Seal how long each audit trail is, so that `verify` notices what is taken away together with its record.

The scheduled job does it, never a decision: each sealing states number and seal of the last event of some trails, and
is an event of a trail of its own. Who takes away a trail's end, or all of it, would have to do the same with every
sealing since. A new event waits in the due index until a sealing counts it. A walk over the table, once a day and a
part at each run, finds the others: events of earlier releases, and those that somebody took off the index or put off.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.errors import Problem
from chalicelib.domain.events import SEALINGS, AuditEvent, EventDraft, EventKind, Sealings, trail_lengths
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.services.unit_of_work.commit import sealed
from chalicelib.services.unit_of_work.outbox import Outbox, Place
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.retention import is_overdue
from chalicelib.services.unit_of_work.sealing_ports import AnyRequest, SealTrails, Uncounted, Walked
from chalicelib.services.unit_of_work.setting_aside import set_aside, trouble_of

logger = logging.getLogger(__name__)

# Most events that one sealing counts: each is an action of its transaction, which has at most 100.
BATCH = 90
# Most sealings of one run.
MOST_SEALINGS = 10
# Rows of the table that one sealing looks at, and how long after the end of a walk the next one begins.
ROWS_WALKED = 500
BETWEEN_WALKS = timedelta(days=1)


def seal_trails(ports: Ports, outbox: Outbox) -> Sequence[AnyRequest]:
    """Seal what waits. Never raises: what was not sealed waits for the next run.

    Return the requests that the walk has met and that keep their addresses for too long.

    A sealing is one transaction, so a crash leaves it done or not begun. If another run seals at the same time, this
    one stops.
    """
    overdue: list[AnyRequest] = []
    try:
        for _ in range(MOST_SEALINGS):
            if not _seal(ports, outbox, overdue):
                break
    except StaleState:
        logger.info("another run seals the audit trails")
    except Exception as error:
        logger.error("the audit trails could not be sealed: %s", trouble_of(error))  # noqa: TRY400 - no personal data
    return overdue


def _seal(ports: Ports, outbox: Outbox, overdue: list[AnyRequest]) -> bool:
    """Make one sealing and add to the overdue requests; return whether there may be more to seal."""
    now = ports.clock.now()
    waiting = ports.store.uncounted(now, BATCH)
    for one in waiting:
        if one.event is None:
            _put_aside(ports, outbox, one)
    known, room = ports.store.sealings(), BATCH - len(waiting)
    walks = room and _walks(known, now)
    walked = ports.store.walk(known.walked_to, ROWS_WALKED, room, is_overdue(ports)) if walks else None
    readable = [one for one in (*waiting, *(walked.events if walked else ())) if one.event is not None]
    counted = list({one.place[:2]: one for one in readable}.values())
    event = _sealing(ports, known, counted)
    if event is not None or walked is not None:
        after = _after(known, event, walked, now)
        in_feed = tuple(one.place[:2] for one in counted if one.in_feed)
        others = tuple(one.place for one in counted if not one.in_feed)
        ports.store.commit([SealTrails(after, event, others, in_feed)])
        overdue += walked.overdue if walked else ()
    if event is not None:
        logger.info("sealing %d states the lengths of %d audit trails", event.sequence, len(event.details))
    return len(readable) == BATCH or not room


def _walks(known: Sealings, now: datetime) -> bool:
    return known.walked_to is not None or known.walked_at is None or now >= known.walked_at + BETWEEN_WALKS


def _sealing(ports: Ports, known: Sealings, counted: Sequence[Uncounted]) -> AuditEvent | None:
    """Return the event that states the lengths of these trails, if there are any."""
    lengths = trail_lengths((one.place[0], one.event) for one in counted if one.event is not None)
    if not lengths:
        return None
    draft = EventDraft(EventKind.TRAILS_SEALED, Actor(Role.SYSTEM), lengths)
    return sealed(ports, SEALINGS, draft, known.event_count, known.last_seal, ports.clock.now())


def _after(known: Sealings, event: AuditEvent | None, walked: Walked | None, now: datetime) -> Sealings:
    after = replace(known, event_count=event.sequence, last_seal=event.seal) if event else known
    if walked is None:
        return after
    return replace(after, walked_to=walked.end, walked_at=after.walked_at if walked.end else now)


def _put_aside(ports: Ports, outbox: Outbox, one: Uncounted) -> None:
    trouble = Problem.RECORD_UNREADABLE.value
    set_aside(ports, outbox, Place(*one.place), "an event", trouble)
