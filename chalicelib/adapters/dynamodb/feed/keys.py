"""The keys of feeds: a partition for each team, with the counter of its positions."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import EVENT_PREFIX, Key
from chalicelib.services.unit_of_work.feed.writes import EventKey

COUNTER, POSITION_PREFIX = "COUNTER", "POSITION#"


def partition(account_id: str) -> str:
    """Where a team's events are listed by their positions."""
    return f"FEED#{account_id}"


def position(account_id: str, number: int) -> Key:
    """An event in the feed of its team."""
    return partition(account_id), f"{POSITION_PREFIX}{number:012}"


def counter(account_id: str) -> Key:
    """How many positions the feed has: the version of this row."""
    return partition(account_id), COUNTER


def audited(key: EventKey) -> Key:
    """The audit event."""
    return (keys.account_event if key.of_account else keys.event)(key.trail_id, key.sequence)


def event_key(row: Key) -> EventKey | None:
    """Return which audit event is in this place; None if it is no place of one."""
    pk, sk = row
    kind, _, trail_id = pk.partition("#")
    written = sk.removeprefix(EVENT_PREFIX)
    key = EventKey(trail_id, int(written) if written.isdecimal() else 0, of_account=kind == "ACCOUNT")
    return key if audited(key) == row else None
