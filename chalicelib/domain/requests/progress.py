"""How far a request has come, as its requester follows it: its steps from sent to active, and its history."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.mails import Audience, Mail
from chalicelib.domain.requests.delivery import STANDINGS
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


# Mails to the reviewers and to administrators of other accounts name people whom the readers have no reason to see,
# and their number would tell of a restricted account.
SHOWN = frozenset({Audience.APPROVER, Audience.REQUESTER})


@value_class
class HistoryEntry:
    """An event, or a mail that was sent; `is_failure` is the report that the mail did not arrive."""

    at: datetime
    event: AuditEvent | None = None
    mail: Mail | None = None
    is_failure: bool = False


def history_of(events: Iterable[AuditEvent], mails: Iterable[Mail]) -> Sequence[HistoryEntry]:
    """Return the entries, newest first."""
    entries = [HistoryEntry(event.at, event) for event in events]
    for mail in mails:
        if mail.draft.audience in SHOWN and STANDINGS[mail.status].is_message:
            entries += _entries_of(mail)
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def _entries_of(mail: Mail) -> Iterator[HistoryEntry]:
    yield HistoryEntry(mail.sent_at or mail.created_at, mail=mail)
    if STANDINGS[mail.status].is_unreachable and mail.report:
        yield HistoryEntry(mail.report.at, mail=mail, is_failure=True)
