"""Serialize roles and access requests to the schemas of the API."""

from datetime import datetime

from chalicelib.domain.access.inquiry import InquiryStatus
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.accounts.rights import Access
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.services.access.inquiries import InquiryFile
from chalicelib.services.access.lists import AccessFile
from chalicelib.web.accounts.serializers import account_view
from chalicelib.web.api.request_context import RequestContext
from chalicelib.web.schemas import access, requests


def access_request_view(context: RequestContext, file: AccessFile) -> access.AccessRequestView:
    """Serialize an access request with the account's current state and the reader's roles on it."""
    ports = context.container.ports
    return _view(file, context.access_to(file.account.account_id), ports.rules, ports.clock.now())


def offer_view(offer: Offer) -> access.OfferView:
    """Serialize an offer for its receiver."""
    return access.OfferView(
        account_id=offer.account_id,
        account_name=offer.account_name,
        domain_identifier=offer.domain_identifier,
        role_id=offer.offer_id,
        role=offer.grant.role.value,
        virtual_account_id=offer.grant.virtual_account_id,
        virtual_account_name=offer.virtual_account_name,
        offered_by=requests.RequesterView(name=offer.requester.name, email=offer.requester.email),
        offered_at=offer.grant.granted_at,
        offered_until=offer.ends_at,
    )


def inquiry_view(file: InquiryFile, now: datetime) -> access.InquiryView:
    """Serialize an inquiry for whoever made it."""
    inquiry, status = file.inquiry, file.inquiry.status(file.request, now)
    is_approved = file.request is not None and status is InquiryStatus.APPROVED
    return access.InquiryView(
        inquiry_id=inquiry.inquiry_id,
        account=inquiry.account,
        note=inquiry.note,
        status=status.value,
        account_id=file.request.account_id if file.request and is_approved else None,
        created_at=inquiry.created_at,
        ends_at=inquiry.ends_at,
    )


def role_view(given: Grant | Offer) -> access.RoleView:
    """Serialize a role, or an open offer of one, for administrators."""
    grant, offered_until = (given.grant, given.ends_at) if isinstance(given, Offer) else (given, None)
    return access.RoleView(
        role_id=grant.grant_id,
        email=grant.email,
        name=grant.name,
        role=grant.role.value,
        virtual_account_id=grant.virtual_account_id,
        origin=grant.origin.value,
        granted_at=grant.granted_at,
        updated_at=grant.claimed_at or grant.granted_at,
        claimed=grant.claimed_by is not None,
        offered_until=offered_until,
    )


def scope_of(given: Access) -> access.Scope:
    """Return the scope of an access."""
    return "virtual_accounts" if given.virtual_account_ids else "account"


def _view(file: AccessFile, own: list[str], rules: DomainRules, now: datetime) -> access.AccessRequestView:
    request, decision = file.request, file.request.decision
    return access.AccessRequestView(
        access_request_id=request.access_request_id,
        account=account_view(file.account, rules, now, own),
        scope=scope_of(request.asked),
        virtual_account_ids=list(request.asked.virtual_account_ids),
        role=request.asked.role.value,
        note=request.note,
        requester=requests.RequesterView(name=request.requester.name, email=request.requester.email),
        status=request.status_at(now).value,
        granted=_granted(decision.granted) if decision and decision.granted else None,
        reason=decision.reason if decision else "",
        created_at=request.created_at,
        decided_at=decision.at if decision else None,
        expires_at=request.expires_at,
        updated_at=decision.at if decision else request.created_at,
    )


def _granted(given: Access) -> access.Granted:
    return access.Granted(
        scope=scope_of(given), virtual_account_ids=list(given.virtual_account_ids), role=given.role.value
    )
