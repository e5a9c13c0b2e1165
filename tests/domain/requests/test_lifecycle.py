"""One request through any sequence of operations by everybody: invariants of its whole life."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.errors import Refused
from chalicelib.domain.events import AuditEvent, AuditKeys
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests import approval, closing, nominations, review
from chalicelib.domain.requests.eligibility import is_on_requester_side
from chalicelib.domain.requests.link_status import Link, open_link
from chalicelib.domain.requests.request import AccountRequest, Nomination, NominationState, Transition
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.unit_of_work.commit import writes_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import AppendEvent
from tests.domain.requests.stories import (
    KEY,
    OUTSIDER,
    PARTNER,
    POLICY,
    REVIEWER,
    RULES,
    START,
    forwarded,
    link_of,
    replacement,
    submission_transition,
)

Decide = Callable[[AccountRequest, datetime], Transition | None]
ByLink = Callable[[AccountRequest, Nomination, datetime], Transition | None]

AUDIT = AuditKeys({"k1": b"a key"})
PORTS = cast(Ports, SimpleNamespace(audit=AUDIT))

people = st.sampled_from([*(f"p{number}@univ.example" for number in range(6)), "P1+x@univ.example", OUTSIDER])
strangers = st.sampled_from([PARTNER.email, "boss@reseller.example", "who@elsewhere.example"])
numbers = st.integers(1, 12).map(str)
generations = st.integers(0, 4)
pauses = st.sampled_from(
    [timedelta(0), timedelta(minutes=9), timedelta(minutes=10), timedelta(days=5), timedelta(days=14)]
)


class OneRequest(RuleBasedStateMachine):
    """The requester, two sides of links, a reviewer, the schedule and time act in any order."""

    request: AccountRequest
    ended: AccountRequest | None = None
    promised_end: datetime | None = None

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.events: list[AuditEvent] = []
        self.deciders: list[Nomination | None] = []

    def commit(self, before: AccountRequest | None, transition: Transition) -> None:
        self.request, writes = writes_for(PORTS, before, transition, self.now)
        self.events += [write.event for write in writes if isinstance(write, AppendEvent)]
        if self.request.status is RequestStatus.PENDING and self.promised_end is None:
            self.promised_end = self.request.expires_at
        if not self.request.state.is_open:
            self.ended = self.request

    def act(self, decide: Decide) -> bool:
        try:
            transition = decide(self.request, self.now)
        except Refused:
            return False
        if transition is not None:
            self.commit(self.request, transition)
        return transition is not None

    def act_by_link(self, number: str, generation: int, operation: ByLink) -> Nomination | None:
        """Act through a link; return the nomination that acted, as it was before."""
        link = Link(self.request.request_id, number, generation)
        before = self.request.nomination(number)
        done = self.act(lambda request, now: operation(request, open_link(request, link, now), now))
        return before if done else None

    @initialize(asked=st.lists(people, min_size=1, max_size=3, unique_by=lambda email: email[:2].lower()))
    def submit(self, asked: Sequence[str]) -> None:
        self.commit(None, submission_transition(customer_emails=tuple(asked)))

    @rule(pause=pauses)
    def wait(self, pause: timedelta) -> None:
        self.now += pause

    @rule()
    def accept(self) -> None:
        self.act(lambda request, now: review.accept(request, REVIEWER, POLICY, KEY, now))

    @precondition(lambda self: len(self.events) > 3)
    @rule()
    def reviewer_declines(self) -> None:
        if self.act(lambda request, now: review.decline(request, REVIEWER, "Unknown.", now)):
            self.deciders.append(None)

    @precondition(lambda self: len(self.events) > 3)
    @rule()
    def withdraw(self) -> None:
        self.act(lambda request, now: closing.withdraw(request, "", now))

    @rule()
    def sweep(self) -> None:
        self.act(closing.expire)

    @rule(number=st.none() | numbers)
    def resend(self, number: str | None) -> None:
        self.act(lambda request, now: nominations.resend(request, number, POLICY, KEY, now))

    @rule(number=numbers, email=people | strangers)
    def reassign(self, number: str, email: str) -> None:
        to = replacement(email, number)
        self.act(lambda request, now: nominations.reassign(request, to, RULES, POLICY, KEY, now))

    @rule(number=numbers, generation=generations)
    def approve(self, number: str, generation: int) -> None:
        by = self.act_by_link(
            number, generation, lambda request, holder, now: approval.approve(request, holder, True, now)
        )
        self.record_decider(by, generation)

    @rule(number=numbers, generation=generations)
    def decline(self, number: str, generation: int) -> None:
        by = self.act_by_link(
            number, generation, lambda request, holder, now: approval.decline(request, holder, "not_needed", "", now)
        )
        self.record_decider(by, generation)

    @rule(number=numbers, generation=generations, email=people | strangers, confirmed=st.booleans())
    def forward(self, number: str, generation: int, email: str, confirmed: bool) -> None:
        def operation(request: AccountRequest, holder: Nomination, now: datetime) -> Transition:
            return forwarded(request, email, holder.nomination_id, now, outside_domain_confirmed=confirmed)

        self.act_by_link(number, generation, operation)

    @rule(number=numbers)
    def renew(self, number: str) -> None:
        if self.request.nomination(number) is not None:
            self.act(lambda request, now: nominations.renew(request, link_of(request, number), POLICY, KEY, now))

    def record_decider(self, by: Nomination | None, generation: int) -> None:
        if by is not None:
            assert by.is_waiting
            assert by.generation == generation
            self.deciders.append(by)

    @invariant()
    def at_most_one_decision_is_made(self) -> None:
        decided = [nomination for nomination in self.request.nominations if nomination.state is NominationState.DECIDED]
        assert len(self.deciders) <= 1
        assert len(decided) == sum(decider is not None for decider in self.deciders)

    @invariant()
    def final_request_never_changes(self) -> None:
        assert self.ended is None or self.request == self.ended

    @invariant()
    def open_request_has_waiting_approvers_without_duplicates(self) -> None:
        waiting = [MailAddress.parse(nomination.email).folded for nomination in self.request.waiting()]
        assert len(waiting) == len(set(waiting))
        assert bool(waiting) is self.request.state.is_open

    @invariant()
    def each_transition_is_one_sealed_event(self) -> None:
        assert self.request.event_count == len(self.events)
        assert AUDIT.holds(self.events, self.request.last_seal, self.request.event_count)

    @invariant()
    def end_is_fixed_once_the_request_is_pending(self) -> None:
        assert self.promised_end in (None, self.request.expires_at)
        ends = [nomination.link_expires_at for nomination in self.request.nominations if nomination.link_expires_at]
        assert all(end <= self.request.expires_at for end in ends)

    @invariant()
    def nobody_on_the_requesters_side_is_nominated(self) -> None:
        own = MailAddress.parse(PARTNER.email)
        asked = [MailAddress.parse(nomination.email) for nomination in self.request.nominations]
        assert not any(is_on_requester_side(email, own, self.request.registrable_domain, RULES) for email in asked)


OneRequest.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestOneRequest = OneRequest.TestCase
