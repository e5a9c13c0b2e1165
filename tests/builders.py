"""Mails drafted by the domain's own transitions, one of each kind and audience, and outbox rows for them.

For some kinds there are variants: mails of the same kind and audience with another text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.access import waiting
from chalicelib.domain.access.ask import AccessTransition
from chalicelib.domain.access.inquiry import Inquiry, InquiryForm, ended, inquire
from chalicelib.domain.access.offers import Offer, new_offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.access.roles import RoleForm, new_grant
from chalicelib.domain.accounts.account import AccessRole, SmartAccount
from chalicelib.domain.digests import DIGESTS
from chalicelib.domain.identity.domain_identifier import DomainIdentifier
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.mails import Audience, Mail, MailDraft, MailKind, MailStatus
from chalicelib.domain.policy import Policy
from chalicelib.domain.proofs import changes as proof_changes
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.timetable import GONE_LENGTH
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests import closing
from chalicelib.domain.requests.delivery import notice_to_requester
from chalicelib.domain.requests.nominations import deciding_mail
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.services.mail.digests import Digest
from chalicelib.services.mail.subjects import MailSubject
from chalicelib.services.sign_in.claim_person import mail_to
from tests.domain import drafted_requests
from tests.domain.recovery.drafted import of_recoveries, variants_of_recoveries
from tests.domain.requests import stories
from tests.domain.requests.stories import POLICY, REVIEWER, START
from tests.rendering.mail.about_accounts import TO_ADMINISTRATORS

RECEIVER = "sam@far.example"
ADMINISTRATOR = "admin@univ.example"
SUCCESSOR, WATCHER = drafted_requests.SUCCESSOR, drafted_requests.WATCHER
FORWARD_MESSAGE, DECLINE_REASON = drafted_requests.FORWARD_MESSAGE, drafted_requests.DECLINE_REASON
REVIEW_REASON, WITHDRAWAL_REASON = drafted_requests.REVIEW_REASON, drafted_requests.WITHDRAWAL_REASON
REFUSAL_REASON = "Ask again once you have the order."


@dataclass(frozen=True)
class DraftedMail:
    """A draft addressed to a recipient, with its subject as it is after the commit."""

    mail_subject: MailSubject
    draft: MailDraft
    variant: str = ""

    @property
    def request(self) -> AccountRequest:
        """The request for an account that the mail is about."""
        assert isinstance(self.mail_subject, AccountRequest)
        return self.mail_subject

    @property
    def access_request(self) -> AccessRequest:
        """The request for access that the mail is about."""
        assert isinstance(self.mail_subject, AccessRequest)
        return self.mail_subject

    @property
    def mail_subject_id(self) -> str:
        """The id of the mail's subject."""
        match self.mail_subject:
            case AccountRequest(request_id=found) | AccessRequest(access_request_id=found):
                return found
            case MovedIdentity(identity_id=found):
                return found
            case Offer(account_id=found):
                return found
            case Inquiry(inquiry_id=found):
                return found
            case DomainProof(proof_id=found) | Recovery(recovery_id=found):
                return found
            case SmartAccount(account_id=found):
                return found
            case Digest():
                return "digest-1"

    def row(self, **changed: Any) -> Mail:
        """Return the outbox row of this mail."""
        return replace(Mail(self.mail_subject_id, "0001-01", self.draft, START, due_at=START), **changed)

    def in_language(self, language: str) -> "DraftedMail":
        """Return the same mail for a recipient who reads this language."""
        return replace(self, draft=replace(self.draft, language=language))


MailsByKind = Mapping[tuple[MailKind, Audience], DraftedMail]


def every_mail(**form: Any) -> MailsByKind:
    """Return one mail of each kind and audience that the domain knows, drafted from a form with these fields."""
    transitions: tuple[Transition | AccessTransition, ...] = (
        *drafted_requests.of_review(**form),
        *drafted_requests.of_customer(**form),
        *drafted_requests.of_time(**form),
        *_of_access(**form),
    )
    drafted = {
        (draft.kind, draft.audience): DraftedMail(transition.request, _addressed(draft))
        for transition in transitions
        for draft in transition.mails
    }
    of_recovery = {
        (draft.kind, draft.audience): DraftedMail(recovery, _addressed(draft))
        for recovery, draft in of_recoveries(**form)
    }
    about_requests = {**drafted, **_of_the_mail_service(**form)}
    about_people = {**_of_identities(), **_of_offers(**form), **_of_inquiries(**form), **_of_proofs()}
    return {**about_requests, **about_people, **_of_news(**form), **of_recovery}


def every_variant() -> tuple[DraftedMail, ...]:
    """Return the variants: access to a whole account, less than requested, declined; a request that reached nobody."""
    whole = stories.access_asked(scope="account", role="smart_account_user", note="")
    asked = stories.access_asked().request
    fewer = stories.access_approved(asked, role="virtual_account_viewer", virtual_account_ids=("part-1",))
    refused = stories.access_declined(asked, REFUSAL_REASON)
    unreached = closing.give_up(stories.pending(), START + timedelta(days=8))
    transitions: Mapping[str, AccessTransition | Transition] = {
        "whole": whole,
        "lower": fewer,
        "declined": refused,
        "undeliverable": unreached,
    }
    about_access = (
        DraftedMail(transition.request, _addressed(transition.mails[0]), name)
        for name, transition in transitions.items()
    )
    about_recoveries = (
        DraftedMail(recovery, _addressed(draft), name) for recovery, draft, name in variants_of_recoveries()
    )
    to_granted = MailDraft(
        MailKind.ROLE_GIVEN, Audience.RECEIVER, "en", RECEIVER, facts={"role": AccessRole.SMART_ACCOUNT_VIEWER.value}
    )
    return (*about_access, DraftedMail(stories.ACCOUNT, to_granted, "proposed"), *about_recoveries)


def _of_access(**form: Any) -> tuple[AccessTransition, ...]:
    account = replace(stories.ACCOUNT, account_name=form.get("account_name", stories.ACCOUNT.account_name))
    asked = stories.access_asked(account, note=form.get("note_to_customer", stories.ACCESS_FORM.note))
    reminded = waiting.process(asked.request, POLICY, START + timedelta(days=3))
    escalated = waiting.process(asked.request, POLICY, START + timedelta(days=30))
    assert reminded is not None
    assert escalated is not None
    reminded_too = waiting.process(escalated.request, POLICY, START + timedelta(days=31))
    expired = waiting.process(escalated.request, POLICY, START + timedelta(days=60))
    assert reminded_too is not None
    assert expired is not None
    by_reviewer = stories.access_approved_by_reviewer(escalated.request)
    withdrawn = waiting.withdraw(escalated.request, START + timedelta(days=31))
    approved = stories.access_approved(asked.request)
    return asked, reminded, escalated, reminded_too, expired, by_reviewer, withdrawn, approved


def _of_identities() -> MailsByKind:
    former, present = "https://sign-in.vendor.example", "https://identity.vendor.example/tenant"
    moved = MovedIdentity("identity-1", stories.PARTNER, present, former, START)
    draft = mail_to(moved.person)
    return {(draft.kind, draft.audience): DraftedMail(moved, draft)}


def _of_offers(**form: Any) -> MailsByKind:
    account = replace(stories.ACCOUNT, account_name=form.get("account_name", stories.ACCOUNT.account_name))
    role_form = RoleForm(RECEIVER, AccessRole.VIRTUAL_ACCOUNT_USER.value, "part-1")
    grant = new_grant(role_form, account.account_id, ["part-1"], "role-1", START)
    offer = new_offer(grant, account, stories.ADMINISTRATOR, "Research", (), START)
    draft = MailDraft(MailKind.ROLE_OFFERED, Audience.RECEIVER, "en", to=RECEIVER, facts={"offer_id": "role-1"})
    return {(draft.kind, draft.audience): DraftedMail(offer, draft)}


def _of_inquiries(**form: Any) -> MailsByKind:
    typed = form.get("account_name", stories.ACCOUNT.account_name)
    policy, note = Policy(), stories.ACCESS_FORM.note
    inquiry = replace(inquire(InquiryForm("x", note), "inquiry-1", stories.PARTNER, policy, START), account=typed)
    _, (draft,) = ended(inquiry, None, inquiry.ends_at)
    return {(draft.kind, draft.audience): DraftedMail(inquiry, draft)}


def _of_news(**form: Any) -> MailsByKind:
    account = replace(stories.ACCOUNT, account_name=form.get("account_name", stories.ACCOUNT.account_name))
    role = {"role": AccessRole.VIRTUAL_ACCOUNT_USER.value, "virtual_account_name": "Research"}
    first = closing.withdraw(stories.pending(**form), WITHDRAWAL_REASON, START).request
    second = closing.expire(stories.pending(**form), first.expires_at)
    assert second is not None
    ended = Digest([first, second.request])
    asked = Digest(access_requests=[stories.access_asked(account).request])
    waiting = Digest([stories.in_review(**form), second.request], asked.access_requests)
    digests = {
        MailKind.ENDED_NEARBY: ended,
        MailKind.OUTCOME_DIGEST: ended,
        MailKind.INQUIRY_DIGEST: asked,
        MailKind.REVIEW_DIGEST: waiting,
    }
    collected = [
        (about, _addressed(MailDraft(kind, DIGESTS[kind](POLICY).audience, ""))) for kind, about in digests.items()
    ]
    drafted: list[tuple[MailSubject, MailDraft]] = [
        (account, MailDraft(MailKind.ROLE_GIVEN, Audience.RECEIVER, "en", to=RECEIVER, facts=role)),
        (account, MailDraft(MailKind.ROLE_WITHDRAWN, Audience.RECEIVER, "en", to=RECEIVER, facts=role)),
        *((account, _addressed(draft)) for draft in TO_ADMINISTRATORS),
        *collected,
    ]
    return {(draft.kind, draft.audience): DraftedMail(subject, draft) for subject, draft in drafted}


def _of_proofs() -> MailsByKind:
    domain = DomainIdentifier(
        "xn--mnchen-3ya.univ.example", "münchen.univ.example", "univ.example", always_reviewed=False
    )
    holder, by = Holder(HolderKind.PERSON, stories.PARTNER.person_id), stories.PARTNER
    asked = proof_changes.asked(None, holder, domain, "0123456789abcdef" * 2 + "01234567", by, START)
    proved = proof_changes.checked(asked.proof, CheckResult.FOUND, START).proof
    lapsed = proof_changes.checked(proved, CheckResult.NO_RECORD, START + GONE_LENGTH)
    changes = (asked, lapsed)
    return {(draft.kind, draft.audience): DraftedMail(one.proof, draft) for one in changes for draft in one.mails}


def _of_the_mail_service(**form: Any) -> MailsByKind:
    request = stories.pending(**form)
    first = deciding_mail(MailKind.APPROVAL_NEEDED, stories.nominated(request))
    bounced = Mail(request.request_id, "0001-01", first, START, status=MailStatus.BOUNCED)
    notice = notice_to_requester(request, bounced, [bounced], START)
    assert notice is not None
    return {(notice.draft.kind, notice.draft.audience): DraftedMail(request, notice.draft)}


def _addressed(draft: MailDraft) -> MailDraft:
    to = {
        Audience.REVIEWERS: str(REVIEWER.email),
        Audience.ADMINISTRATORS: ADMINISTRATOR,
        Audience.NOTIFIED: ADMINISTRATOR,
        Audience.WATCHERS: WATCHER,
        Audience.APPROVER: ADMINISTRATOR,
    }
    return replace(draft, to=draft.to or to[draft.audience], language=draft.language or "en")
