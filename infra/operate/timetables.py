"""Begin the timetables of requests that releases before 0.3.0 stored: reviews and requests for access.

A review is reminded of on the days that are still to come. A request for access begins to wait now, so that nobody
loses it without a reminder. Each request is written by itself, if nobody else has since it was read. Killed at any
call, this is run again and continues; run once more, it writes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, equals
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.bootstrap import Container
from chalicelib.domain.access.ask import matches_account
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.access.timetable import begin
from chalicelib.domain.policy import Wait
from chalicelib.domain.requests.reminder_days import remind_next
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.accounts.contacts import deciders_of
from chalicelib.services.unit_of_work.access_writes import SaveAccessRequest
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.writes import SaveRequest, Write


def begin_all(container: Container) -> int:
    """Begin every timetable that has not begun; return how many. Raises `StaleState`: this is to be run again."""
    scanned = container.table.scan(begins_with("pk", keys.REQUEST_PARTITION) & equals("sk", keys.REQUEST_ROW))
    begun = sum(_write(container, _begun_review(container, one)) for one in readable(scanned, AccountRequest))
    scanned = container.table.scan(begins_with("pk", keys.REQUEST_PARTITION) & equals("sk", keys.ACCESS_ROW))
    return begun + sum(_write(container, _begun_access(container, one)) for one in readable(scanned, AccessRequest))


def _write(container: Container, changes: Sequence[Write]) -> bool:
    """Write the changes. A request that somebody else has written meanwhile is in the hands of this release."""
    try:
        container.ports.store.commit(changes) if changes else None
    except StaleState:
        return False
    return bool(changes)


def _begun_review(container: Container, request: AccountRequest) -> Sequence[Write]:
    if request.state.wait is not Wait.REVIEW or request.remind_at or request.reminders:
        return ()
    begun = remind_next(request, container.ports.policy, container.ports.clock.now())
    return [SaveRequest(begun)] if begun.remind_at else ()


def _begun_access(container: Container, request: AccessRequest) -> Sequence[Write]:
    if request.decision or request.waits_since:
        return ()
    ports, now = container.ports, container.ports.clock.now()
    account = ports.store.account(request.account_id)
    if account is None:
        return ()
    begun = begin(request, ports.policy, now, has_decider=True)
    begun = replace(begun, address_matches=matches_account(request.requester, account))
    if not deciders_of(ports, account, request.asked, request.requester.email):
        # The scheduled job passes it to the reviewers, and mails them.
        begun = replace(begun, escalates_at=now)
    return [SaveAccessRequest(begun)]
