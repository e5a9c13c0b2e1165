"""The one table of request states: who may do what, and where it leads.

Buttons, `allowed_actions`, the 409s and the README's diagram are derived from it; nothing else decides.
"""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role


class RequestStatus(StrEnum):
    """Where a request stands; the last four are final."""

    PENDING_REVIEW = "pending_review"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done to a request; `cancel` is missing, for it changes nothing."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    APPROVE = "approve"
    DECLINE = "decline"
    FORWARD = "forward"
    RESEND = "resend"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


SUBMISSION: tuple[RequestStatus, ...] = (RequestStatus.PENDING_REVIEW, RequestStatus.PENDING)

TRANSITIONS: Mapping[RequestStatus, Mapping[Role, Mapping[Action, RequestStatus]]] = {
    RequestStatus.PENDING_REVIEW: {
        Role.REVIEWER: {
            Action.ACCEPT: RequestStatus.PENDING,
            Action.DECLINE: RequestStatus.DECLINED,
        },
        Role.REQUESTER: {Action.WITHDRAW: RequestStatus.WITHDRAWN},
        Role.SYSTEM: {Action.EXPIRE: RequestStatus.EXPIRED},
    },
    RequestStatus.PENDING: {
        Role.APPROVER: {
            Action.APPROVE: RequestStatus.APPROVED,
            Action.DECLINE: RequestStatus.DECLINED,
            Action.FORWARD: RequestStatus.PENDING,
        },
        Role.REVIEWER: {Action.DECLINE: RequestStatus.DECLINED},
        Role.REQUESTER: {
            Action.WITHDRAW: RequestStatus.WITHDRAWN,
            Action.RESEND: RequestStatus.PENDING,
            Action.REASSIGN: RequestStatus.PENDING,
        },
        Role.SYSTEM: {Action.EXPIRE: RequestStatus.EXPIRED},
    },
    RequestStatus.APPROVED: {},
    RequestStatus.DECLINED: {},
    RequestStatus.WITHDRAWN: {},
    RequestStatus.EXPIRED: {},
}

OPEN: frozenset[RequestStatus] = frozenset(status for status, roles in TRANSITIONS.items() if roles)


def allowed_actions(status: RequestStatus, role: Role) -> tuple[Action, ...]:
    """The actions open to `role`, in the table's order; none once the status is final."""
    return tuple(TRANSITIONS[status].get(role, {}))


def next_status(status: RequestStatus, action: Action, role: Role) -> RequestStatus:
    """Where the action leads. Raises `Refused` with `action-not-allowed` where the table has no such row."""
    following = TRANSITIONS[status].get(role, {}).get(action)
    if following is None:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": status, "action": action})
    return following
