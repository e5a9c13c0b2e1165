"""Read an account's audit trail, for its administrators, with how the account began."""

from collections.abc import Sequence

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.unreadable import unless_unreadable

# What an administrator sees of the request that created the account. Whom else it asked, and how often, is the
# requester's and the reviewers' affair.
BEGINNINGS = (EventKind.SUBMITTED, EventKind.APPROVED)


def audit_trail_of(
    ports: Ports, caller: Caller, account_id: str, limit: int, start: int
) -> tuple[SmartAccount, Page[AuditEvent]]:
    """Return the account, and its trail from position `start` on, oldest first.

    The first positions are those of the beginnings, and the account's own events follow by their numbers. Raises
    `account-unknown`, `administrator-required`.
    """
    account = known_account(ports, caller.person, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    reserved = len(BEGINNINGS)
    began = _beginnings(ports, account) if start < reserved else ()
    if not began:
        start = max(start, reserved)
    end = start + limit
    own = ports.store.account_events_between(account_id, max(1, start - reserved + 1), end - reserved)
    is_more = end - reserved < account.event_count
    return account, Page([*began[start:end], *own], str(end) if is_more else None)


def _beginnings(ports: Ports, account: SmartAccount) -> Sequence[AuditEvent]:
    """Return how the account was requested and approved; nothing if it was imported, or if that cannot be read."""
    place = (account.registrable_domain, account.domain_identifier)
    locks = unless_unreadable(lambda: ports.store.locks_on([place])) or {}
    lock = locks.get(account.domain_identifier)
    if lock is None or lock.account_id != account.account_id or not lock.request_id:
        return ()
    return [event for event in ports.store.events(lock.request_id) if event.kind in BEGINNINGS]
