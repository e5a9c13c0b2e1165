"""A decision and its event say who decided, by which nomination and what was confirmed."""

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.requests import approval, closing
from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.domain.requests.link_status import refuse_not_waiting
from chalicelib.domain.requests.request import ReasonCode
from tests.domain.requests.stories import (
    ADMINISTRATOR,
    PARTNER,
    START,
    access_approved,
    access_asked,
    forwarded,
    nominated,
    pending,
)

APPROVER = Actor(Role.APPROVER, "i•••@univ.example")


def test_approval_names_nomination_generation_and_statement() -> None:
    transition = approval.approve(pending(), nominated(pending()), authority_confirmed=True, now=START)
    decision = transition.request.decision
    assert decision is not None
    assert (decision.by, decision.nomination_id, decision.generation) == ("it@univ.example", "1", 1)
    assert decision.authority_statement == AUTHORITY_STATEMENT
    details: dict[str, str | int] = {"nomination": "1", "generation": 1, "authority_statement": AUTHORITY_STATEMENT}
    assert transition.event == EventDraft(EventKind.APPROVED, APPROVER, details)


def test_decline_names_nomination_generation_code_and_reason() -> None:
    transition = approval.decline(pending(), nominated(pending()), "other", "Not this year.", START)
    decision = transition.request.decision
    assert decision is not None
    assert (decision.by, decision.nomination_id, decision.generation) == ("it@univ.example", "1", 1)
    assert (decision.reason_code, decision.reason) == (ReasonCode.OTHER, "Not this year.")
    details: dict[str, str | int] = {"nomination": "1", "generation": 1, "reason_code": "other"}
    assert transition.event == EventDraft(EventKind.DECLINED, APPROVER, details)


def test_withdrawal_names_the_requester() -> None:
    event = closing.withdraw(pending(), "", START).event
    assert event == EventDraft(EventKind.WITHDRAWN, Actor(Role.REQUESTER, PARTNER.person_id))


def test_granted_access_names_administrator_and_role() -> None:
    event = access_approved(access_asked().request).event
    assert event.kind is EventKind.ACCESS_APPROVED
    assert event.actor.who == ADMINISTRATOR.person_id
    assert event.details == {"role": "virtual_account_administrator"}


def test_approver_who_was_replaced_cannot_decide() -> None:
    with pytest.raises(Refused) as refused:
        refuse_not_waiting(nominated(forwarded(pending(), "dean@univ.example").request))
    assert refused.value.problem is Problem.ACTION_NOT_ALLOWED


def test_requester_is_never_shown_by_a_name_that_holds_an_address() -> None:
    assert Requester("person-1", "pat@reseller.example", "Boss <ceo@big.example>", "en").name == "pat"
    assert Requester("person-1", "pat@reseller.example", "Pat Partner", "en").name == "Pat Partner"
