"""A process that dies at any call of a recovery leaves one outcome after a retry, and the trail tells it once."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.recovery.due import process_due_recovery
from chalicelib.services.recovery.objecting import object_to_recovery
from infra.verify import all_trail_ids, holds
from tests.backends.observable_table import MOMENTS, KilledError, Moment, killed_at
from tests.services.access.stories import Account
from tests.services.recovery.conftest import ADMINISTRATOR, CANDIDATE, SECOND_REVIEWER, Recovering
from tests.world import REVIEWER, world

Act = Callable[[], object]
Steps = tuple[EventKind, ...]
BOSS, ASKER = str(ADMINISTRATOR.email), str(CANDIDATE.email)
ASKED, APPROVED, REMINDED = EventKind.RECOVERY_ASKED, EventKind.RECOVERY_APPROVED, EventKind.RECOVERY_REMINDED
# What a retry is told whose first attempt was committed.
DONE = {None, Problem.RECOVERY_EXISTS, Problem.ALREADY_DECIDED, Problem.ACTION_NOT_ALLOWED}


def asking(recovering: Recovering) -> Act:
    return recovering.ask


def asking_with_proof(recovering: Recovering) -> Act:
    recovering.prove()
    recovering.world.work()
    return recovering.ask


def approving(recovering: Recovering) -> Act:
    recovering.ask()
    recovering.approve(REVIEWER)
    recovering.world.work()
    return lambda: recovering.approve(SECOND_REVIEWER)


def objecting(recovering: Recovering) -> Act:
    asking_with_proof(recovering)()
    token = recovering.objection_of(BOSS)
    return lambda: object_to_recovery(recovering.world.ports, token)


def _due(recovering: Recovering, *days: int) -> Act:
    """Return the work of the last of these days, the others being done."""
    asking_with_proof(recovering)()
    recovering.world.work()
    *before, last = days
    for more in before:
        recovering.pass_(days=more)
    recovering.world.clock.advance(days=last)
    return lambda: process_due_recovery(recovering.world.ports, recovering.current.recovery_id)


def notifying_again(recovering: Recovering) -> Act:
    return _due(recovering, 3)


def seventh_day(recovering: Recovering) -> Act:
    return _due(recovering, 3, 3, 1)


# What each leads to: status, trail, administrators, and how many mails each has who gets any.
OUTCOMES: Mapping[Callable[[Recovering], Act], tuple[RecoveryStatus, Steps, list[str], Mapping[str, int]]] = {
    asking: (RecoveryStatus.IN_REVIEW, (ASKED,), [BOSS], {ASKER: 1, "reviewer@vendor.example": 1}),
    asking_with_proof: (RecoveryStatus.NOTICE, (ASKED,), [BOSS], {ASKER: 2, BOSS: 1}),
    approving: (
        RecoveryStatus.NOTICE,
        (ASKED, APPROVED, APPROVED),
        [BOSS],
        {ASKER: 2, BOSS: 1, "reviewer@vendor.example": 1},
    ),
    objecting: (RecoveryStatus.STOPPED, (ASKED, EventKind.RECOVERY_STOPPED), [BOSS], {ASKER: 3, BOSS: 1}),
    notifying_again: (RecoveryStatus.NOTICE, (ASKED, REMINDED), [BOSS], {ASKER: 2, BOSS: 2}),
    seventh_day: (
        RecoveryStatus.RECOVERED,
        (ASKED, REMINDED, REMINDED, EventKind.RECOVERED),
        [BOSS, ASKER],
        {ASKER: 3, BOSS: 3},
    ),
}


def refusal(act: Act) -> Problem | None:
    """Return the problem that is reported, if any."""
    try:
        act()
    except Refused as refused:
        return refused.problem
    return None


def outcome(recovering: Recovering) -> object:
    """Return what became of it, and how many mails each has; every trail of the system holds."""
    recovering.world.work()
    container = recovering.world.container
    assert all(holds(container, trail_id) for trail_id in all_trail_ids(container))
    mails = Counter(mail["To"] for mail in recovering.world.mailbox())
    return recovering.current.status, tuple(recovering.kinds), recovering.administrators(), dict(mails)


def dies(recovering: Recovering, act: Act, call: int, moment: Moment) -> bool:
    """Whether the process dies at this call before the step is done."""
    try:
        with killed_at(recovering.world.table, call, moment):
            refusal(act)
    except KilledError:
        return True
    return False


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("story", OUTCOMES, ids=lambda story: story.__name__)
def test_a_crash_at_any_call_and_a_retry_have_the_outcome_of_no_crash(
    story: Callable[[Recovering], Act], moment: Moment
) -> None:
    for call in count(1):
        with world() as fresh:
            recovering = Recovering(fresh, Account.of(fresh))
            act = story(recovering)
            died = dies(recovering, act, call, moment)
            if died:
                assert refusal(act) in DONE
            assert outcome(recovering) == OUTCOMES[story], call
        if not died:
            assert call > 2
            return
