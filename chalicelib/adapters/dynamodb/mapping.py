"""What each change means for the table: one function a kind of change, all of them pure.

The records are built anew at each call, since PynamoDB marks them as written once a transaction went out.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.operations import Check, Delete, Operation, Put, Update
from chalicelib.adapters.dynamodb.record import Record, encoded, stamp
from chalicelib.adapters.dynamodb.search_rows import rows_of
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.mails import Mail
from chalicelib.services.unit_of_work import writes

ABSENT = Record.pk.does_not_exist()


def at_version(version: int) -> Condition:
    """Holds while nobody has written since this version was read; 0 was never written."""
    return ABSENT if version == 0 else Record.version == version


def mail_record(mail: Mail) -> Record:
    """A mail's row, in the due index while it is to be tried."""
    key = keys.mail(mail.request_id, mail.mail_id)
    raised = replace(mail, version=mail.version + 1)
    record = Record(*key, document=encoded(raised), version=raised.version)
    _fall_due(record, mail.due_at)
    return record


def _fall_due(record: Record, at: datetime | None) -> None:
    """Puts the record into the due index, or leaves it out."""
    if at is not None:
        record.due_shard, record.due_at = keys.due_shard(record.pk), stamp(at)


@singledispatch
def writes_of(change: object) -> Iterator[Operation]:
    """The writes that make up a change."""
    raise NotImplementedError(type(change))


@writes_of.register
def _(change: writes.SaveRequest) -> Iterator[Operation]:
    request = replace(change.request, version=change.request.version + 1)
    key = keys.request(request.request_id)
    record = Record(*key, document=encoded(request), version=request.version)
    _fall_due(record, request.due_at)
    yield Put(record, at_version(change.request.version))


@writes_of.register
def _(change: writes.SaveAccount) -> Iterator[Operation]:
    account = change.account
    record = Record(*keys.account(account.account_id), document=encoded(account), version=account.version)
    yield Put(record, at_version(change.before.version if change.before else 0))
    rows = rows_of(account)
    before = rows_of(change.before) if change.before else {}
    yield from (Put(Record(*key, document=row)) for key, row in rows.items() if before.get(key) != row)
    yield from (Delete(Record(*key)) for key in before if key not in rows)


@writes_of.register
def _(change: writes.SaveLastImport) -> Iterator[Operation]:
    last = replace(change.last, version=change.last.version + 1)
    record = Record(*keys.last_import(last.account_id), document=encoded(last), version=last.version)
    yield Put(record, at_version(change.last.version))


@writes_of.register
def _(change: writes.Reindex) -> Iterator[Operation]:
    account = change.account
    yield Check(Record(*keys.account(account.account_id)), Record.version == account.version)
    yield from (Put(Record(*key, document=row)) for key, row in rows_of(account).items())
    yield from (Delete(Record(*key)) for key in change.stale)


def _lock_record(lock: DomainLock) -> Record:
    return Record(
        *keys.lock(lock.registrable_domain, lock.domain_identifier),
        document=encoded(lock),
        holder=lock.account_id,
        ends_at=stamp(lock.ends_at) if lock.ends_at else None,
    )


@writes_of.register
def _(change: writes.TakeLock) -> Iterator[Operation]:
    yield Put(_lock_record(change.lock), ABSENT | (Record.ends_at <= stamp(change.now)))


@writes_of.register
def _(change: writes.KeepLock) -> Iterator[Operation]:
    yield Put(_lock_record(change.lock), Record.holder == change.lock.account_id)


@writes_of.register
def _(change: writes.FreeLock) -> Iterator[Operation]:
    yield Delete(_lock_record(change.lock), Record.holder == change.lock.account_id)


@writes_of.register
def _(change: writes.AppendEvent) -> Iterator[Operation]:
    event = change.event
    key = keys.event(event.request_id, event.sequence)
    yield Put(Record(*key, document=encoded(event)), ABSENT)


@writes_of.register
def _(change: writes.QueueMail) -> Iterator[Operation]:
    yield Put(mail_record(change.mail), ABSENT)


@writes_of.register
def _(change: writes.SaveMail) -> Iterator[Operation]:
    yield Put(mail_record(change.mail), at_version(change.mail.version))


@writes_of.register
def _(change: writes.ListForRequester) -> Iterator[Operation]:
    yield Put(Record(*keys.own_request(change.request), holder=change.request.request_id))


@writes_of.register
def _(change: writes.ListForReview) -> Iterator[Operation]:
    yield Put(Record(*keys.in_review(change.request), holder=change.request.request_id))


@writes_of.register
def _(change: writes.UnlistFromReview) -> Iterator[Operation]:
    yield Delete(Record(*keys.in_review(change.request)))


@writes_of.register
def _(change: writes.SaveRateWindow) -> Iterator[Operation]:
    rate_window = replace(change.rate_window, version=change.rate_window.version + 1)
    record = Record(
        *keys.rate_window(rate_window.key),
        document=encoded(rate_window),
        version=rate_window.version,
        forget_at=change.forget_at,
    )
    yield Put(record, at_version(change.rate_window.version))


@writes_of.register
def _(change: writes.SaveOpenRequests) -> Iterator[Operation]:
    known = change.open_requests
    record = Record(
        *keys.open_requests(known.person_id),
        ends={one: stamp(end) for one, end in known.ends.items()},
        version=known.version + 1,
    )
    yield Put(record, at_version(known.version))


@writes_of.register
def _(change: writes.KeepOpenRequest) -> Iterator[Operation]:
    entry = Record.ends[change.request_id]
    moved = entry.set(stamp(change.ends_at)) if change.ends_at else entry.remove()
    actions = (moved, Record.version.add(1))
    yield Update(Record(*keys.open_requests(change.person_id)), actions, Record.pk.exists())


@writes_of.register
def _(change: writes.Remember) -> Iterator[Operation]:
    record = change.record
    key: Key = keys.remembered(record.key)
    forgotten = Record.forget_at <= change.now
    yield Put(Record(*key, document=encoded(record), forget_at=record.forget_at), ABSENT | forgotten)
