"""What a reviewer does: look at what waits, let it go to the customer, or end it."""

from collections.abc import Sequence

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import review
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.commit import changes_of, committed, tallied
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports, RequestFile
from chalicelib.services.unit_of_work.writes import Change


def requests_in_review(ports: Ports, limit: int, start: str | None) -> Page[RequestFile]:
    """What waits for a reviewer, oldest first."""
    return ports.store.requests_in_review(limit, start)


def review_request(ports: Ports, reviewer: Person, request_id: str, accepted: bool, reason: str) -> AccountRequest:
    """Accepts or declines. Raises `own-request`, `reason-required`, `action-not-allowed`."""

    def attempt() -> tuple[AccountRequest, Sequence[Change]]:
        request = ports.store.request(request_id)
        if request is None:
            raise Refused(Problem.REQUEST_UNKNOWN)
        now = ports.clock.now()
        if accepted:
            step = review.accept(request, reviewer, ports.policy, ports.links.current_key, now)
        else:
            step = review.decline(request, reviewer, reason, now)
        after, planned = changes_of(ports, request, step, now)
        return after, (*planned, *tallied(ports, step, now))

    return committed(ports, attempt)
