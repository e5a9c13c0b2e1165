"""The table of states, every row of it."""

from itertools import product

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.proofs.states import (
    PROOF_STATES,
    ProofAction,
    ProofStatus,
    allowed_proof_actions,
    next_proof_status,
)

ASKED, PROVED, LAPSED, EXPIRED, WITHDRAWN = ProofStatus
LEADS_TO = {
    (ASKED, ProofAction.CHECK): ASKED,
    (ASKED, ProofAction.WITHDRAW): WITHDRAWN,
    (ASKED, ProofAction.FIND): PROVED,
    (ASKED, ProofAction.EXPIRE): EXPIRED,
    (PROVED, ProofAction.CHECK): PROVED,
    (PROVED, ProofAction.WITHDRAW): WITHDRAWN,
    (PROVED, ProofAction.FIND): PROVED,
    (PROVED, ProofAction.LAPSE): LAPSED,
    (LAPSED, ProofAction.ASK): ASKED,
    (EXPIRED, ProofAction.ASK): ASKED,
    (WITHDRAWN, ProofAction.ASK): ASKED,
}


@pytest.mark.parametrize(("status", "action"), list(product(ProofStatus, ProofAction)))
def test_action_leads_where_the_table_says_or_is_refused(status: ProofStatus, action: ProofAction) -> None:
    if (status, action) in LEADS_TO:
        assert next_proof_status(status, action) is LEADS_TO[status, action]
        return
    with pytest.raises(Refused) as refusal:
        next_proof_status(status, action)
    assert refusal.value.problem is Problem.ACTION_NOT_ALLOWED
    assert refusal.value.facts == {"proof_status": status.value}


@pytest.mark.parametrize(
    ("status", "actions"),
    [
        (ASKED, (ProofAction.CHECK, ProofAction.WITHDRAW)),
        (PROVED, (ProofAction.CHECK, ProofAction.WITHDRAW)),
        (LAPSED, (ProofAction.ASK,)),
        (EXPIRED, (ProofAction.ASK,)),
        (WITHDRAWN, (ProofAction.ASK,)),
    ],
)
def test_holder_does_what_is_not_automatic(status: ProofStatus, actions: tuple[ProofAction, ...]) -> None:
    assert allowed_proof_actions(status) == actions


def test_only_a_proved_domain_counts() -> None:
    assert [status for status in ProofStatus if PROOF_STATES[status].counts] == [PROVED]


def test_what_is_asked_or_proved_is_under_way() -> None:
    assert [status for status in ProofStatus if PROOF_STATES[status].is_under_way] == [ASKED, PROVED]


def test_each_status_has_an_event_of_its_own() -> None:
    assert len({state.event for state in PROOF_STATES.values()}) == len(ProofStatus)
