"""What each change means for the table: one function a kind of change, all of them pure.

Each is registered by its class, which `register` would otherwise read from the annotation: 20 ms of a cold start.
"""

from collections.abc import Iterator, Sequence
from functools import singledispatch

from chalicelib.adapters.dynamodb import keys, search_rows
from chalicelib.adapters.dynamodb.conditions import ABSENT, PRESENT, Attribute, at_most, at_version, equals, exists
from chalicelib.adapters.dynamodb.documents import encoded, epoch, stamp
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record_types import event_row, listed_lock, next_version, stored_as
from chalicelib.adapters.dynamodb.search_rows import rows_of
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row, Update
from chalicelib.domain.requests.listing import entry_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work import identity_writes, writes
from chalicelib.services.unit_of_work.sealing_ports import SealTrails

# In so many places where earlier releases may have kept a lock a transaction requires that it is free.
PLACES_CHECKED = 5


@singledispatch
def writes_of(change: object) -> Iterator[Operation]:
    """The writes that make up a change."""
    raise NotImplementedError(type(change))


@writes_of.register(writes.SaveRequest)
def _(change: writes.SaveRequest) -> Iterator[Operation]:
    request = change.request
    listed = encoded(entry_of(request))
    yield next_version(request)
    for key in _lists(request):
        if request.version == 0:
            yield Put(Row(*key, listed, holder=request.request_id, deliveries=encoded({})))
        else:
            # Not a whole row, which would take the deliveries away.
            attributes: dict[Attribute, str | None] = {"holder": request.request_id, "document": listed}
            yield Update(key, None, attributes)


@writes_of.register(writes.SaveUnlisted)
def _(change: writes.SaveUnlisted) -> Iterator[Operation]:
    yield next_version(change.request)


@writes_of.register(writes.SaveAccount)
def _(change: writes.SaveAccount) -> Iterator[Operation]:
    account = change.account
    yield Put(stored_as(account), at_version(change.before.version if change.before else 0))
    rows = rows_of(account)
    before = rows_of(change.before) if change.before else {}
    yield from (Put(Row(*key, document=row)) for key, row in rows.items() if before.get(key) != row)
    yield from (Delete(key) for key in before if key not in rows)


@writes_of.register(writes.SaveLastImport)
def _(change: writes.SaveLastImport) -> Iterator[Operation]:
    yield next_version(change.last)


@writes_of.register(writes.Reindex)
def _(change: writes.Reindex) -> Iterator[Operation]:
    account = change.account
    yield Check(keys.account(account.account_id), equals("version", account.version))
    yield from (Put(Row(*key, document=row)) for key, row in rows_of(account).items())
    yield from (Delete(key) for key in change.stale)


@writes_of.register(writes.LearnWords)
def _(change: writes.LearnWords) -> Iterator[Operation]:
    key = search_rows.unlearned(change.account_id)
    yield Put(Row(*key, due_shard=search_rows.UNLEARNED_SHARD, due_at=stamp(change.at)))


@writes_of.register(writes.TakeLock)
def _(change: writes.TakeLock) -> Iterator[Operation]:
    """Earlier releases kept the lock where it is listed, by another list of suffixes perhaps: that holds as well.

    The read before has seen all places free. Of an identifier with eight labels one is not checked again: that in
    which it would be an organisation of its own, under a suffix of seven labels.
    """
    lock, listed = stored_as(change.lock), listed_lock(change.lock)
    is_free = ABSENT | at_most("ends_at", stamp(change.now))
    yield from (Put(lock, is_free), Put(listed, is_free))
    others = [key for key in keys.listed_locks(change.lock.domain_identifier) if key != listed.key]
    yield from (Check(key, is_free) for key in others[-PLACES_CHECKED:])


@writes_of.register(writes.KeepLock)
def _(change: writes.KeepLock) -> Iterator[Operation]:
    is_held = equals("holder", change.lock.account_id)
    yield Put(stored_as(change.lock), ABSENT | is_held)
    yield Put(listed_lock(change.lock), is_held)


@writes_of.register(writes.FreeLock)
def _(change: writes.FreeLock) -> Iterator[Operation]:
    is_held = equals("holder", change.lock.account_id)
    yield Delete(stored_as(change.lock).key, ABSENT | is_held)
    yield Delete(listed_lock(change.lock).key, is_held)


@writes_of.register(writes.AppendEvent)
def _(change: writes.AppendEvent) -> Iterator[Operation]:
    event = change.event
    yield Put(event_row(keys.event(event.request_id, event.sequence), event, change.team_event), ABSENT)


@writes_of.register(SealTrails)
def _(change: SealTrails) -> Iterator[Operation]:
    yield next_version(change.sealings)
    if change.event is None:
        return
    yield Put(Row(*keys.sealing(change.event.sequence), document=encoded(change.event)), ABSENT)
    for partition, sort, due_at in change.counted:
        as_read = equals("due_at", due_at) if due_at else PRESENT & ~exists("due_at")
        counted: dict[Attribute, str | None] = {"holder": str(change.event.sequence)}
        yield Update((partition, sort), as_read, {**counted, "due_at": None, "due_shard": None, "trouble": None})
    for key in change.in_feed:
        yield Update(key, exists("effect") & ~exists("holder"), {"holder": str(change.event.sequence)})


@writes_of.register(writes.QueueMail)
def _(change: writes.QueueMail) -> Iterator[Operation]:
    yield Put(next_version(change.mail).row, ABSENT)


@writes_of.register(writes.SaveMail)
def _(change: writes.SaveMail) -> Iterator[Operation]:
    yield next_version(change.mail)


@writes_of.register(writes.DropMail)
def _(change: writes.DropMail) -> Iterator[Operation]:
    yield Delete(stored_as(change.mail).key, at_version(change.mail.version))


@writes_of.register(writes.ListDeliveries)
def _(change: writes.ListDeliveries) -> Iterator[Operation]:
    request, is_as_read = change.request, equals("version", change.version) if change.version else ~exists("version")
    attributes: dict[Attribute, str | None] = {"holder": request.request_id, "deliveries": encoded(change.deliveries)}
    own, *others = _lists(request)
    yield Update(own, is_as_read, attributes, raises_version=True)
    yield from (Update(key, None, attributes) for key in others)
    if request.state.asks_approvers:
        # The row of a request that ends at the same time stays; whoever lists it sees that it has ended.
        yield Update(keys.pending(request), None, {**attributes, "document": encoded(entry_of(request))})


@writes_of.register(writes.ListForReview)
def _(change: writes.ListForReview) -> Iterator[Operation]:
    request = change.request
    yield Put(Row(*keys.in_review(request), encoded(entry_of(request)), holder=request.request_id))


@writes_of.register(writes.UnlistFromReview)
def _(change: writes.UnlistFromReview) -> Iterator[Operation]:
    yield Delete(keys.in_review(change.request))


@writes_of.register(writes.ListPending)
def _(change: writes.ListPending) -> Iterator[Operation]:
    """An update leaves the deliveries; a request of an earlier release is listed by it for the first time."""
    request, key, listed = change.request, keys.pending(change.request), encoded(entry_of(change.request))
    attributes: dict[Attribute, str | None] = {"holder": request.request_id, "document": listed}
    if not request.state.asks_approvers:
        yield Delete(key)
    elif change.is_known:
        yield Update(key, None, attributes)
    else:
        yield Put(Row(*key, listed, holder=request.request_id, deliveries=encoded({})))


@writes_of.register(writes.SaveRateWindow)
def _(change: writes.SaveRateWindow) -> Iterator[Operation]:
    yield next_version(change.rate_window, forget_at=epoch(change.forget_at))


@writes_of.register(writes.SaveOpenRequests)
def _(change: writes.SaveOpenRequests) -> Iterator[Operation]:
    known = change.open_requests
    ends = {one: stamp(end) for one, end in known.ends.items()}
    row = Row(*keys.open_requests(known.person_id), ends=ends, version=known.version + 1)
    yield Put(row, at_version(known.version))


@writes_of.register(writes.KeepOpenRequest)
def _(change: writes.KeepOpenRequest) -> Iterator[Operation]:
    ends = {change.request_id: stamp(change.ends_at) if change.ends_at else None}
    yield Update(keys.open_requests(change.person_id), PRESENT, ends=ends, raises_version=True)


@writes_of.register(writes.Remember)
def _(change: writes.Remember) -> Iterator[Operation]:
    yield Put(stored_as(change.record), ABSENT | at_most("forget_at", epoch(change.now)))


@writes_of.register(writes.KeepAnswer)
def _(change: writes.KeepAnswer) -> Iterator[Operation]:
    is_free = ABSENT | at_most("forget_at", epoch(change.now))
    yield Put(stored_as(change.answer), is_free, tells_row=True)


@writes_of.register(identity_writes.SaveMovedIdentity)
def _(change: identity_writes.SaveMovedIdentity) -> Iterator[Operation]:
    yield next_version(change.moved)


@writes_of.register(identity_writes.BindIdentity)
def _(change: identity_writes.BindIdentity) -> Iterator[Operation]:
    key = keys.person_identity(change.person_id, change.issuer)
    yield Put(Row(*key, holder=change.identity_id), ABSENT | equals("holder", change.identity_id))


@writes_of.register(identity_writes.RequireNothingRequested)
def _(change: identity_writes.RequireNothingRequested) -> Iterator[Operation]:
    yield Check(keys.open_requests(change.person_id), ABSENT)
    yield Check(keys.recent_access_requests(change.person_id), ABSENT)


@writes_of.register(identity_writes.SaveAddressHolder)
def _(change: identity_writes.SaveAddressHolder) -> Iterator[Operation]:
    yield next_version(change.holder)


def _lists(request: AccountRequest) -> Sequence[Key]:
    """Where a request is listed: with its requester, and with its team if it has one."""
    of_team = keys.team_request(request)
    return (keys.own_request(request), *([of_team] if of_team else []))
