"""Use cases of a reviewer: list the requests that wait, send one on to the customer, or decline it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, repeat

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import review
from chalicelib.domain.requests.listing import EVERY_REQUEST, RequestFilter
from chalicelib.domain.requests.request import AccountRequest, ReasonCode
from chalicelib.domain.requests.team import TeamRole, member_of
from chalicelib.domain.requests.transitions import STATES, RequestStatus, allowed_actions
from chalicelib.domain.value_classes import value_class
from chalicelib.services.requests.teams import no_member
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.commit import run_transaction, tallied, writes_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import ListedRequest, Ports
from chalicelib.services.unit_of_work.writes import Write

IN_REVIEW = frozenset(status for status, state in STATES.items() if state.in_review)
# How many of a requester's newest requests are counted: one page of the list.
MOST_COUNTED = 50
# How much of the queue is looked through for the next request.
PAGE_OF_QUEUE, PAGES_OF_QUEUE = 50, 4


@value_class
class RequesterHistory:
    """How many requests a requester made before, by status; of the newest 50, if there `is_more`. It names nobody."""

    by_status: Mapping[RequestStatus, int]
    suspicious: int
    since: datetime | None
    is_more: bool


DECIDABLE = frozenset(status for status in STATES if allowed_actions(status, Role.REVIEWER))
# Where a page begins among the requests that wait for their approvers.
PENDING_START = "pending:"


def requests_in_review(
    ports: Ports, limit: int, start: str | None, wanted: RequestFilter = EVERY_REQUEST, *, newest_first: bool = True
) -> Page[ListedRequest]:
    """Return those of the requests that reviewers may decide that fit, without expired ones.

    Those that wait for a reviewer come first, and alone unless other statuses are wanted; then those that wait for
    their approvers. Each of the two is sorted by time.
    """
    statuses, now = DECIDABLE & (wanted.statuses or IN_REVIEW), ports.clock.now()
    found: list[ListedRequest] = []
    for pending in (False, True):
        of_list = statuses & (DECIDABLE - IN_REVIEW if pending else IN_REVIEW)
        is_continued = start is not None and start.startswith(PENDING_START)
        if not of_list or (is_continued and not pending):
            continue
        first = start.removeprefix(PENDING_START) if start and is_continued == pending else None
        fits = replace(wanted, statuses=of_list).at(now)
        page = ports.store.requests_in_review(
            limit - len(found), first or None, fits, newest_first=newest_first, pending=pending
        )
        found += page.items
        if page.next_start:
            return Page(found, f"{PENDING_START if pending else ''}{page.next_start}")
        if len(found) == limit and not pending and statuses - IN_REVIEW:
            return Page(found, PENDING_START)
    return Page(found)


def review_request(ports: Ports, reviewer: Person, request_id: str, accepted: bool, reason: str) -> AccountRequest:
    """Accept or decline a request. Raises `own-request`, `reason-required`, `action-not-allowed`."""
    is_again = chain([False], repeat(True))

    def attempt() -> tuple[AccountRequest, Sequence[Write]]:
        request = ports.store.request(request_id)
        if request is None:
            raise Refused(Problem.REQUEST_UNKNOWN)
        ports.terms.refuse_unless_seen(request.revision)
        now = ports.clock.now()
        if accepted:
            transition = review.accept(request, reviewer, ports.policy, ports.links.current_key, now)
        else:
            transition = review.decline(request, reviewer, reason, now)
        guards = no_member(ports, request, reviewer.email, Problem.OWN_REQUEST, is_again=next(is_again))
        after, planned = writes_for(ports, request, transition, now)
        return after, (*planned, *guards, *tallied(ports, transition, now))

    return run_transaction(ports, attempt)


def requester_history(ports: Ports, request: AccountRequest) -> RequesterHistory:
    """Return what became of the requester's other requests, in one query and one batch."""
    page, now = ports.store.requests_of(request.requester.person_id, MOST_COUNTED, None), ports.clock.now()
    others = [one.request for one in page.items if one.request.request_id != request.request_id]
    codes = [one.decision.reason_code for one in others if one.decision]
    counts = Counter(one.status_at(now) for one in others)
    return RequesterHistory(
        {status: counts[status] for status in RequestStatus if counts[status]},
        codes.count(ReasonCode.SUSPICIOUS),
        min((one.created_at for one in others), default=None),
        page.next_start is not None,
    )


def next_in_review(ports: Ports, reviewer: Caller, after: str = "") -> str | None:
    """Return the id of the request that waits longest of those that came after this one, else of all others.

    Requests of the reviewer and of their teams are left out, since another reviewer must decide them.
    """
    known = ports.store.request(after) if after else None
    waiting = (one for one in _queue(ports) if one.request_id != after and not _is_own(one, reviewer))
    places = sorted(map(_place, waiting))
    later = (place for place in places if known and place > _place(known))
    _, found = next(later, places[0] if places else (None, None))
    return found


def _is_own(request: AccountRequest, reviewer: Caller) -> bool:
    member = member_of(request, reviewer.person, reviewer.grants)
    return member.role is not TeamRole.NONE or review.is_own(request, reviewer.person)


def _queue(ports: Ports) -> Iterator[AccountRequest]:
    start = None
    for _ in range(PAGES_OF_QUEUE):
        page = requests_in_review(ports, PAGE_OF_QUEUE, start)
        yield from (one.request for one in page.items)
        start = page.next_start
        if start is None:
            return


def _place(request: AccountRequest) -> tuple[datetime, str]:
    return request.created_at, request.request_id
