"""The transition table: every row of docs/design.md "States", no other, and operations that follow it."""

from collections.abc import Callable
from itertools import product

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests import approval, closing, nominations, review, team
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.requests.transitions import (
    STATES,
    SUBMISSION,
    Action,
    RequestStatus,
    allowed_actions,
    next_status,
)
from tests.builders import SUCCESSOR
from tests.domain.requests.stories import (
    KEY,
    POLICY,
    REQUEST_IN,
    REVIEWER,
    RULES,
    START,
    expired,
    forwarded,
    in_review,
    nominated,
    pending,
    refuses,
    replacement,
)

REVIEW, PENDING = RequestStatus.PENDING_REVIEW, RequestStatus.PENDING
FINAL = (
    RequestStatus.APPROVED,
    RequestStatus.DECLINED,
    RequestStatus.WITHDRAWN,
    RequestStatus.EXPIRED,
)

# Copied from docs/design.md "States" by hand, not derived from the code.
ROWS: dict[tuple[RequestStatus, Action, Role], RequestStatus] = {
    (REVIEW, Action.ACCEPT, Role.REVIEWER): PENDING,
    (REVIEW, Action.DECLINE, Role.REVIEWER): RequestStatus.DECLINED,
    (PENDING, Action.DECLINE, Role.REVIEWER): RequestStatus.DECLINED,
    (PENDING, Action.APPROVE, Role.APPROVER): RequestStatus.APPROVED,
    (PENDING, Action.DECLINE, Role.APPROVER): RequestStatus.DECLINED,
    (PENDING, Action.FORWARD, Role.APPROVER): PENDING,
    (PENDING, Action.RESEND, Role.REQUESTER): PENDING,
    (PENDING, Action.REASSIGN, Role.REQUESTER): PENDING,
    (REVIEW, Action.WITHDRAW, Role.REQUESTER): RequestStatus.WITHDRAWN,
    (PENDING, Action.WITHDRAW, Role.REQUESTER): RequestStatus.WITHDRAWN,
    (REVIEW, Action.HAND_OVER, Role.REQUESTER): REVIEW,
    (PENDING, Action.HAND_OVER, Role.REQUESTER): PENDING,
    (REVIEW, Action.EXPIRE, Role.SYSTEM): RequestStatus.EXPIRED,
    (PENDING, Action.EXPIRE, Role.SYSTEM): RequestStatus.EXPIRED,
}
MISSING_ROWS = [combination for combination in product(RequestStatus, Action, Role) if combination not in ROWS]

OPERATIONS: dict[tuple[Action, Role], Callable[[AccountRequest], Transition | None]] = {
    (Action.ACCEPT, Role.REVIEWER): lambda request: review.accept(request, REVIEWER, POLICY, KEY, START),
    (Action.DECLINE, Role.REVIEWER): lambda request: review.decline(request, REVIEWER, "Unknown.", START),
    (Action.APPROVE, Role.APPROVER): lambda request: approval.approve(request, nominated(request), True, START),
    (Action.DECLINE, Role.APPROVER): lambda request: approval.decline(
        request, nominated(request), "not_needed", "", START
    ),
    (Action.FORWARD, Role.APPROVER): lambda request: forwarded(request, "dean@univ.example"),
    (Action.RESEND, Role.REQUESTER): lambda request: nominations.resend(request, "1", POLICY, KEY, START),
    (Action.REASSIGN, Role.REQUESTER): lambda request: nominations.reassign(
        request, replacement("dean@univ.example"), RULES, POLICY, KEY, START
    ),
    (Action.WITHDRAW, Role.REQUESTER): lambda request: closing.withdraw(request, "", START),
    (Action.HAND_OVER, Role.REQUESTER): lambda request: team.hand_over(
        request, MailAddress.parse(SUCCESSOR.email), SUCCESSOR, RULES, START
    ),
}
STATUSES_AND_OPERATIONS = list(product(RequestStatus, OPERATIONS))


@pytest.mark.parametrize(("row", "following"), list(ROWS.items()))
def test_every_row_leads_to_its_status(row: tuple[RequestStatus, Action, Role], following: RequestStatus) -> None:
    assert next_status(*row) is following


@pytest.mark.parametrize(("status", "action", "role"), MISSING_ROWS)
def test_every_other_combination_is_refused_with_its_facts(status: RequestStatus, action: Action, role: Role) -> None:
    with refuses(Problem.ACTION_NOT_ALLOWED) as refusal:
        next_status(status, action, role)
    assert refusal.value.facts == {"current_status": status, "action": action}


@pytest.mark.parametrize(("status", "role"), list(product(RequestStatus, Role)))
def test_allowed_actions_are_the_rows_of_the_transition_table(status: RequestStatus, role: Role) -> None:
    expected = {action for row_status, action, by in ROWS if (row_status, by) == (status, role)}
    offered = allowed_actions(status, role)
    assert set(offered) == expected
    assert len(offered) == len(expected)


def test_actions_are_offered_in_the_order_of_the_contract() -> None:
    assert allowed_actions(PENDING, Role.REQUESTER) == (
        Action.WITHDRAW,
        Action.RESEND,
        Action.REASSIGN,
        Action.HAND_OVER,
    )
    assert allowed_actions(PENDING, Role.APPROVER) == (Action.APPROVE, Action.DECLINE, Action.FORWARD)


def test_four_final_states_have_no_transitions() -> None:
    assert set(STATES) == set(RequestStatus)
    assert {status for status in RequestStatus if not STATES[status].allowed} == set(FINAL)
    assert {status for status in RequestStatus if not STATES[status].is_open} == set(FINAL)


def test_submission_leads_to_an_open_state_only() -> None:
    assert all(STATES[status].is_open for status in SUBMISSION)


@pytest.mark.parametrize(("status", "operation"), STATUSES_AND_OPERATIONS)
def test_each_operation_is_possible_exactly_where_the_table_has_its_row(
    status: RequestStatus, operation: tuple[Action, Role]
) -> None:
    request = REQUEST_IN[status]()
    following = ROWS.get((status, *operation))
    if following is None:
        with refuses(Problem.ACTION_NOT_ALLOWED):
            OPERATIONS[operation](request)
    else:
        transition = OPERATIONS[operation](request)
        assert transition is not None
        assert transition.request.status is following


@pytest.mark.parametrize("status", FINAL)
def test_final_request_never_expires(status: RequestStatus) -> None:
    request = REQUEST_IN[status]()
    assert request.status_at(request.expires_at) is status
    assert closing.expire(request, request.expires_at) is None


@pytest.mark.parametrize("open_request", [in_review(), pending()], ids=["in review", "pending"])
def test_open_request_is_expired_from_its_end_on(open_request: AccountRequest) -> None:
    assert open_request.status_at(open_request.expires_at) is RequestStatus.EXPIRED
    assert expired(open_request).status is RequestStatus.EXPIRED
