"""The table of reads of feeds: what each makes of a row that it cannot read, and why that is safe."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.services.unit_of_work.feed.writes import EventKey
from tests.adapters.dynamodb.kept_rows import A_LIST, BY_KEY, LEFT_OUT, RAISES, THE_ROW, Kept, Read

LATER = timedelta(days=1)


def _event(kept: Kept) -> EventKey:
    return EventKey(kept.account_id, 1, of_account=True)


READS_OF_FEEDS: Mapping[str, Read] = {
    "due_events": Read(
        BY_KEY,
        "only the key is read",
        lambda one: keys.audited(_event(one)),
        lambda one: [
            due for due in one.store.due_events(one.world.clock.now() + LATER, 100) if due.record == _event(one)
        ],
    ),
    "waiting_event": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.audited(_event(one)),
        lambda one: one.store.waiting_event(_event(one)),
    ),
    "feed_end": Read(
        RAISES,
        "a position would be given twice; the commit would refuse it",
        lambda one: keys.counter(one.request.team_account_id or ""),
        lambda one: one.store.feed_end(one.request.team_account_id or ""),
    ),
    "due_for_bus": Read(
        LEFT_OUT,
        "the run sets it aside and puts the others",
        lambda one: keys.position(one.request.team_account_id or "", 1),
        lambda one: [due for due in one.store.due_for_bus(one.world.clock.now() + LATER, 100) if due.event],
    ),
    "feed_page": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.position(one.request.team_account_id or "", 1),
        lambda one: one.store.feed_page(one.request.team_account_id or "", 0, 10).items,
    ),
}
