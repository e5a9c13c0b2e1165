"""The table of states, every row of it."""

from itertools import product

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.recovery.states import (
    EVENTS,
    RECOVERY_STATES,
    SIDES,
    RecoveryAction,
    RecoverySide,
    RecoveryStatus,
    allowed_recovery_actions,
    next_recovery_status,
)

IN_REVIEW, NOTICE, RECOVERED, STOPPED, DECLINED, WITHDRAWN, EXPIRED = RecoveryStatus
OVER = (RECOVERED, STOPPED, DECLINED, WITHDRAWN, EXPIRED)
A = RecoveryAction
LEADS_TO = {
    (IN_REVIEW, A.APPROVE): IN_REVIEW,
    (IN_REVIEW, A.APPROVE_AS_SECOND): NOTICE,
    (IN_REVIEW, A.DECLINE): DECLINED,
    (IN_REVIEW, A.WITHDRAW): WITHDRAWN,
    (IN_REVIEW, A.STOP): STOPPED,
    (IN_REVIEW, A.EXPIRE): EXPIRED,
    (NOTICE, A.STOP): STOPPED,
    (NOTICE, A.SEND_BACK): IN_REVIEW,
    (NOTICE, A.LOSE_PROOF): IN_REVIEW,
    (NOTICE, A.WITHDRAW): WITHDRAWN,
    (NOTICE, A.REMIND): NOTICE,
    (NOTICE, A.FINISH): RECOVERED,
    **{(status, A.ASK): IN_REVIEW for status in OVER},
    **{(status, A.ASK_WITH_PROOF): NOTICE for status in OVER},
}


@pytest.mark.parametrize(("status", "action"), list(product(RecoveryStatus, RecoveryAction)))
def test_action_leads_where_the_table_says_or_is_refused(status: RecoveryStatus, action: RecoveryAction) -> None:
    if (status, action) in LEADS_TO:
        assert next_recovery_status(status, action) is LEADS_TO[status, action]
        return
    with pytest.raises(Refused) as refusal:
        next_recovery_status(status, action)
    assert refusal.value.problem is Problem.ACTION_NOT_ALLOWED
    assert refusal.value.facts == {"recovery_status": status.value}


@pytest.mark.parametrize("status", RecoveryStatus)
def test_only_review_and_notice_keep_others_from_asking(status: RecoveryStatus) -> None:
    assert RECOVERY_STATES[status].is_under_way is (status in (IN_REVIEW, NOTICE))


@pytest.mark.parametrize(
    ("status", "side", "actions"),
    [
        (IN_REVIEW, RecoverySide.CANDIDATE, (A.WITHDRAW,)),
        (IN_REVIEW, RecoverySide.REVIEWER, (A.APPROVE, A.DECLINE)),
        (IN_REVIEW, RecoverySide.NOTIFIED, (A.STOP,)),
        (NOTICE, RecoverySide.CANDIDATE, (A.WITHDRAW,)),
        (NOTICE, RecoverySide.REVIEWER, ()),
        (NOTICE, RecoverySide.NOTIFIED, (A.STOP, A.SEND_BACK)),
        *((status, RecoverySide.CANDIDATE, (A.ASK,)) for status in OVER),
        *((status, RecoverySide.REVIEWER, ()) for status in OVER),
    ],
)
def test_each_side_does_what_is_its_own(
    status: RecoveryStatus, side: RecoverySide, actions: tuple[RecoveryAction, ...]
) -> None:
    assert allowed_recovery_actions(status, side) == actions


def test_reviewers_give_no_administrator_by_any_row() -> None:
    assert [status for (status, action), to in LEADS_TO.items() if to is RECOVERED] == [NOTICE]
    assert SIDES[A.FINISH] is RecoverySide.SYSTEM


def test_every_action_is_an_event() -> None:
    assert set(EVENTS) == set(SIDES) == set(RecoveryAction)
