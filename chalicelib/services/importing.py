"""Importing a directory: batch by batch, idempotent, so that a run that was cut short is simply run again."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from chalicelib.domain.account import SmartAccount
from chalicelib.domain.errors import Refused
from chalicelib.domain.founding import DomainLock
from chalicelib.domain.importing import (
    ImportRow,
    default_part,
    grants_for,
    imported,
    lock_for,
    reimported,
)
from chalicelib.services import access_changes, changes
from chalicelib.services.changes import Change
from chalicelib.services.commits import committed
from chalicelib.services.ports import Ports

# Rows that are looked up together, in two batches of reads.
BATCH = 50


class Imported(StrEnum):
    """What a row came to."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PENDING = "pending"
    BUSY = "busy"


def import_batch(ports: Ports, rows: Sequence[ImportRow]) -> list[Imported]:
    """What each row came to, in order. A domain with an open request is left to that request.

    A row that a busy database did not take, or take for certain, is `BUSY`: it may be imported again.
    """
    try:
        locks, known = _held(ports, rows)
    except Refused:
        return [Imported.BUSY] * len(rows)
    return [_import_row(ports, row, locks.get(row.identifier.value), known) for row in rows]


def _held(ports: Ports, rows: Sequence[ImportRow]) -> tuple[Mapping[str, DomainLock], Mapping[str, SmartAccount]]:
    locks = ports.store.locks_on([(row.identifier.registrable_domain, row.identifier.value) for row in rows])
    return locks, {account.account_id: account for account in ports.store.accounts(_active(locks))}


def _active(locks: Mapping[str, DomainLock]) -> list[str]:
    return [lock.account_id for lock in locks.values() if lock.ends_at is None]


def _import_row(
    ports: Ports, row: ImportRow, lock: DomainLock | None, known: Mapping[str, SmartAccount]
) -> Imported:
    account_id = ports.ids.new_id()
    read = [(lock, known.get(lock.account_id) if lock else None)]

    def attempt() -> tuple[Imported, Sequence[Change]]:
        # The first try goes by the batch's read; a later one reads for itself.
        held, account = read.pop() if read else _read(ports, row)
        if account is not None:
            return _changed(ports, row, account)
        if held is not None and held.holds_at(ports.clock.now()):
            return Imported.PENDING, ()
        return Imported.CREATED, _created(ports, imported(row, account_id, ports.clock.now()))

    try:
        return committed(ports, attempt)
    except Refused:
        return Imported.BUSY


def _read(ports: Ports, row: ImportRow) -> tuple[DomainLock | None, SmartAccount | None]:
    key = (row.identifier.registrable_domain, row.identifier.value)
    lock = ports.store.locks_on([key]).get(row.identifier.value)
    return lock, ports.store.account(lock.account_id) if lock and lock.ends_at is None else None


def _created(ports: Ports, account: SmartAccount) -> Sequence[Change]:
    now = ports.clock.now()
    grants = grants_for(account, account.administrators, now)
    return (
        changes.SaveAccount(account),
        changes.TakeLock(lock_for(account), now),
        access_changes.SaveVirtualAccount(default_part(account)),
        *(access_changes.GiveRole(grant) for grant in grants),
    )


def _changed(ports: Ports, row: ImportRow, account: SmartAccount) -> tuple[Imported, Sequence[Change]]:
    changed = reimported(row, account)
    if changed is account:
        return Imported.UNCHANGED, ()
    added = [one for one in changed.administrators if one not in account.administrators]
    grants = grants_for(changed, added, ports.clock.now())
    saved = changes.SaveAccount(changed, account)
    return Imported.CHANGED, (saved, *(access_changes.GiveRole(grant) for grant in grants))
