"""Import a directory in batches. Imports are idempotent, so a run that was interrupted is simply repeated.

Every change of an account is recorded in its audit trail, in the same transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import Administrator, SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.import_merge import FIELDS, LeftAlone, Merged, Reason, merge_row
from chalicelib.domain.accounts.importing import (
    ImportRow,
    LastImport,
    account_from_row,
    default_virtual_account,
    first_import,
    grants_for,
    lock_for,
)
from chalicelib.domain.errors import Facts, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.search.vocabulary import known_words
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.audit import written
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.commit import Attempt, run_transaction
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

# Number of rows that are looked up together, in two batch reads.
BATCH = 50

Known = tuple[SmartAccount, LastImport | None]


class Imported(StrEnum):
    """Result of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PENDING = "pending"
    NAMELESS = "nameless"
    UNREADABLE = "unreadable"
    BUSY = "busy"


@value_class
class RowResult:
    """Result of a row, its values that were not applied, and the words by which the account may be found now."""

    imported: Imported
    left_alone: tuple[LeftAlone, ...] = ()
    words: frozenset[str] = field(default=frozenset(), compare=False)


def import_batch(ports: Ports, rows: Sequence[ImportRow]) -> list[RowResult]:
    """Import the rows, and return their results in order. A domain with an open request is left to that request.

    `BUSY`: a busy database did not store the row, or it is unknown whether it did; the row may be imported again.
    `NAMELESS`: the row would create an account but has no name. `UNREADABLE`: this release cannot read what is
    stored for the row.
    """
    try:
        locks, known = _held(ports, rows)
    except Refused as refused:
        if refused.problem is Problem.RECORD_UNREADABLE and len(rows) > 1:
            return [result for row in rows for result in import_batch(ports, [row])]
        return [_kept_out(refused)] * len(rows)
    return [_import_row(ports, row, locks.get(row.identifier.value), known) for row in rows]


def _held(ports: Ports, rows: Sequence[ImportRow]) -> tuple[Mapping[str, DomainLock], Mapping[str, Known]]:
    domains = [(row.identifier.registrable_domain, row.identifier.value) for row in rows]
    locks = ports.store.locks_on(domains, follows=ports.rules.fingerprint)
    return locks, ports.store.accounts_and_imports(_active(locks))


def _active(locks: Mapping[str, DomainLock]) -> list[str]:
    return [lock.account_id for lock in locks.values() if lock.ends_at is None]


def _import_row(ports: Ports, row: ImportRow, lock: DomainLock | None, known: Mapping[str, Known]) -> RowResult:
    account_id = ports.ids.new_id()
    read = [(lock, known.get(lock.account_id) if lock else None)]

    def attempt() -> tuple[RowResult, Sequence[Write]]:
        # The first attempt uses the read of the batch; later attempts read again.
        held, present = read.pop() if read else _read(ports, row)
        if present is not None:
            return _merged(ports, row, *present)
        if held is not None and held.holds_at(ports.clock.now()):
            return RowResult(Imported.PENDING), ()
        if not row.account_name:
            return RowResult(Imported.NAMELESS), ()
        created = account_from_row(row, account_id, ports.clock.now())
        left = _left_for_later(row, created)
        return RowResult(Imported.CREATED, left, known_words(created)), _created(ports, created)

    try:
        return _with_all_roles(ports, attempt)
    except Refused as refused:
        return _kept_out(refused)


def _with_all_roles(ports: Ports, attempt: Attempt[RowResult]) -> RowResult:
    """Run as many transactions as the roles of the row take."""
    result = run_transaction(ports, attempt)
    while any(value.reason is Reason.ROLES_LATER for value in result.left_alone):
        result = replace(run_transaction(ports, attempt), imported=result.imported)
    return result


def _left_for_later(row: ImportRow, created: SmartAccount) -> tuple[LeftAlone, ...]:
    given = {administrator.email for administrator in created.administrators}
    later = (index for index, email in enumerate(row.administrators) if email not in given)
    return tuple(LeftAlone(f"/administrators/{index}", Reason.ROLES_LATER) for index in later)


def _kept_out(refused: Refused) -> RowResult:
    unreadable = refused.problem is Problem.RECORD_UNREADABLE
    return RowResult(Imported.UNREADABLE if unreadable else Imported.BUSY)


def _read(ports: Ports, row: ImportRow) -> tuple[DomainLock | None, Known | None]:
    locks, known = _held(ports, [row])
    lock = locks.get(row.identifier.value)
    return lock, known.get(lock.account_id) if lock else None


def _created(ports: Ports, account: SmartAccount) -> Sequence[Write]:
    now = ports.clock.now()
    fields = FIELDS if account.administrators else FIELDS[:-1]
    saved, planned = written(ports, _event("created", fields, account.administrators), None, account, now)
    return (
        *planned,
        writes.SaveLastImport(first_import(saved)),
        writes.TakeLock(lock_for(saved), now),
        access_writes.SaveVirtualAccount(default_virtual_account(saved)),
        *_roles(saved, saved.administrators, now),
    )


def _merged(
    ports: Ports, row: ImportRow, account: SmartAccount, last: LastImport | None
) -> tuple[RowResult, Sequence[Write]]:
    found = merge_row(row, account, last)
    if found.given:
        # Few rows add an administrator. Only for those, look up who has, or had, a role on the account.
        found = merge_row(row, account, last, _lost(ports, account.account_id))
    outcome = Imported.UNCHANGED if found.account is account else Imported.CHANGED
    return RowResult(outcome, found.left_alone, known_words(found.account)), _changes(ports, found, account, last)


def _changes(ports: Ports, found: Merged, account: SmartAccount, last: LastImport | None) -> Sequence[Write]:
    is_noted = found.last == (last or LastImport(account.account_id))
    noted = () if is_noted else (writes.SaveLastImport(found.last),)
    if found.account is account:
        return noted
    now = ports.clock.now()
    saved, planned = written(ports, _event("changed", found.fields, found.given), account, found.account, now)
    return (*planned, *noted, *_roles(saved, found.given, now))


def _lost(ports: Ports, account_id: str) -> Collection[str]:
    """Return the ids of roles that somebody has, or had, whether or not by an import. Three reads of one partition.

    The reads are complete, because a withdrawal that is overlooked would be undone. Raises `record-unreadable`.
    """
    store = ports.store
    events = store.account_events(account_id)
    withdrawn = [str(one.details.get("role_id")) for one in events if one.kind is EventKind.ROLE_WITHDRAWN]
    present = [one.grant_id for one in store.account_grants(account_id, complete=True)]
    return {*store.lost_roles(account_id), *withdrawn, *present}


def _roles(account: SmartAccount, given: Sequence[Administrator], now: datetime) -> Sequence[Write]:
    return [access_writes.GiveRole(grant) for grant in grants_for(account, given, now)]


def _event(change: str, fields: Sequence[str], given: Sequence[Administrator]) -> EventDraft:
    """Make the audit event: which fields changed, and how many roles were granted. It has no names and no addresses."""
    details: Facts = {"change": change, "fields": " ".join(fields), "roles": len(given)}
    return EventDraft(EventKind.ACCOUNT_IMPORTED, Actor(Role.SYSTEM), details)
