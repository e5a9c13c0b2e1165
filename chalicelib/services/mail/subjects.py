"""Load a mail's subject, drop stale mails, expand an audience to its recipients."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.mails import ABOUT_ACCESS, ABOUT_IDENTITIES, ABOUT_PROOFS, DECIDING, Audience, Mail, MailKind
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.domain.requests.delivery import is_undelivered
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.accounts.contacts import distinct_administrators
from chalicelib.services.unit_of_work.ports import Ports

MailSubject = AccountRequest | AccessRequest | MovedIdentity | Offer | DomainProof


def subject_of(ports: Ports, mail: Mail) -> MailSubject | None:
    """Load the request, access request, identity, offer or domain proof that the mail is about, in one read."""
    if mail.draft.kind in ABOUT_IDENTITIES:
        return ports.store.moved_identity(mail.request_id)
    if mail.draft.kind in ABOUT_PROOFS:
        return ports.store.domain_proof(mail.request_id)
    if mail.draft.kind is MailKind.ROLE_OFFERED:
        return ports.store.offer(mail.request_id, str(mail.draft.facts["offer_id"]))
    if mail.draft.kind in ABOUT_ACCESS:
        return ports.store.access_request(mail.request_id)
    return ports.store.request(mail.request_id)


def is_wanted(ports: Ports, mail: Mail, mail_subject: MailSubject, now: datetime) -> bool:
    """Whether the mail is still up to date.

    A decision link must be the current one of its nomination. An undeliverable mail may have arrived meanwhile.
    """
    if isinstance(mail_subject, MovedIdentity):
        return True
    if isinstance(mail_subject, Offer):
        return mail_subject.is_open_at(now)
    if isinstance(mail_subject, DomainProof):
        has_lapsed = mail_subject.status is ProofStatus.LAPSED
        return (
            has_lapsed if mail.draft.kind is MailKind.DOMAIN_PROOF_LAPSED else mail_subject.state_at(now).is_under_way
        )
    if isinstance(mail_subject, AccessRequest):
        return mail.draft.kind is MailKind.ACCESS_DECIDED or mail_subject.decision is None
    if mail.draft.kind is MailKind.UNDELIVERABLE:
        file = ports.store.request_file(mail_subject.request_id)
        return file is not None and is_undelivered(file.request, mail.draft.nomination_id or "", file.mails)
    if mail.draft.kind not in DECIDING:
        return True
    nomination = mail_subject.nomination(mail.draft.nomination_id or "")
    return (
        mail_subject.state_at(now).wants_link_mails
        and nomination is not None
        and nomination.is_waiting
        and nomination.generation == mail.draft.generation
    )


def recipients_of(
    ports: Ports, reviewers: Sequence[Administrator], mail: Mail, mail_subject: MailSubject
) -> Sequence[Administrator]:
    """Return the members of the mail's audience, without duplicates."""
    if isinstance(mail_subject, MovedIdentity | Offer | DomainProof):
        return ()
    if isinstance(mail_subject, AccessRequest):
        return _deciders(ports, mail_subject)
    if mail.draft.audience is Audience.REVIEWERS:
        return reviewers
    locks = ports.store.locks(mail_subject.registrable_domain)
    others = [lock.account_id for lock in locks if lock.ends_at is None and lock.account_id != mail_subject.account_id]
    accounts = ports.store.accounts(others) if others else ()
    return list(distinct_administrators(accounts).values())


def _deciders(ports: Ports, request: AccessRequest) -> Sequence[Administrator]:
    """Return who may decide: the account's administrators, and those of all requested Virtual Accounts."""
    account = ports.store.account(request.account_id)
    deciders = {administrator.email: administrator for administrator in account.administrators} if account else {}
    if request.asked.virtual_account_ids:
        grants = ports.store.account_grants(request.account_id)
        of_virtual_accounts = _virtual_account_administrators(grants, request)
        deciders = {**{decider.email: decider for decider in of_virtual_accounts}, **deciders}
    own = mailbox_key(request.requester.email)
    return [decider for decider in deciders.values() if mailbox_key(decider.email) != own]


def _virtual_account_administrators(grants: Sequence[Grant], request: AccessRequest) -> Sequence[Administrator]:
    by_email: dict[str, list[Grant]] = {}
    for grant in grants:
        if grant.role is AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR:
            by_email.setdefault(grant.email, []).append(grant)
    return [
        Administrator(email, own[0].name)
        for email, own in by_email.items()
        if Rights.of(own, request.account_id).may_give(request.asked)
    ]
