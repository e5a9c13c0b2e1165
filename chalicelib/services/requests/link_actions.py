"""Use cases of the holder of a link: look, approve, decline, forward, request a new link.

The signature is checked first, so a forged token never causes a read of the database.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain, repeat

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests import approval, forwarding, nominations
from chalicelib.domain.requests.forwarding import Forwarding
from chalicelib.domain.requests.link_status import Link, decided_by, open_link
from chalicelib.domain.requests.request import AccountRequest, Nomination, Transition
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.services.requests.teams import members_among, no_member
from chalicelib.services.unit_of_work.commit import run_transaction, tallied, writes_for
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

logger = logging.getLogger(__name__)

Decide = Callable[[AccountRequest, Nomination, datetime], Transition]


@value_class
class LinkView:
    """The request as the holder of this nomination's link may see it."""

    request: AccountRequest
    nomination: Nomination


class LinkRefused(Refused):
    """Raised for a link with a valid signature that no longer works. The view tells its holder what happened."""

    def __init__(self, problem: Problem, view: LinkView) -> None:
        super().__init__(problem)
        self.view = view


class AlreadyDecided(LinkRefused):
    """Raised if the request has another decision. The view lets the answer state which one."""

    def __init__(self, view: LinkView) -> None:
        super().__init__(Problem.ALREADY_DECIDED, view)


def look(ports: Ports, token: str) -> LinkView:
    """Return what the link shows. Checks one signature, takes one read. Raises the 404, and `LinkRefused` for 410s."""
    link = ports.links.read(token)
    ports.metrics.count(Metric.LINK_OPENED)
    return _view(ports, link, ports.clock.now())


def forwarded_at(ports: Ports, view: LinkView) -> datetime | None:
    """Return when this link was forwarded, according to the audit trail. Takes one more read, for that page only."""
    own = (event for event in ports.store.events(view.request.request_id) if event.kind is EventKind.FORWARDED)
    times = (event.at for event in own if event.details.get("nomination") == view.nomination.nomination_id)
    return next(times, None)


def approve(ports: Ports, token: str, authority_confirmed: bool, granted_access: Sequence[str] = ()) -> LinkView:
    """Approve the request; repeating it with the same link gives the same answer. Raises `AlreadyDecided` otherwise.

    Of the proposed accesses those are granted whose ids are named.
    """
    return _decide(
        ports,
        token,
        lambda request, nomination, now: approval.approve(
            request, nomination, authority_confirmed, now, granted_access
        ),
        RequestStatus.APPROVED,
    )


def decline(ports: Ports, token: str, reason_code: str, reason: str) -> LinkView:
    """Decline the request; repeating it with the same link gives the same answer. Raises `AlreadyDecided` otherwise."""
    return _decide(
        ports,
        token,
        lambda request, nomination, now: approval.decline(request, nomination, reason_code, reason, now),
        RequestStatus.DECLINED,
    )


def forward(ports: Ports, token: str, read: Callable[[Nomination], Forwarding]) -> LinkView:
    """Forward the request. `read` makes the input, given the nomination, whose language is the default."""

    def decide(request: AccountRequest, nomination: Nomination, now: datetime) -> Transition:
        key, given = ports.links.current_key, read(nomination)
        members = members_among(ports, request, [given.address])
        return forwarding.forward(request, nomination, given, ports.rules, ports.policy, key, now, members)

    return _decide(ports, token, decide, outcome=None)


def is_signed(ports: Ports, token: str) -> bool:
    """Whether the token's signature is valid. Reads nothing."""
    try:
        return bool(ports.links.read(token))
    except Refused:
        return False


def renew(ports: Ports, token: str) -> None:
    """Mail a new link if docs/design.md "Renewal" allows it, or the newest one in the place of an older.

    Returns nothing and raises no refusal in either case.
    """

    def attempt() -> tuple[None, Sequence[Write]]:
        link = ports.links.read(token)
        request = ports.store.request(link.request_id)
        if request is None:
            return None, ()
        ports.terms.refuse_unless_seen(request.revision)
        now = ports.clock.now()
        nomination = request.nomination(link.nomination_id)
        if nomination and nominations.is_older(request, link):
            again = nominations.mail_again(request, nomination, now)
            return None, writes_for(ports, request, again, now)[1] if again else ()
        transition = nominations.renew(request, link, ports.policy, ports.links.current_key, now)
        if transition is None:
            return None, ()
        _, planned = writes_for(ports, request, transition, now)
        return None, (*planned, *tallied(ports, transition, now))

    try:
        run_transaction(ports, attempt)
    except Refused as refused:
        logger.info("no new link: %s", refused.problem.value)


def _decide(ports: Ports, token: str, decide: Decide, outcome: RequestStatus | None) -> LinkView:
    link, is_again = ports.links.read(token), chain([False], repeat(True))

    def attempt() -> tuple[LinkView, Sequence[Write]]:
        now = ports.clock.now()
        view = _view(ports, link, now)
        ports.terms.refuse_unless_seen(view.request.revision)
        if outcome and decided_by(view.request, link, outcome):
            return view, ()
        transition = _step(view, decide, now)
        guards = _no_member(ports, view, next(is_again)) if outcome is RequestStatus.APPROVED else ()
        after, planned = writes_for(ports, view.request, transition, now)
        nomination = after.nomination(link.nomination_id) or view.nomination
        return LinkView(after, nomination), (*planned, *guards, *tallied(ports, transition, now))

    return run_transaction(ports, attempt)


def _no_member(ports: Ports, view: LinkView, is_again: bool) -> Sequence[Write]:
    address = MailAddress.parse(view.nomination.email)
    return no_member(ports, view.request, address, Problem.REQUESTER_CANNOT_APPROVE, is_again=is_again)


def _step(view: LinkView, decide: Decide, now: datetime) -> Transition:
    """Return the transition. Raises `AlreadyDecided` instead of `action-not-allowed` if there is a decision."""
    try:
        return decide(view.request, view.nomination, now)
    except Refused as refused:
        if refused.problem is Problem.ACTION_NOT_ALLOWED and view.request.decision:
            raise AlreadyDecided(view) from None
        raise


def _view(ports: Ports, link: Link, now: datetime) -> LinkView:
    request = ports.store.request(link.request_id)
    if request is None:
        raise Refused(Problem.LINK_UNKNOWN)
    try:
        return LinkView(request, open_link(request, link, now))
    except Refused as refused:
        nomination = request.nomination(link.nomination_id)
        if nomination is None:
            raise
        raise LinkRefused(refused.problem, LinkView(request, nomination)) from None
