"""Requests in the state that a test starts from, reached by the domain's own transitions at fixed instants."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.access import ask, decide
from chalicelib.domain.access.ask import AccessRequestForm, AccessTransition, AskedAccount
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, PendingInbox
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, SmartAccount
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person, Requester
from chalicelib.domain.mails import MailDraft
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests import approval, closing, review
from chalicelib.domain.requests.forwarding import Forwarding, forward
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest, Nomination, Transition
from chalicelib.domain.requests.submission import Form, NewIds, read_form, submit
from chalicelib.domain.requests.text_fields import TextField
from chalicelib.domain.requests.transitions import RequestStatus
from tests.forms import with_fields

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
RULES = DomainRules(bundled_suffixes(), example_domains=True)
POLICY = Policy()
KEY = "k1"

PARTNER = Requester("person-1", "partner@reseller.example", "Pat Partner", "fr")
REVIEWER = Person("person-2", MailAddress.parse("rae@vendor.example"), "Rae Reviewer", "en", frozenset({"reviewers"}))
IDS = NewIds("request-1", "account-1", "SAR-0000-0001")
FORM = Form(
    account_name="University of Example",
    domain_identifier="univ.example",
    customer_emails=("it@univ.example", "cio@univ.example"),
    texts={
        TextField.NOTE_TO_REVIEWER: "Long-standing customer.",
        TextField.NOTE_TO_CUSTOMER: "For the licences of order 4711.",
    },
)
OUTSIDER = "boss@holding.example"

ADMINISTRATOR = Person("person-3", MailAddress.parse("ada@univ.example"), "Ada Admin", "en", frozenset())
RIGHTS = Rights(frozenset({AccessRole.SMART_ACCOUNT_ADMINISTRATOR}))
ACCOUNT = SmartAccount(
    "account-2", "University of Example", "univ.example", "univ.example", AccountStatus.ACTIVE, START
)
VIRTUAL_ACCOUNTS = {"part-1": "Research", "part-2": "Teaching"}
ACCESS_FORM = AccessRequestForm(
    "virtual_accounts", "virtual_account_administrator", ("part-1", "part-2"), "For the licences of order 4711."
)


def refuses(problem: Problem) -> pytest.RaisesExc[Refused]:
    """Expect exactly this problem."""
    return pytest.raises(Refused, match=f"^{problem.value}$")


def submission_transition(
    policy: Policy = POLICY, by: Requester = PARTNER, now: datetime = START, **changed: Any
) -> Transition:
    """A submission of the usual form with some fields changed."""
    return submit(read_form(with_fields(FORM, **changed), by, RULES, policy), by, IDS, policy, KEY, now)


def pending(**changed: Any) -> AccountRequest:
    """Return a request whose addresses all match, so that it waits for the customer."""
    return submission_transition(**changed).request


def in_review(**changed: Any) -> AccountRequest:
    """Return a request in review, with an address outside the domain."""
    return submission_transition(**{"customer_emails": ("it@univ.example", OUTSIDER)} | changed).request


def accepted(now: datetime = START, **changed: Any) -> AccountRequest:
    """Return a request that a reviewer has accepted."""
    return review.accept(in_review(**changed), REVIEWER, POLICY, KEY, now).request


def nominated(request: AccountRequest, nomination_id: str = "1") -> Nomination:
    """Return the nomination with that id, which must exist."""
    found = request.nomination(nomination_id)
    assert found is not None
    return found


def link_of(request: AccountRequest, nomination_id: str = "1") -> Link:
    """Return the nomination's current link."""
    return Link(request.request_id, nomination_id, nominated(request, nomination_id).generation)


def forwarding_input(email: str, **changed: Any) -> Forwarding:
    """Return a forwarder's input."""
    return replace(Forwarding(MailAddress.parse(email), "", "en", outside_domain_confirmed=False), **changed)


def forwarded(request: AccountRequest, email: str, by: str = "1", now: datetime = START, **changed: Any) -> Transition:
    """Return the forwarding of the nomination to that address."""
    return forward(request, nominated(request, by), forwarding_input(email, **changed), RULES, POLICY, KEY, now)


def replacement(email: str, nomination_id: str = "1", language: str | None = None) -> Replacement:
    """Return a requester's replacement of an approver."""
    return Replacement(nomination_id, MailAddress.parse(email), language)


def approved(request: AccountRequest, by: str = "1", now: datetime = START) -> AccountRequest:
    """Return the request as approved by that nomination."""
    return approval.approve(request, nominated(request, by), authority_confirmed=True, now=now).request


def expired(request: AccountRequest) -> AccountRequest:
    """Return the request as expired, at the exact instant."""
    transition = closing.expire(request, request.expires_at)
    assert transition is not None
    return transition.request


REQUEST_IN: dict[RequestStatus, Callable[[], AccountRequest]] = {
    RequestStatus.PENDING_REVIEW: in_review,
    RequestStatus.PENDING: pending,
    RequestStatus.APPROVED: lambda: approved(pending()),
    RequestStatus.DECLINED: lambda: review.decline(in_review(), REVIEWER, "No such customer.", START).request,
    RequestStatus.WITHDRAWN: lambda: closing.withdraw(pending(), "", START).request,
    RequestStatus.EXPIRED: lambda: expired(pending()),
}


def kinds_and_recipients(mails: tuple[MailDraft, ...]) -> list[tuple[str, str]]:
    """Return each mail's kind and recipient; an audience without a recipient is named instead."""
    return [(mail.kind.value, mail.to or mail.audience.value) for mail in mails]


def access_asked(account: SmartAccount = ACCOUNT, **changed: Any) -> AccessTransition:
    """Return the usual request for access with some fields changed, by a person without access."""
    form = replace(ACCESS_FORM, **changed)
    of = AskedAccount(account, VIRTUAL_ACCOUNTS, PendingInbox(account.account_id), lambda _: True)
    return ask.ask(form, "access-1", PARTNER, of, Rights(), POLICY, START)


def access_approved(request: AccessRequest, **chosen: Any) -> AccessTransition:
    """Return the approval by an administrator, as requested except for what they chose instead."""
    return decide.approve(request, ADMINISTRATOR, RIGHTS, Choice(**chosen), VIRTUAL_ACCOUNTS, START)


def access_approved_by_reviewer(request: AccessRequest) -> AccessTransition:
    """Return the approval by a reviewer, of a request that waited for long, as if its address matched."""
    matching = replace(request, address_matches=True)
    choice = Choice(role="virtual_account_viewer")
    return decide.approve(matching, REVIEWER, Rights(), choice, VIRTUAL_ACCOUNTS, START + timedelta(days=31))


def access_declined(request: AccessRequest, reason: str = "") -> AccessTransition:
    """Return the decline by an administrator."""
    return decide.decline(request, ADMINISTRATOR, RIGHTS, reason, START)
