"""Use cases of a reviewer: list the requests that wait, send one on to the customer, or decline it."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import review
from chalicelib.domain.requests.listing import EVERY_REQUEST, RequestFilter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import STATES, allowed_actions
from chalicelib.services.unit_of_work.commit import run_transaction, tallied, writes_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import ListedRequest, Ports
from chalicelib.services.unit_of_work.writes import Write

IN_REVIEW = frozenset(status for status, state in STATES.items() if state.in_review)
DECIDABLE = frozenset(status for status in STATES if allowed_actions(status, Role.REVIEWER))
# Where a page begins among the requests that wait for their approvers.
PENDING_START = "pending:"


def requests_in_review(
    ports: Ports, limit: int, start: str | None, wanted: RequestFilter = EVERY_REQUEST
) -> Page[ListedRequest]:
    """Return those of the requests that reviewers may decide that fit, without expired ones.

    Those that wait for a reviewer come first, and alone unless other statuses are wanted; then those that wait for
    their approvers. Each of the two is sorted by time, newest first.
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
        page = ports.store.requests_in_review(limit - len(found), first or None, fits, pending=pending)
        found += page.items
        if page.next_start:
            return Page(found, f"{PENDING_START if pending else ''}{page.next_start}")
        if len(found) == limit and not pending and statuses - IN_REVIEW:
            return Page(found, PENDING_START)
    return Page(found)


def review_request(ports: Ports, reviewer: Person, request_id: str, accepted: bool, reason: str) -> AccountRequest:
    """Accept or decline a request. Raises `own-request`, `reason-required`, `action-not-allowed`."""

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
        after, planned = writes_for(ports, request, transition, now)
        return after, (*planned, *tallied(ports, transition, now))

    return run_transaction(ports, attempt)
