"""Requests for access as lists: one's own, and those that one may decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.domain.access.request import AccessRequest, AccessStatus, InboxEntry
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.rights import DECIDING_ROLES
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.paging import Page, position
from chalicelib.services.unit_of_work.ports import Ports

# One batch of the database: whoever runs more accounts than this finds no number in the menu.
MOST_COUNTED = 100


@dataclass(frozen=True)
class AccessFile:
    """A request for access with the account as it is now."""

    request: AccessRequest
    account: SmartAccount


def access_file(ports: Ports, caller: Caller, access_request_id: str) -> AccessFile:
    """One, for its requester and for those who decide it. Raises `access-request-unknown`."""
    request = ports.store.access_request(access_request_id)
    if request is None or not _sees(caller, request):
        raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
    return file_of(ports, request)


def file_of(ports: Ports, request: AccessRequest) -> AccessFile:
    """The request, whose reader is known to see it, with its account. Raises `access-request-unknown`."""
    account = ports.store.account(request.account_id)
    if account is None:
        raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
    return AccessFile(request, account)


def own_access_requests(
    ports: Ports, caller: Caller, status: AccessStatus | None, limit: int, start: str | None
) -> Page[AccessFile]:
    """The person's own, newest first; with a status, a page may be short."""
    listed = ports.store.access_request_ids_of(caller.person.person_id, limit, start)
    return Page(_files(ports, listed.items, lambda one: status in (None, one.status)), listed.next_start)


def to_decide(
    ports: Ports, caller: Caller, status: AccessStatus | None, limit: int, start: str | None
) -> Page[AccessFile]:
    """What waits for this person, oldest first, then what was decided of late; a page may be short."""
    inboxes = ports.store.inboxes(_decided_accounts(caller))
    waiting = [one.access_request_id for one in _theirs(caller, [w for d in inboxes.values() for w in d.waiting])]
    decided = [one for inbox in inboxes.values() for one in inbox.decided]
    ids = [
        *(waiting if status in (None, AccessStatus.PENDING) else ()),
        *(decided if status is not AccessStatus.PENDING else ()),
    ]
    first = position(start)
    following = str(first + limit) if len(ids) > first + limit else None

    def wanted(request: AccessRequest) -> bool:
        return status in (None, request.status) and caller.rights_on(request.account_id).may_give(request.asked)

    return Page(_files(ports, ids[first : first + limit], wanted), following)


def waiting_for(ports: Ports, caller: Caller) -> int | None:
    """How many wait for this person; None where counting would take more than one read."""
    accounts = _decided_accounts(caller)
    if len(accounts) > MOST_COUNTED:
        return None
    inboxes = ports.store.inboxes(accounts) if accounts else {}
    return len(_theirs(caller, [one for inbox in inboxes.values() for one in inbox.waiting]))


def _theirs(caller: Caller, waiting: Sequence[InboxEntry]) -> Sequence[InboxEntry]:
    """Those they may decide: nobody decides their own."""
    others = [one for one in waiting if one.person_id != caller.person.person_id]
    may = [one for one in others if caller.rights_on(one.account_id).may_give(one.asked)]
    return sorted(may, key=lambda one: (one.asked_at, one.access_request_id))


def _decided_accounts(caller: Caller) -> Sequence[str]:
    return sorted({one.account_id for one in caller.grants if one.role in DECIDING_ROLES})


def _sees(caller: Caller, request: AccessRequest) -> bool:
    own = request.requester.person_id == caller.person.person_id
    return own or caller.rights_on(request.account_id).may_give(request.asked)


def _files(ports: Ports, ids: Sequence[str], wanted: Callable[[AccessRequest], bool]) -> Sequence[AccessFile]:
    requests = [one for one in ports.store.access_requests(ids) if wanted(one)] if ids else []
    found = ports.store.accounts({one.account_id for one in requests}) if requests else ()
    accounts = {one.account_id: one for one in found}
    return [AccessFile(one, accounts[one.account_id]) for one in requests if one.account_id in accounts]
