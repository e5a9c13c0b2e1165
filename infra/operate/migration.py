"""Move the rows whose place depends on a list of suffixes, or did on the case of letters, to where they belong now.

Each step is one transaction, conditioned on the rows as they were read, and leaves the domain identifier locked.
Killed at any call, the migration is run again and continues; run once more, it writes nothing. The service may run
meanwhile: until the end, no request is submitted and no account imported (`busy`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.access_mapping import writes_of
from chalicelib.adapters.dynamodb.conditions import ABSENT, Condition, at_most, begins_with, equals
from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.get import held, stored
from chalicelib.adapters.dynamodb.record_types import listed_lock, next_version, stored_as
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row
from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.requests.limits import RateWindow, organisation_counter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.unreadable import unless_unreadable
from chalicelib.services.unit_of_work.writes import SaveAccount, SaveRequest

ORGANISATIONS, ADDRESSES, RATE_WINDOWS = "ORGANISATION#", "ADDRESS#", f"TALLY#{organisation_counter('')}"
MOST_TRIES = 5
EARLIER_RELEASE = "earlier release"


@dataclass
class Migrated:
    """How many rows of each kind were moved, and identifiers for which two accounts hold a lock."""

    locks: int = 0
    rate_windows: int = 0
    roles: int = 0
    conflicts: list[str] = field(default_factory=list)


def is_needed(container: Container) -> bool:
    """Whether the rows follow another list of suffixes than this release, or none that is recorded."""
    row = container.table.get(keys.SUFFIX_LIST)
    return row is None or row.holder != container.ports.rules.fingerprint


def hold(container: Container) -> bool:
    """Keep this release from taking locks while the rows are those of an earlier one that recorded no list.

    Return whether there are rows that follow another list, which a call of the release before may still add to.
    """
    row = container.table.get(keys.SUFFIX_LIST)
    if row is None and next(container.table.scan(begins_with("pk", ORGANISATIONS), consistent=True), None):
        row = Row(*keys.SUFFIX_LIST, holder=EARLIER_RELEASE)
        container.table.put(row)
    return row is not None and row.holder != container.ports.rules.fingerprint


def migrate(container: Container) -> Migrated:
    """Move every row that is elsewhere, and record which list of suffixes the rows follow now."""
    hold(container)
    migration, migrated = _Migration(container), Migrated()
    rate_windows = list[Row]()
    anything = begins_with("pk", ORGANISATIONS) | begins_with("pk", ADDRESSES) | begins_with("pk", RATE_WINDOWS)
    for row in container.table.scan(anything, consistent=True):
        if row.pk.startswith(ORGANISATIONS):
            migrated.locks += migration.until_settled(row, migration.lock_moved)
        elif row.pk.startswith(ADDRESSES):
            migrated.roles += migration.until_settled(row, migration.role_moved)
        else:
            rate_windows.append(row)
    # Last, because the lock of each identifier takes its organisation's rate window along.
    for row in rate_windows:
        migrated.rate_windows += migration.until_settled(row, migration.rate_window_moved)
    migrated.conflicts = sorted(migration.conflicts)
    if is_needed(container):
        container.table.put(Row(*keys.SUFFIX_LIST, holder=container.ports.rules.fingerprint))
    return migrated


class _Migration:
    def __init__(self, container: Container) -> None:
        self._table, self._ports = container.table, container.ports
        self.conflicts = set[str]()

    def until_settled(self, row: Row, moved: Callable[[Row], list[Operation]]) -> bool:
        """Apply the move, reading again what changed meanwhile; return whether anything was moved.

        Raises `StaleState` for a row that changes all the time: the migration is to be run again.
        """
        for tries_left in reversed(range(MOST_TRIES)):
            operations = unless_unreadable(partial(moved, row))
            if not operations:
                return False
            try:
                self._table.transact(operations, self._ports.ids.new_id())
            except StaleState:
                current = self._table.get(row.key)
                if current is None:
                    return False
                if not tries_left:
                    raise
                row = current
            else:
                return True
        return False

    def lock_moved(self, row: Row) -> list[Operation]:
        """Return what puts a lock and its copy where they belong, and names the organisation in other rows."""
        listed = held(row, DomainLock)
        present = self._table.get(keys.domain_lock(listed.domain_identifier))
        lock = held(present, DomainLock) if present else None
        if lock and lock.account_id != listed.account_id:
            now = self._ports.clock.now()
            if not listed.holds_at(now):
                return [Delete(row.key, _as_read(row))]
            if lock.holds_at(now):
                self.conflicts.add(listed.domain_identifier)
                return []
            lock = None
        organisation = self._ports.rules.organisation_of(listed.domain_identifier)
        wanted = replace(_longer(lock, listed), registrable_domain=organisation)
        copy = listed_lock(wanted)
        if wanted == lock and (row.key, row.document) == (copy.key, copy.document):
            return []
        taken: Operation = Put(stored_as(wanted), _as_read(present) if present else ABSENT)
        return [taken, *self._listed_at(row, copy), *self._said_organisation(listed, organisation)]

    def _listed_at(self, row: Row, copy: Row) -> Iterator[Operation]:
        if row.key == copy.key and row.document == copy.document:
            yield Check(row.key, _as_read(row))
        elif row.key == copy.key:
            yield Put(copy, _as_read(row))
        else:
            over = at_most("ends_at", stamp(self._ports.clock.now()))
            yield Put(copy, ABSENT | equals("holder", copy.holder or "") | over)
            yield Delete(row.key, _as_read(row))

    def _said_organisation(self, listed: DomainLock, organisation: str) -> Iterator[Operation]:
        """Change account, search rows and request, which name the organisation, and take its rate window along."""
        account = stored(self._table, keys.account(listed.account_id), SmartAccount)
        if account and account.registrable_domain != organisation:
            # A pending account is derived from its request, whose version guards both.
            version = account.version + (account.status is AccountStatus.ACTIVE)
            after = replace(account, registrable_domain=organisation, version=version)
            yield from writes_of(SaveAccount(after, account))
        request = stored(self._table, keys.request(listed.request_id), AccountRequest) if listed.request_id else None
        if request and request.registrable_domain != organisation:
            yield from writes_of(SaveRequest(replace(request, registrable_domain=organisation)))
        if listed.registrable_domain != organisation:
            yield from self._counted_at(listed.registrable_domain, organisation)

    def rate_window_moved(self, row: Row) -> list[Operation]:
        """Return what adds a rate window to that of the organisation to which its own one belongs now."""
        organisation = row.pk.removeprefix(RATE_WINDOWS)
        belongs_to = self._ports.rules.organisation_of(organisation)
        if belongs_to == organisation:
            return []
        return [*self._counted_at(organisation, belongs_to), Delete(row.key, equals("version", row.version or 0))]

    def _counted_at(self, before: str, after: str) -> Iterator[Operation]:
        """Add the times of one organisation's mails to another's, each once: limits never start anew."""
        here, there = (keys.rate_window(organisation_counter(name)) for name in (before, after))
        found = self._table.batch([here, there])
        if here not in found:
            return
        old = held(found[here], RateWindow)
        new = held(found[there], RateWindow) if there in found else RateWindow(organisation_counter(after))
        times = tuple(sorted((Counter(old.times) | Counter(new.times)).elements()))
        if times != new.times:
            forget_at = max(row.forget_at or 0 for row in found.values())
            yield next_version(replace(new, times=times), forget_at=forget_at)

    def role_moved(self, row: Row) -> list[Operation]:
        """Return what lists a role with its mailbox, where an earlier release had the exact spelling."""
        email = row.pk.removeprefix(ADDRESSES)
        if mailbox_key(email) == email:
            return []
        return [Put(replace(row, pk=f"{ADDRESSES}{mailbox_key(email)}")), Delete(row.key, _as_read(row))]


def _longer(lock: DomainLock | None, listed: DomainLock) -> DomainLock:
    """Return the one that ends later: a release before 0.3.0 changes the copy alone, when a request is approved."""
    if lock is None or (lock.ends_at and (listed.ends_at is None or listed.ends_at > lock.ends_at)):
        return listed
    return lock


def _as_read(row: Row) -> Condition:
    return equals("document", row.document or "")
