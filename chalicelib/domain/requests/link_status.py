"""Decide which answer a link gives, in a single order of precedence for pages and JSON, for GET and POST."""

from datetime import datetime

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.requests.request import AccountRequest, Nomination, NominationState
from chalicelib.domain.requests.transitions import Action, RequestStatus, allowed_actions
from chalicelib.domain.value_classes import value_class


@value_class
class Link:
    """The content of a token with a valid signature: request, nomination, and generation of the link."""

    request_id: str
    nomination_id: str
    generation: int


def open_link(request: AccountRequest, link: Link, now: datetime) -> Nomination:
    """Return the nomination of a link that still shows something: an open request, or how it was decided.

    Raises `link-unknown`, or the 410s in the order of docs/design.md "Which answer a link gives".
    """
    nomination = request.nomination(link.nomination_id)
    if nomination is None:
        raise Refused(Problem.LINK_UNKNOWN)
    gone = _gone(request, nomination, link, now)
    if gone is not None:
        raise Refused(gone)
    return nomination


def _gone(request: AccountRequest, nomination: Nomination, link: Link, now: datetime) -> Problem | None:
    if nomination.state is NominationState.FORWARDED:
        return Problem.LINK_FORWARDED
    if nomination.state is NominationState.SUPERSEDED:
        return Problem.LINK_SUPERSEDED
    state = request.state_at(now)
    if state.link_problem or not state.is_open:
        return state.link_problem
    if link.generation != nomination.generation:
        return Problem.LINK_SUPERSEDED
    if nomination.link_expires_at is None or now >= nomination.link_expires_at:
        return Problem.LINK_EXPIRED
    return None


def approver_actions(request: AccountRequest, now: datetime) -> tuple[Action, ...]:
    """Return the actions that an open link offers; none once the request is decided."""
    return allowed_actions(request.status_at(now), Role.APPROVER)


def decided_by(request: AccountRequest, link: Link, outcome: RequestStatus) -> bool:
    """Whether the outcome was decided by this link, so that a repeated POST is answered with 200."""
    decision = request.decision
    if decision is None or decision.outcome is not outcome:
        return False
    return (decision.nomination_id, decision.generation) == (link.nomination_id, link.generation)


def refuse_not_waiting(nomination: Nomination) -> None:
    """Raise `action-not-allowed`: an approver who was replaced, or who is too late, cannot decide."""
    if not nomination.is_waiting:
        raise Refused(Problem.ACTION_NOT_ALLOWED)
