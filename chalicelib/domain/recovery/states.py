"""The table of a recovery: what may happen in each status, and where it leads. No other code decides."""

from collections.abc import Mapping
from dataclasses import KW_ONLY
from enum import StrEnum

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.value_classes import value_class


class RecoveryStatus(StrEnum):
    """Status of a recovery. From each of the last five it can be asked for again."""

    IN_REVIEW = "in_review"
    NOTICE = "notice"
    RECOVERED = "recovered"
    STOPPED = "stopped"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class RecoveryAction(StrEnum):
    """What can happen to a recovery."""

    ASK = "ask"
    ASK_WITH_PROOF = "ask_with_proof"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    APPROVE_AS_SECOND = "approve_as_second"
    DECLINE = "decline"
    STOP = "stop"
    SEND_BACK = "send_back"
    LOSE_PROOF = "lose_proof"
    REMIND = "remind"
    FINISH = "finish"
    EXPIRE = "expire"


class RecoverySide(StrEnum):
    """Who does something in a recovery: its candidate, a reviewer, somebody who was told of it, or time itself."""

    CANDIDATE = "candidate"
    REVIEWER = "reviewer"
    NOTIFIED = "notified"
    SYSTEM = "system"


SIDES: Mapping[RecoveryAction, RecoverySide] = {
    RecoveryAction.ASK: RecoverySide.CANDIDATE,
    RecoveryAction.ASK_WITH_PROOF: RecoverySide.CANDIDATE,
    RecoveryAction.WITHDRAW: RecoverySide.CANDIDATE,
    RecoveryAction.APPROVE: RecoverySide.REVIEWER,
    RecoveryAction.APPROVE_AS_SECOND: RecoverySide.REVIEWER,
    RecoveryAction.DECLINE: RecoverySide.REVIEWER,
    RecoveryAction.STOP: RecoverySide.NOTIFIED,
    RecoveryAction.SEND_BACK: RecoverySide.NOTIFIED,
    RecoveryAction.LOSE_PROOF: RecoverySide.SYSTEM,
    RecoveryAction.REMIND: RecoverySide.SYSTEM,
    RecoveryAction.FINISH: RecoverySide.SYSTEM,
    RecoveryAction.EXPIRE: RecoverySide.SYSTEM,
}

# What is told in the trail.
EVENTS: Mapping[RecoveryAction, EventKind] = {
    RecoveryAction.ASK: EventKind.RECOVERY_ASKED,
    RecoveryAction.ASK_WITH_PROOF: EventKind.RECOVERY_ASKED,
    RecoveryAction.WITHDRAW: EventKind.RECOVERY_WITHDRAWN,
    RecoveryAction.APPROVE: EventKind.RECOVERY_APPROVED,
    RecoveryAction.APPROVE_AS_SECOND: EventKind.RECOVERY_APPROVED,
    RecoveryAction.DECLINE: EventKind.RECOVERY_DECLINED,
    RecoveryAction.STOP: EventKind.RECOVERY_STOPPED,
    RecoveryAction.SEND_BACK: EventKind.RECOVERY_SENT_BACK,
    RecoveryAction.LOSE_PROOF: EventKind.RECOVERY_PROOF_LOST,
    RecoveryAction.REMIND: EventKind.RECOVERY_REMINDED,
    RecoveryAction.FINISH: EventKind.RECOVERED,
    RecoveryAction.EXPIRE: EventKind.RECOVERY_EXPIRED,
}


@value_class
class RecoveryState:
    """Properties of every recovery with one status. No column has a default, so a new row must state all of them.

    `is_under_way`: nobody else can ask for the account's recovery. `steps`: where each action leads.
    """

    _: KW_ONLY
    is_under_way: bool
    steps: Mapping[RecoveryAction, RecoveryStatus]


_OVER = RecoveryState(
    is_under_way=False,
    steps={
        RecoveryAction.ASK: RecoveryStatus.IN_REVIEW,
        RecoveryAction.ASK_WITH_PROOF: RecoveryStatus.NOTICE,
    },
)

RECOVERY_STATES: Mapping[RecoveryStatus, RecoveryState] = {
    RecoveryStatus.IN_REVIEW: RecoveryState(
        is_under_way=True,
        steps={
            RecoveryAction.APPROVE: RecoveryStatus.IN_REVIEW,
            RecoveryAction.APPROVE_AS_SECOND: RecoveryStatus.NOTICE,
            RecoveryAction.DECLINE: RecoveryStatus.DECLINED,
            RecoveryAction.WITHDRAW: RecoveryStatus.WITHDRAWN,
            RecoveryAction.STOP: RecoveryStatus.STOPPED,
            RecoveryAction.EXPIRE: RecoveryStatus.EXPIRED,
        },
    ),
    RecoveryStatus.NOTICE: RecoveryState(
        is_under_way=True,
        steps={
            RecoveryAction.STOP: RecoveryStatus.STOPPED,
            RecoveryAction.SEND_BACK: RecoveryStatus.IN_REVIEW,
            RecoveryAction.LOSE_PROOF: RecoveryStatus.IN_REVIEW,
            RecoveryAction.WITHDRAW: RecoveryStatus.WITHDRAWN,
            RecoveryAction.REMIND: RecoveryStatus.NOTICE,
            RecoveryAction.FINISH: RecoveryStatus.RECOVERED,
        },
    ),
    RecoveryStatus.RECOVERED: _OVER,
    RecoveryStatus.STOPPED: _OVER,
    RecoveryStatus.DECLINED: _OVER,
    RecoveryStatus.WITHDRAWN: _OVER,
    RecoveryStatus.EXPIRED: _OVER,
}


def allowed_recovery_actions(status: RecoveryStatus, side: RecoverySide) -> tuple[RecoveryAction, ...]:
    """Return what this side may do, in the order of the table. The second approval is an approval to its reviewer."""
    steps = RECOVERY_STATES[status].steps
    same = (RecoveryAction.APPROVE_AS_SECOND, RecoveryAction.ASK_WITH_PROOF)
    return tuple(action for action in steps if SIDES[action] is side and action not in same)


def next_recovery_status(status: RecoveryStatus, action: RecoveryAction) -> RecoveryStatus:
    """Return the status that the action leads to. Raises `action-not-allowed` if the table has no such step."""
    found = RECOVERY_STATES[status].steps.get(action)
    if found is None:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"recovery_status": status.value})
    return found
