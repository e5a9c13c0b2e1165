"""What changes of feeds mean for the table. Completes the functions of `mapping`."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.adapters.dynamodb.conditions import ABSENT, Attribute, at_version, equals, exists
from chalicelib.adapters.dynamodb.documents import encoded, stamp
from chalicelib.adapters.dynamodb.domains.mapping import writes_of
from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.adapters.dynamodb.record_types import BUS_PREFIX, due_shard, uncounted_shard
from chalicelib.adapters.dynamodb.table import Operation, Put, Row, Update
from chalicelib.services.unit_of_work.feed.writes import PlaceInFeed, RecordOnBus

__all__ = ["writes_of"]


@writes_of.register(PlaceInFeed)
def _(change: PlaceInFeed) -> Iterator[Operation]:
    """The audit event goes on to wait for a sealing, unless one has counted it already."""
    account_id, row = change.event.team_account_id, keys.audited(change.key)
    yield Put(Row(*keys.counter(account_id), version=change.position), at_version(change.position - 1))
    placed = Row(*keys.position(account_id, change.position), encoded(change.event))
    shard = f"{BUS_PREFIX}{due_shard(placed.pk)}"
    waiting = replace(placed, due_at=stamp(change.event.at), due_shard=shard)
    yield Put(waiting if change.for_bus else placed, ABSENT)
    as_read = exists("effect") & (exists("holder") if change.is_counted else ~exists("holder"))
    after: dict[Attribute, str | None] = {"effect": None, "trouble": None, "due_at": None, "due_shard": None}
    if not change.is_counted:
        after |= {"due_at": stamp(change.event.at), "due_shard": uncounted_shard(row[0])}
    yield Update(row, as_read, after)


@writes_of.register(RecordOnBus)
def _(change: RecordOnBus) -> Iterator[Operation]:
    for partition, sort, due_at in change.taken:
        gone: dict[Attribute, str | None] = {"due_at": None, "due_shard": None, "trouble": None}
        yield Update((partition, sort), equals("due_at", due_at), gone)
    for (partition, sort, due_at), until in change.again:
        yield Update((partition, sort), equals("due_at", due_at), {"due_at": stamp(until)}, raises_version=True)
