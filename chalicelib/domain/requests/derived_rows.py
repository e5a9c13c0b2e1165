"""Rows that are derived from a request: the account it would create, and the lock on the domain identifier.

Both depend only on the request, so a decision needs to read nothing else.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.accounts.account import (
    DEFAULT_VIRTUAL_ACCOUNT,
    AccessRole,
    AccountStatus,
    Administrator,
    Grant,
    GrantOrigin,
    SmartAccount,
    VirtualAccount,
)
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.mails import Audience, Mail, MailDraft, MailKind
from chalicelib.domain.requests.request import AccountRequest


def account_of(request: AccountRequest) -> SmartAccount:
    """Return the account that follows from the request."""
    approval = request.decision if request.state.account is AccountStatus.ACTIVE else None
    return SmartAccount(
        account_id=request.account_id,
        account_name=request.account_name,
        domain_identifier=request.domain_identifier,
        registrable_domain=request.registrable_domain,
        status=request.state.account,
        created_at=request.created_at,
        administrators=(Administrator(approval.by, language=_approver_language(request)),) if approval else (),
        activated_at=approval.at if approval else None,
        pending_until=request.expires_at if request.state.is_open else None,
        in_review=request.pending_since is None,
        requested_by=request.requester.person_id,
        requested_by_team=request.team_account_id or "",
        updated_at=_ended_at(request),
        version=1,
    )


def lock_of(request: AccountRequest) -> DomainLock | None:
    """Return the lock that follows from the request: held while open, permanent once approved, otherwise None."""
    if not request.state.keeps_lock:
        return None
    return DomainLock(
        domain_identifier=request.domain_identifier,
        registrable_domain=request.registrable_domain,
        account_id=request.account_id,
        request_id=request.request_id,
        person_id=request.requester.person_id,
        ends_at=request.expires_at if request.state.is_open else None,
        in_review=request.state.in_review,
    )


def rows_of_approval(request: AccountRequest) -> tuple[VirtualAccount, Sequence[Grant]]:
    """What an approval creates besides the account: its default Virtual Account, its first administrator, and the
    roles that the approver has granted of those that were proposed.
    """
    assert request.decision is not None
    at = request.decision.at
    part = VirtualAccount(request.account_id, request.account_id, DEFAULT_VIRTUAL_ACCOUNT, at, is_default=True)
    grant = Grant(
        grant_id=request.request_id,
        account_id=request.account_id,
        email=request.decision.by,
        role=AccessRole.SMART_ACCOUNT_ADMINISTRATOR,
        origin=GrantOrigin.APPROVAL,
        granted_at=at,
    )
    further = (
        replace(grant, grant_id=f"{request.request_id}-{one.proposal_id}", email=one.email, role=one.role)
        for one in request.proposed_access
        if one.is_granted
    )
    return part, (grant, *further)


def mails_to_granted(request: AccountRequest) -> Sequence[Mail]:
    """What those are mailed whom the approver has granted a role that was proposed. They are mails of the account."""
    _, (_, *grants) = rows_of_approval(request)
    return [_mail_to(grant, f"0000-{place:02}", request.customer_language) for place, grant in enumerate(grants, 1)]


def _mail_to(grant: Grant, mail_id: str, language: str) -> Mail:
    """Later mails of an account are named after its events, of which it has none yet."""
    facts = {"role": grant.role.value}
    draft = MailDraft(MailKind.ROLE_GIVEN, Audience.RECEIVER, language, to=grant.email, facts=facts)
    return Mail(grant.account_id, mail_id, draft, created_at=grant.granted_at, due_at=grant.granted_at)


def _ended_at(request: AccountRequest) -> datetime | None:
    if request.decision:
        return request.decision.at
    return None if request.state.is_open else request.expires_at


def _approver_language(request: AccountRequest) -> str:
    nomination = request.nomination((request.decision and request.decision.nomination_id) or "")
    return nomination.language if nomination else request.customer_language
