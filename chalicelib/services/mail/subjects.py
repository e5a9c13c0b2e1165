"""Load a mail's subject, drop stale mails, expand an audience to its recipients."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.accounts.account import Administrator, SmartAccount
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.mails import (
    ABOUT_ACCESS,
    ABOUT_ACCOUNTS,
    ABOUT_IDENTITIES,
    ABOUT_PROOFS,
    ABOUT_RECOVERIES,
    ABOUT_REVIEWS,
    ASKING_FOR_ACCESS,
    DECIDING,
    Audience,
    Mail,
    MailKind,
)
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.domain.requests.delivery import is_undelivered
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.accounts.contacts import deciders_of, distinct_administrators
from chalicelib.services.mail.digests import Digest, digest_of
from chalicelib.services.recovery.notified import notified
from chalicelib.services.unit_of_work.ports import Ports

MailSubject = (
    AccountRequest | AccessRequest | MovedIdentity | Offer | DomainProof | SmartAccount | Digest | Inquiry | Recovery
)
# What nothing that happens meanwhile makes out of date.
LASTING = MovedIdentity | SmartAccount | Digest | Inquiry


def subject_of(ports: Ports, mail: Mail) -> MailSubject | None:
    """Load what the mail is about, in one read."""
    kind, store = mail.draft.kind, ports.store
    if mail.is_digest:
        return digest_of(ports, mail)
    if kind in ABOUT_IDENTITIES:
        return store.moved_identity(mail.request_id)
    if kind in ABOUT_PROOFS:
        return store.domain_proof(mail.request_id)
    if kind in ABOUT_RECOVERIES:
        return store.recovery(mail.request_id)
    if kind in ABOUT_ACCOUNTS:
        return store.account(mail.request_id)
    if kind is MailKind.ROLE_OFFERED:
        return store.offer(mail.request_id, str(mail.draft.facts["offer_id"]))
    if kind is MailKind.INQUIRY_ENDED:
        return next(iter(store.inquiries([mail.request_id])), None)
    return store.access_request(mail.request_id) if kind in ABOUT_ACCESS else store.request(mail.request_id)


def is_wanted(ports: Ports, mail: Mail, mail_subject: MailSubject, now: datetime) -> bool:
    """Whether the mail is still up to date."""
    match mail_subject:
        case MovedIdentity() | SmartAccount() | Digest() | Inquiry():
            return True
        case Offer():
            return mail_subject.is_open_at(now)
        case DomainProof():
            if mail.draft.kind is MailKind.DOMAIN_PROOF_LAPSED:
                return mail_subject.status is ProofStatus.LAPSED
            return mail_subject.state_at(now).is_under_way
        case Recovery():
            return _still_says(mail, mail_subject)
        case AccessRequest():
            is_pending = mail_subject.status_at(now) is AccessStatus.PENDING
            return is_pending or mail.draft.kind not in ASKING_FOR_ACCESS
        case AccountRequest():
            return _is_wanted_of_request(ports, mail, mail_subject, now)


def _is_wanted_of_request(ports: Ports, mail: Mail, request: AccountRequest, now: datetime) -> bool:
    """A decision link must be the current one of its nomination. An undeliverable mail may have arrived meanwhile."""
    if mail.draft.kind in ABOUT_REVIEWS:
        return request.state_at(now).in_review
    if mail.draft.kind is MailKind.UNDELIVERABLE:
        file = ports.store.request_file(request.request_id)
        return file is not None and is_undelivered(file.request, mail.draft.nomination_id or "", file.mails)
    if mail.draft.kind not in DECIDING:
        return True
    nomination = request.nomination(mail.draft.nomination_id or "")
    return (
        request.state_at(now).wants_link_mails
        and nomination is not None
        and nomination.is_waiting
        and nomination.generation == mail.draft.generation
    )


def recipients_of(
    ports: Ports, reviewers: Sequence[Administrator], mail: Mail, mail_subject: MailSubject
) -> Sequence[Administrator]:
    """Return the members of the mail's audience, without duplicates."""
    if isinstance(mail_subject, SmartAccount) and mail.draft.audience is Audience.ADMINISTRATORS:
        return list(distinct_administrators([mail_subject]).values())
    if isinstance(mail_subject, LASTING | Offer | DomainProof):
        return ()
    if isinstance(mail_subject, Recovery):
        return notified(ports, mail_subject) if mail.draft.audience is Audience.NOTIFIED else reviewers
    if isinstance(mail_subject, AccessRequest):
        return _deciders(ports, reviewers, mail, mail_subject)
    if mail.draft.audience is Audience.REVIEWERS:
        return reviewers
    if mail.draft.audience is Audience.WATCHERS:
        known = (one for one in mail_subject.watchers if one.email != str(MARKER))
        return [Administrator(one.email, language=one.language) for one in known]
    locks = ports.store.locks(mail_subject.registrable_domain)
    others = [lock.account_id for lock in locks if lock.ends_at is None and lock.account_id != mail_subject.account_id]
    accounts = ports.store.accounts(others) if others else ()
    return list(distinct_administrators(accounts).values())


def _still_says(mail: Mail, recovery: Recovery) -> bool:
    """Whether the notice still runs, the reviewers are still asked, or the candidate is told what still holds."""
    if mail.draft.kind is MailKind.RECOVERY_NOTICE:
        return recovery.status is RecoveryStatus.NOTICE and recovery.notices == mail.draft.facts["notice"]
    if mail.draft.kind is MailKind.RECOVERY_REVIEW:
        return recovery.status is RecoveryStatus.IN_REVIEW
    return recovery.status.value == mail.draft.facts["status"]


def _deciders(
    ports: Ports, reviewers: Sequence[Administrator], mail: Mail, request: AccessRequest
) -> Sequence[Administrator]:
    """Return the reviewers, or who else may decide; never the requester."""
    if mail.draft.audience is Audience.REVIEWERS:
        own = mailbox_key(request.requester.email)
        return [one for one in reviewers if mailbox_key(one.email) != own]
    account = ports.store.account(request.account_id)
    return deciders_of(ports, account, request.asked, request.requester.email) if account else ()
