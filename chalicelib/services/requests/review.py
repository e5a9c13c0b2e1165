"""Use cases of a reviewer: list the requests that wait, send one on to the customer, or decline it."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import review
from chalicelib.domain.requests.listing import EVERY_REQUEST, RequestFilter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import STATES
from chalicelib.services.requests.teams import members_among
from chalicelib.services.unit_of_work.commit import run_transaction, tallied, writes_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import ListedRequest, Ports
from chalicelib.services.unit_of_work.writes import Write

IN_REVIEW = frozenset(status for status, state in STATES.items() if state.in_review)


def requests_in_review(
    ports: Ports, limit: int, start: str | None, wanted: RequestFilter = EVERY_REQUEST
) -> Page[ListedRequest]:
    """Return those of the requests that wait for a reviewer that fit, newest first, without expired ones."""
    statuses = IN_REVIEW & (wanted.statuses or IN_REVIEW)
    if not statuses:
        return Page(())
    return ports.store.requests_in_review(limit, start, replace(wanted, statuses=statuses).at(ports.clock.now()))


def review_request(ports: Ports, reviewer: Person, request_id: str, accepted: bool, reason: str) -> AccountRequest:
    """Accept or decline a request. Raises `own-request`, `reason-required`, `action-not-allowed`."""

    def attempt() -> tuple[AccountRequest, Sequence[Write]]:
        request = ports.store.request(request_id)
        if request is None:
            raise Refused(Problem.REQUEST_UNKNOWN)
        ports.terms.refuse_unless_seen(request.revision)
        now = ports.clock.now()
        if members_among(ports, request, [reviewer.email]):
            raise Refused(Problem.OWN_REQUEST)
        if accepted:
            transition = review.accept(request, reviewer, ports.policy, ports.links.current_key, now)
        else:
            transition = review.decline(request, reviewer, reason, now)
        after, planned = writes_for(ports, request, transition, now)
        return after, (*planned, *tallied(ports, transition, now))

    return run_transaction(ports, attempt)
