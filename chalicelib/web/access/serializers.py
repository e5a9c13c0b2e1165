"""Serialize roles and access requests to the schemas of the API."""

from datetime import datetime

from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.accounts.rights import Access
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.services.access.lists import AccessFile
from chalicelib.web.accounts.serializers import account_view
from chalicelib.web.api.request_context import RequestContext
from chalicelib.web.schemas import access, requests


def access_request_view(context: RequestContext, file: AccessFile) -> access.AccessRequestView:
    """Serialize an access request with the account's current state and the reader's roles on it."""
    ports = context.container.ports
    return _view(file, context.access_to(file.account.account_id), ports.rules, ports.clock.now())


def role_view(grant: Grant) -> access.RoleView:
    """Serialize a grant."""
    return access.RoleView(
        role_id=grant.grant_id,
        email=grant.email,
        name=grant.name,
        role=grant.role.value,
        virtual_account_id=grant.virtual_account_id,
        origin=grant.origin.value,
        granted_at=grant.granted_at,
        claimed=grant.claimed_by is not None,
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
        status=request.status.value,
        granted=_granted(decision.granted) if decision and decision.granted else None,
        reason=decision.reason if decision else "",
        created_at=request.created_at,
        decided_at=decision.at if decision else None,
    )


def _granted(given: Access) -> access.Granted:
    return access.Granted(
        scope=scope_of(given), virtual_account_ids=list(given.virtual_account_ids), role=given.role.value
    )
