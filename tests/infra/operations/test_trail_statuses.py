"""Which status a record may have after each kind of event: the same as the rules of the domain lead to."""

from enum import StrEnum
from itertools import product

import pytest

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Facts
from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.proofs.states import PROOF_STATES
from chalicelib.domain.recovery.states import EVENTS, RECOVERY_STATES
from chalicelib.domain.requests.transitions import STATES, SUBMISSION, Action, RequestStatus
from infra.audit_trails.statuses import STATUSES_AFTER, follows
from tests.domain.requests.stories import START

KIND_OF = {
    Action.ACCEPT: EventKind.ACCEPTED,
    Action.APPROVE: EventKind.APPROVED,
    Action.DECLINE: EventKind.DECLINED,
    Action.FORWARD: EventKind.FORWARDED,
    Action.RESEND: EventKind.RESENT,
    Action.REASSIGN: EventKind.REASSIGNED,
    Action.HAND_OVER: EventKind.HANDED_OVER,
    Action.WITHDRAW: EventKind.WITHDRAWN,
    Action.EXPIRE: EventKind.EXPIRED,
}
# Events that are no action of the table: they leave a pending request as it is.
OF_PENDING = {EventKind.RENEWED, EventKind.MAILED_AGAIN}
OF_ACCESS = {
    EventKind.ACCESS_REQUESTED: AccessStatus.PENDING,
    EventKind.ACCESS_APPROVED: AccessStatus.APPROVED,
    EventKind.ACCESS_DECLINED: AccessStatus.DECLINED,
    EventKind.ACCESS_ESCALATED: AccessStatus.PENDING,
}


def event(kind: EventKind, details: Facts) -> AuditEvent:
    return AuditEvent("request-1", 1, START, kind, Actor(Role.SYSTEM), details, "k1")


def led_to(kind: EventKind) -> set[StrEnum]:
    """Return the statuses that the domain's tables give a record with an event of this kind."""
    if kind is EventKind.SUBMITTED:
        return set(SUBMISSION)
    if kind is EventKind.REMINDED:
        return {status for status, state in STATES.items() if state.wait} | {AccessStatus.PENDING}
    if kind in OF_PENDING:
        return {RequestStatus.PENDING}
    if kind in OF_ACCESS:
        return {OF_ACCESS[kind]}
    if kind in KIND_OF.values():
        allowed = (one for state in STATES.values() for one in state.allowed)
        return {one.next_status for one in allowed if KIND_OF[one.action] is kind}
    of_proofs = {status for status, state in PROOF_STATES.items() if state.event is kind}
    if of_proofs:
        return {*of_proofs}
    of_recoveries = {action for action, event in EVENTS.items() if event is kind}
    if of_recoveries:
        steps = [state.steps for state in RECOVERY_STATES.values()]
        return {found[action] for found in steps for action in of_recoveries if action in found}
    return set() if kind is EventKind.TRAILS_SEALED else {AccountStatus.ACTIVE}


@pytest.mark.parametrize("kind", EventKind)
def test_statuses_after_an_event_are_those_that_the_rules_lead_to(kind: EventKind) -> None:
    assert led_to(kind) == STATUSES_AFTER[kind]


@pytest.mark.parametrize(("kind", "stated"), list(product(EventKind, RequestStatus)))
def test_event_that_states_a_status_is_followed_by_that_status_alone(kind: EventKind, stated: RequestStatus) -> None:
    followed = {status for status in RequestStatus if follows(status, event(kind, {"status_to": stated.value}))}
    assert followed == {stated} & STATUSES_AFTER[kind]
