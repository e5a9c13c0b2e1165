"""The steps of a request from sent to active, as its requester follows them."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class


class Step(StrEnum):
    """A step on the way to an active account."""

    SENT = "sent"
    REVIEW = "review"
    DECISION = "decision"
    ACTIVE = "active"


class StepState(StrEnum):
    """How far a step is; `ended` is the last one of a request that leads to no account."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to_come"
    ENDED = "ended"


@value_class
class ShownStep:
    """A step with its state; `at` is when it was done or ended, or, of the current one, when it began."""

    step: Step
    state: StepState
    at: datetime | None = None


def steps_of(request: AccountRequest, now: datetime) -> tuple[ShownStep, ...]:
    """Return the steps in order. Those that a closed request never reached are left out."""
    return tuple(_steps(request, now))


def _steps(request: AccountRequest, now: datetime) -> Iterator[ShownStep]:
    state, asked_at = request.state_at(now), request.pending_since
    ended_at = request.decision.at if request.decision else request.expires_at
    reached = {AccountStatus.PENDING: StepState.CURRENT, AccountStatus.ACTIVE: StepState.DONE}
    last = reached.get(state.account, StepState.ENDED)
    yield ShownStep(Step.SENT, StepState.DONE, request.created_at)
    if _was_in_review(request):
        began_or_ended = request.created_at if state.is_open else ended_at
        yield ShownStep(Step.REVIEW, StepState.DONE if asked_at else last, asked_at or began_or_ended)
    if asked_at:
        yield ShownStep(Step.DECISION, last, asked_at if state.is_open else ended_at)
    elif state.is_open:
        yield ShownStep(Step.DECISION, StepState.TO_COME)
    if state.account is AccountStatus.ACTIVE:
        yield ShownStep(Step.ACTIVE, StepState.DONE, ended_at)
    elif state.is_open:
        yield ShownStep(Step.ACTIVE, StepState.TO_COME)


def _was_in_review(request: AccountRequest) -> bool:
    """Whether the request waited for a reviewer; one who declines a pending request looks at it without that."""
    declined = request.decision is not None and request.decision.role is Role.REVIEWER
    return request.pending_since is None or bool(request.accepted_addresses) or (request.reviewed and not declined)
