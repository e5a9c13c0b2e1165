"""Give the events of teams their positions in the feeds, after the commits that caused them.

An audit event that concerns a team waits in the due index from the commit of its cause on; no cause writes a row more.
A position is given in one transaction with the counter of the feed. So positions have no gaps, and an event whose
commit took long is never behind a reader: it gets a position after those that were read. Crashes and two dispatchers
at once are harmless, since an event that has its position waits no more.
"""

from collections.abc import Callable, Sequence

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.feed.writes import EventKey, PlaceInFeed
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.setting_aside import UNKNOWN_KIND, TimeLimit, process_due_rows
from chalicelib.services.unit_of_work.writes import Write
from chalicelib.services.webhooks.fan_out import deliveries_of

# Most events that one run looks at, and most seconds that it takes: an import causes one for each account.
BATCH = 1_000
SECONDS = 10


def dispatch_event(ports: Ports, key: EventKey) -> TeamEvent | None:
    """Give the event the next position of its team's feed; None if it does not wait for one.

    Raises `record-unreadable`, `busy`.
    """

    def attempt() -> tuple[TeamEvent | None, Sequence[Write]]:
        waiting = ports.store.waiting_event(key)
        if waiting is None:
            return None, ()
        position = ports.store.feed_end(waiting.event.team_account_id) + 1
        placed = PlaceInFeed(key, waiting.event, position, waiting.is_counted, ports.bus is not None)
        return waiting.event, [placed, *deliveries_of(ports, waiting.event)]

    return run_transaction(ports, attempt)


def dispatch_due_events(ports: Ports, outbox: Outbox, seconds: Callable[[], float]) -> None:
    """Dispatch what waits, oldest first, as far as the time of a run reaches; the others wait on. Never raises."""
    process_due_rows(
        ports,
        outbox,
        "an event",
        lambda: ports.store.due_events(ports.clock.now(), BATCH),
        lambda key: dispatch_event(ports, key),
        TimeLimit(seconds, SECONDS),
        UNKNOWN_KIND,
    )
