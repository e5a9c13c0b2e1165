"""List access requests: the caller's own, and those that the caller may decide."""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime

from chalicelib.domain.access.decide import is_for_reviewers
from chalicelib.domain.access.request import AccessRequest, AccessStatus, InboxEntry, PendingInbox
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.rights import DECIDING_ROLES
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.limits import access_counter
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.paging import Page, position
from chalicelib.services.unit_of_work.ports import Ports

# Size of one batch read. Callers with more accounts get no number in the menu.
MOST_COUNTED = 100
# Of callers with more, a list looks through the inboxes of so many accounts at once.
MOST_INBOXES, NEXT_INBOXES = 500, 1_000_000
# Most requests that reviewers decide beside administrators in one list.
MOST_FOR_REVIEWERS = 1_000
# After so many, in which too few are wanted, a page has fewer entries than its limit.
MOST_CHUNKS = 20


@value_class
class AccessFile:
    """An access request with the current state of its account."""

    request: AccessRequest
    account: SmartAccount


def access_file(ports: Ports, caller: Caller, access_request_id: str) -> AccessFile:
    """Return an access request that the caller made or may decide. Raises `access-request-unknown`."""
    request = ports.store.access_request(access_request_id)
    if request is None or not _sees(caller, request, ports.clock.now()):
        raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
    return file_of(ports, request)


def file_of(ports: Ports, request: AccessRequest) -> AccessFile:
    """Add the account; the caller must have checked the reader's rights. Raises `access-request-unknown`."""
    account = ports.store.account(request.account_id)
    if account is None:
        raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
    return AccessFile(request, account)


def own_access_requests(
    ports: Ports,
    caller: Caller,
    statuses: Set[AccessStatus],
    limit: int,
    start: str | None,
    fits: Callable[[AccessRequest], bool] = lambda _: True,
) -> Page[AccessFile]:
    """Return the caller's own requests in one of the statuses, or in any if there are none, newest first."""

    def chunk(most: int, start: str | None) -> Page[str]:
        return ports.store.access_request_ids_of(caller.person.person_id, most, start)

    now = ports.clock.now()

    def wanted(request: AccessRequest) -> bool:
        return fits(request) and (not statuses or request.status_at(now) in statuses)

    return _page(ports, chunk, wanted, limit, start)


def to_decide(
    ports: Ports,
    caller: Caller,
    statuses: Set[AccessStatus],
    limit: int,
    start: str | None,
    fits: Callable[[AccessRequest], bool] = lambda _: True,
) -> Page[AccessFile]:
    """Return what the caller may decide, oldest first, then recently decided requests.

    For reviewers, what they decide beside the administrators comes after what is for them to decide in their roles.
    """
    inboxes, now = ports.store.inboxes(_administered_accounts(caller)), ports.clock.now()
    waiting = [entry.access_request_id for entry in _waiting_in(inboxes, caller)]
    waiting = list(dict.fromkeys([*waiting, *_for_reviewers(ports, caller)]))
    decided = [access_request_id for inbox in inboxes.values() for access_request_id in inbox.decided]
    ids = [
        *(waiting if not statuses or AccessStatus.PENDING in statuses else ()),
        *(decided if statuses != {AccessStatus.PENDING} else ()),
    ]

    def chunk(most: int, start: str | None) -> Page[str]:
        first = position(start)
        return Page(ids[first : first + most], str(first + most) if len(ids) > first + most else None)

    def wanted(request: AccessRequest) -> bool:
        is_wanted = not statuses or request.status_at(now) in statuses
        return is_wanted and fits(request) and _decides(caller, request, now)

    return _page(ports, chunk, wanted, limit, start)


def own_entries(ports: Ports, caller: Caller, most: int, start: str | None) -> Page[AccessFile]:
    """Return the caller's own requests, newest first, in three reads."""
    ids = ports.store.access_request_ids_of(caller.person.person_id, most, start)
    return Page(_files(ports, ids.items, lambda _: True), ids.next_start)


def entries_to_decide(ports: Ports, caller: Caller, most: int, start: str | None) -> Page[AccessFile]:
    """Return what the caller may decide, oldest first, then recently decided requests.

    Takes two reads, for reviewers four. The start counts the requests and, in steps of `NEXT_INBOXES`, the accounts
    that were looked through before.
    """
    if caller.person.is_reviewer:
        return to_decide(ports, caller, frozenset(), most, start)
    block, first = divmod(position(start), NEXT_INBOXES)
    administered = _administered_accounts(caller)
    before = block * MOST_INBOXES
    inboxes = ports.store.inboxes(administered[before : before + MOST_INBOXES]) if administered[before:] else {}
    pairs = [(entry.account_id, entry.access_request_id) for entry in _waiting_in(inboxes, caller)]
    pairs += [(one.account_id, request_id) for one in inboxes.values() for request_id in one.decided]
    following = [str(block * NEXT_INBOXES + first + most)] if pairs[first + most :] else []
    following += [str((block + 1) * NEXT_INBOXES)] if administered[before + MOST_INBOXES :] else []
    files = _decidable(ports, caller, pairs[first : first + most])
    return Page(files, next(iter(following), None))


def _decidable(ports: Ports, caller: Caller, pairs: Sequence[tuple[str, str]]) -> Sequence[AccessFile]:
    if not pairs:
        return ()
    account_ids = dict.fromkeys(account_id for account_id, _ in pairs)
    accounts, requests = ports.store.accounts_and_access(account_ids, [request_id for _, request_id in pairs])
    return [
        AccessFile(one, accounts[one.account_id])
        for one in requests
        if one.account_id in accounts and caller.rights_on(one.account_id).may_give(one.asked)
    ]


def _page(
    ports: Ports,
    chunk: Callable[[int, str | None], Page[str]],
    wanted: Callable[[AccessRequest], bool],
    limit: int,
    start: str | None,
) -> Page[AccessFile]:
    """Return a full page of what is wanted, unless too many others come before it."""
    found: list[AccessFile] = []
    for _ in range(MOST_CHUNKS):
        ids = chunk(limit - len(found), start)
        found += _files(ports, ids.items, wanted)
        start = ids.next_start
        if start is None or len(found) == limit:
            break
    return Page(found, start)


def waiting_for(ports: Ports, caller: Caller) -> int | None:
    """Return how many requests wait for the caller; None if counting would take more than one read."""
    accounts = _administered_accounts(caller)
    if len(accounts) > MOST_COUNTED:
        return None
    inboxes = ports.store.inboxes(accounts) if accounts else {}
    waiting = {entry.access_request_id for entry in _waiting_in(inboxes, caller)}
    return len(waiting.union(_for_reviewers(ports, caller)))


def own_pending(ports: Ports, caller: Caller) -> int:
    """Return how many of the caller's own requests are pending, in one read."""
    counter = access_counter(caller.person.person_id)
    counted = ports.store.preconditions((), counter).open_requests
    return len(counted.ends) if counted else 0


def _waiting_in(inboxes: Mapping[str, PendingInbox], caller: Caller) -> Sequence[InboxEntry]:
    """Return the entries that the caller may decide, oldest first, without the caller's own."""
    entries = [
        entry
        for inbox in inboxes.values()
        for entry in inbox.waiting
        if entry.person_id != caller.person.person_id and caller.rights_on(entry.account_id).may_give(entry.asked)
    ]
    return sorted(entries, key=lambda entry: (entry.asked_at, entry.access_request_id))


def _administered_accounts(caller: Caller) -> Sequence[str]:
    return sorted({grant.account_id for grant in caller.grants if grant.role in DECIDING_ROLES})


def _sees(caller: Caller, request: AccessRequest, now: datetime) -> bool:
    own = request.requester.person_id == caller.person.person_id
    return own or _decides(caller, request, now)


def _decides(caller: Caller, request: AccessRequest, now: datetime) -> bool:
    """Whether the caller may decide the request, or could before it was closed."""
    as_reviewer = caller.person.is_reviewer and is_for_reviewers(request, now)
    return as_reviewer or caller.rights_on(request.account_id).may_give(request.asked)


def _for_reviewers(ports: Ports, caller: Caller) -> Sequence[str]:
    return ports.store.access_requests_for_reviewers(MOST_FOR_REVIEWERS) if caller.person.is_reviewer else ()


def _files(ports: Ports, ids: Sequence[str], wanted: Callable[[AccessRequest], bool]) -> Sequence[AccessFile]:
    requests = [request for request in ports.store.access_requests(ids) if wanted(request)] if ids else []
    read = ports.store.accounts({request.account_id for request in requests}) if requests else ()
    accounts = {account.account_id: account for account in read}
    return [AccessFile(request, accounts[request.account_id]) for request in requests if request.account_id in accounts]
