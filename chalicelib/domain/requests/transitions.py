"""The transition table: who may do what in each status, where it leads, and every other property of a status.

Buttons, `allowed_actions`, the 409s, derived rows, reminders and the README's diagram read it; no other code decides.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY
from enum import StrEnum

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.policy import Wait
from chalicelib.domain.value_classes import value_class


class RequestStatus(StrEnum):
    """Status of a request; the last four are final."""

    PENDING_REVIEW = "pending_review"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done to a request. `cancel` is not an action, because it changes nothing."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    APPROVE = "approve"
    DECLINE = "decline"
    FORWARD = "forward"
    RESEND = "resend"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    HAND_OVER = "hand_over"
    EXPIRE = "expire"


@value_class
class AllowedAction:
    """An action that is open to a role, and the status it leads to."""

    role: Role
    action: Action
    next_status: RequestStatus


@value_class
class State:
    """Properties of every request with one status. No column has a default, so a new row must state all of them.

    `account`: the status of the account that the request is for.
    `keeps_lock`: its domain identifier is not free for another request.
    `in_review`: reviewers have it on their list; only they and the requester can see it.
    `asks_approvers`: the customer's approvers have been asked, so they are told how the request ends.
    `link_problem`: the answer of an approver's link, instead of the request or its outcome. While the request is
    open, a link that is superseded or expired has its own answer.
    `renews_links`: the holder of an expired link may have a new one.
    `wants_link_mails`: a queued mail with a decision link is still sent.
    `wait`: whose timetable holds: who may decide is reminded by it.
    `allowed`: the actions in the order in which they are offered; none in a final state.
    """

    _: KW_ONLY
    account: AccountStatus
    keeps_lock: bool
    in_review: bool
    asks_approvers: bool
    link_problem: Problem | None
    renews_links: bool
    wants_link_mails: bool
    wait: Wait | None
    allowed: tuple[AllowedAction, ...]

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done; an open request ends at its expiry."""
        return bool(self.allowed)


STATES: Mapping[RequestStatus, State] = {
    RequestStatus.PENDING_REVIEW: State(
        account=AccountStatus.PENDING,
        keeps_lock=True,
        in_review=True,
        asks_approvers=False,
        link_problem=None,
        renews_links=False,
        wants_link_mails=False,
        wait=Wait.REVIEW,
        allowed=(
            AllowedAction(Role.REVIEWER, Action.ACCEPT, RequestStatus.PENDING),
            AllowedAction(Role.REVIEWER, Action.DECLINE, RequestStatus.DECLINED),
            AllowedAction(Role.REQUESTER, Action.WITHDRAW, RequestStatus.WITHDRAWN),
            AllowedAction(Role.REQUESTER, Action.HAND_OVER, RequestStatus.PENDING_REVIEW),
            AllowedAction(Role.SYSTEM, Action.EXPIRE, RequestStatus.EXPIRED),
        ),
    ),
    RequestStatus.PENDING: State(
        account=AccountStatus.PENDING,
        keeps_lock=True,
        in_review=False,
        asks_approvers=True,
        link_problem=None,
        renews_links=True,
        wants_link_mails=True,
        wait=Wait.APPROVAL,
        allowed=(
            AllowedAction(Role.APPROVER, Action.APPROVE, RequestStatus.APPROVED),
            AllowedAction(Role.APPROVER, Action.DECLINE, RequestStatus.DECLINED),
            AllowedAction(Role.APPROVER, Action.FORWARD, RequestStatus.PENDING),
            AllowedAction(Role.REVIEWER, Action.DECLINE, RequestStatus.DECLINED),
            AllowedAction(Role.REQUESTER, Action.WITHDRAW, RequestStatus.WITHDRAWN),
            AllowedAction(Role.REQUESTER, Action.RESEND, RequestStatus.PENDING),
            AllowedAction(Role.REQUESTER, Action.REASSIGN, RequestStatus.PENDING),
            AllowedAction(Role.REQUESTER, Action.HAND_OVER, RequestStatus.PENDING),
            AllowedAction(Role.SYSTEM, Action.EXPIRE, RequestStatus.EXPIRED),
        ),
    ),
    RequestStatus.APPROVED: State(
        account=AccountStatus.ACTIVE,
        keeps_lock=True,
        in_review=False,
        asks_approvers=False,
        link_problem=None,
        renews_links=False,
        wants_link_mails=False,
        wait=None,
        allowed=(),
    ),
    RequestStatus.DECLINED: State(
        account=AccountStatus.CANCELLED,
        keeps_lock=False,
        in_review=False,
        asks_approvers=False,
        link_problem=None,
        renews_links=False,
        wants_link_mails=False,
        wait=None,
        allowed=(),
    ),
    RequestStatus.WITHDRAWN: State(
        account=AccountStatus.CANCELLED,
        keeps_lock=False,
        in_review=False,
        asks_approvers=False,
        link_problem=Problem.REQUEST_WITHDRAWN,
        renews_links=False,
        wants_link_mails=False,
        wait=None,
        allowed=(),
    ),
    RequestStatus.EXPIRED: State(
        account=AccountStatus.CANCELLED,
        keeps_lock=False,
        in_review=False,
        asks_approvers=False,
        link_problem=Problem.REQUEST_EXPIRED,
        renews_links=False,
        wants_link_mails=False,
        wait=None,
        allowed=(),
    ),
}

SUBMISSION: tuple[RequestStatus, ...] = (RequestStatus.PENDING_REVIEW, RequestStatus.PENDING)


def allowed_actions(status: RequestStatus, role: Role) -> tuple[Action, ...]:
    """Return the actions open to `role`, in the order of the table; none once the status is final."""
    return tuple(allowed.action for allowed in STATES[status].allowed if allowed.role is role)


def next_status(status: RequestStatus, action: Action, role: Role) -> RequestStatus:
    """Return the status that the action leads to. Raises `action-not-allowed` if the table has no such row."""
    for allowed in STATES[status].allowed:
        if (allowed.action, allowed.role) == (action, role):
            return allowed.next_status
    raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": status, "action": action})
