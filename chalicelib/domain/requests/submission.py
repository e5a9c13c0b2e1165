"""Submit a request: validate the form, apply the review gate, and make the new request."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import field
from datetime import datetime
from typing import Any

from chalicelib.domain import text
from chalicelib.domain.accounts.account import AccountType
from chalicelib.domain.accounts.proposed_access import ProposedAccess, read_proposals
from chalicelib.domain.errors import FieldCode, FieldError, Invalid, Problem
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor
from chalicelib.domain.identity.domain_identifier import DomainIdentifier, DomainRules, matches
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.languages import DEFAULT_LANGUAGE, language
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy, ReviewGate
from chalicelib.domain.requests.eligibility import is_on_requester_side, may_be_member
from chalicelib.domain.requests.nominations import enter_pending
from chalicelib.domain.requests.reminder_days import remind_next
from chalicelib.domain.requests.request import AccountRequest, Nomination, Transition
from chalicelib.domain.requests.team import OWN, Team
from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class


@value_class
class Form:
    """Unvalidated input of the requester. `proposed` are addresses by field (`PROPOSED_ROLES`); `faults` are errors in
    its structure, found while it was read.
    """

    account_name: str
    domain_identifier: str
    customer_emails: tuple[str, ...]
    account_type: str = AccountType.CUSTOMER
    customer_language: str = DEFAULT_LANGUAGE
    texts: Mapping[TextField, str] = field(default_factory=dict)
    team_account_id: str = ""
    proposed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    faults: tuple[FieldError, ...] = ()


@value_class
class Submission:
    """A form that passed every rule that does not depend on other requests."""

    account_name: str
    identifier: DomainIdentifier
    addresses: tuple[MailAddress, ...]
    customer_language: str
    texts: Mapping[TextField, str]
    team_account_id: str = ""
    proposed_access: tuple[ProposedAccess, ...] = ()


@value_class
class NewIds:
    """The random ids of a new request and its account."""

    request_id: str
    account_id: str
    reference: str


def read_form(form: Form, requester: Requester, rules: DomainRules, policy: Policy) -> Submission:
    """Validate the form. Raises `validation-failed` with every faulty field.

    Of a holding account alone it is `holding-account-not-allowed`, of self-approval `requester-cannot-approve`.
    """
    checks = FieldChecks(form.faults)
    name = checks.read("/account_name", text.account_name, form.account_name)
    identifier = checks.read("/domain_identifier", rules.parse, form.domain_identifier)
    checks.read("/account_type", _account_type, form.account_type)
    addresses = _read_addresses(checks, form.customer_emails, policy.customer_addresses)
    chosen = checks.read("/customer_language", language, form.customer_language)
    texts = {one: checks.read(f"/{one}", rule.parse, form.texts.get(one, "")) for one, rule in TEXT_FIELDS.items()}
    _check_self_approval(checks, addresses, requester, identifier, rules)
    proposed = read_proposals(checks, form.proposed, addresses)
    checks.done(Problem.HOLDING_ACCOUNT_NOT_ALLOWED, Problem.REQUESTER_CANNOT_APPROVE)
    return Submission(name, identifier, addresses, chosen, texts, form.team_account_id, proposed)


def goes_to_review(submission: Submission, gate: ReviewGate) -> bool:
    """Whether a reviewer decides before the customer (docs/design.md "Review gate")."""
    if submission.identifier.always_reviewed or gate is ReviewGate.ALWAYS:
        return True
    identifier = submission.identifier
    mismatch = any(
        not matches(one.domain, identifier.value, identifier.registrable_domain) for one in submission.addresses
    )
    return mismatch and gate is ReviewGate.ON_MISMATCH


def submit(
    submission: Submission,
    requester: Requester,
    ids: NewIds,
    policy: Policy,
    link_key: str,
    now: datetime,
    team: Team = OWN,
) -> Transition:
    """Make the new request, in review or pending, with the mails for its state."""
    texts: Mapping[str, Any] = {one.value: written for one, written in submission.texts.items()}
    request = AccountRequest(
        request_id=ids.request_id,
        reference=ids.reference,
        status=RequestStatus.PENDING_REVIEW,
        account_id=ids.account_id,
        account_name=submission.account_name,
        domain_identifier=submission.identifier.value,
        registrable_domain=submission.identifier.registrable_domain,
        requester=requester,
        customer_language=submission.customer_language,
        nominations=_nominations(submission),
        created_at=now,
        expires_at=now + policy.review_length,
        team_account_id=team.account_id,
        team_domain=team.domain,
        proposed_access=submission.proposed_access,
        **texts,
    )
    event = EventDraft(EventKind.SUBMITTED, Actor(requester.role, requester.person_id))
    if goes_to_review(submission, policy.review_gate):
        waiting = remind_next(request, policy, now)
        return Transition(waiting, event, (MailDraft(MailKind.REVIEW_NEEDED, Audience.REVIEWERS, language=""),))
    pending, mails = enter_pending(request, policy, link_key, now)
    return Transition(pending, event, mails)


def judged_addresses(submission: Submission, requester: Requester, rules: DomainRules) -> tuple[str, ...]:
    """Return the addresses that are refused if they have a role in the team."""
    organisation = submission.identifier.registrable_domain
    return tuple(str(one) for one in submission.addresses if may_be_member(one, requester, organisation, rules))


def refuse_members(submission: Submission, members: Set[str]) -> None:
    """Raise `requester-cannot-approve` for each address with a role in the team."""
    checks = FieldChecks()
    for index, address in enumerate(submission.addresses):
        if str(address) in members:
            checks.fault(f"/customer_emails/{index}", Problem.REQUESTER_CANNOT_APPROVE)
    checks.done(Problem.REQUESTER_CANNOT_APPROVE)


def _nominations(submission: Submission) -> tuple[Nomination, ...]:
    return tuple(
        Nomination(str(number), str(address), submission.customer_language)
        for number, address in enumerate(submission.addresses, start=1)
    )


def _account_type(value: str) -> AccountType:
    if value == AccountType.CUSTOMER:
        return AccountType.CUSTOMER
    code = Problem.HOLDING_ACCOUNT_NOT_ALLOWED if value == AccountType.HOLDING else FieldCode.NOT_ONE_OF
    raise Invalid(code, choices=AccountType.CUSTOMER)


def _read_addresses(checks: FieldChecks, texts: tuple[str, ...], most: int) -> tuple[MailAddress, ...]:
    if not texts:
        checks.fault("/customer_emails", FieldCode.TOO_FEW, limit=1)
    if len(texts) > most:
        checks.fault("/customer_emails", FieldCode.TOO_MANY, limit=most)
        return ()
    addresses = [
        checks.read(f"/customer_emails/{index}", MailAddress.parse, typed) for index, typed in enumerate(texts)
    ]
    people = [address and address.folded for address in addresses]
    for index, person in enumerate(people):
        if person and person in people[:index]:
            checks.fault(f"/customer_emails/{index}", FieldCode.ADDRESS_ALREADY_ASKED)
    return tuple(addresses)


def _check_self_approval(
    checks: FieldChecks,
    addresses: tuple[MailAddress | None, ...],
    requester: Requester,
    identifier: DomainIdentifier | None,
    rules: DomainRules,
) -> None:
    """Add a fault for each address of the requester's side; of a faulty domain, for the requester's own alone."""
    own = MailAddress.parse(requester.email)
    for index, address in enumerate(addresses):
        if address and (
            is_on_requester_side(address, own, identifier.registrable_domain, rules)
            if identifier
            else address.folded == own.folded
        ):
            checks.fault(f"/customer_emails/{index}", Problem.REQUESTER_CANNOT_APPROVE)
