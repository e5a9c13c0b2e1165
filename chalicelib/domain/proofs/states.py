"""The table of a domain proof: what may happen in each status, and where it leads. No other code decides."""

from collections.abc import Mapping
from dataclasses import KW_ONLY
from enum import StrEnum

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.value_classes import value_class


class ProofStatus(StrEnum):
    """Status of a domain proof. From each of the last three it can be asked for again."""

    ASKED = "asked"
    PROVED = "proved"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ProofAction(StrEnum):
    """What can happen to a domain proof. The holder does the first three, a check the others."""

    ASK = "ask"
    CHECK = "check"
    WITHDRAW = "withdraw"
    FIND = "find"
    LAPSE = "lapse"
    EXPIRE = "expire"


@value_class
class Step:
    """An action and the status it leads to; the holder may do it unless it is automatic."""

    action: ProofAction
    next_status: ProofStatus
    is_automatic: bool = False


@value_class
class ProofState:
    """Properties of every proof with one status. No column has a default, so a new row must state all of them.

    `counts`: it is evidence that the domain is the holder's.
    `is_under_way`: it is checked by the timetable, and counts towards the most that one holder may have.
    `event`: tells in the trail that this status began.
    """

    _: KW_ONLY
    event: EventKind
    counts: bool
    is_under_way: bool
    steps: tuple[Step, ...]


_ASK_AGAIN = (Step(ProofAction.ASK, ProofStatus.ASKED),)

PROOF_STATES: Mapping[ProofStatus, ProofState] = {
    ProofStatus.ASKED: ProofState(
        event=EventKind.DOMAIN_PROOF_ASKED,
        counts=False,
        is_under_way=True,
        steps=(
            Step(ProofAction.CHECK, ProofStatus.ASKED),
            Step(ProofAction.WITHDRAW, ProofStatus.WITHDRAWN),
            Step(ProofAction.FIND, ProofStatus.PROVED, is_automatic=True),
            Step(ProofAction.EXPIRE, ProofStatus.EXPIRED, is_automatic=True),
        ),
    ),
    ProofStatus.PROVED: ProofState(
        event=EventKind.DOMAIN_PROVED,
        counts=True,
        is_under_way=True,
        steps=(
            Step(ProofAction.CHECK, ProofStatus.PROVED),
            Step(ProofAction.WITHDRAW, ProofStatus.WITHDRAWN),
            Step(ProofAction.FIND, ProofStatus.PROVED, is_automatic=True),
            Step(ProofAction.LAPSE, ProofStatus.LAPSED, is_automatic=True),
        ),
    ),
    ProofStatus.LAPSED: ProofState(
        event=EventKind.DOMAIN_PROOF_LAPSED, counts=False, is_under_way=False, steps=_ASK_AGAIN
    ),
    ProofStatus.EXPIRED: ProofState(
        event=EventKind.DOMAIN_PROOF_EXPIRED, counts=False, is_under_way=False, steps=_ASK_AGAIN
    ),
    ProofStatus.WITHDRAWN: ProofState(
        event=EventKind.DOMAIN_PROOF_WITHDRAWN, counts=False, is_under_way=False, steps=_ASK_AGAIN
    ),
}


def allowed_proof_actions(status: ProofStatus) -> tuple[ProofAction, ...]:
    """Return what the holder may do, in the order of the table."""
    return tuple(step.action for step in PROOF_STATES[status].steps if not step.is_automatic)


def next_proof_status(status: ProofStatus, action: ProofAction) -> ProofStatus:
    """Return the status that the action leads to. Raises `action-not-allowed` if the table has no such step."""
    for step in PROOF_STATES[status].steps:
        if step.action is action:
            return step.next_status
    raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"proof_status": status.value})
