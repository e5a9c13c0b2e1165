"""Serialize accounts, Virtual Accounts and audit events to the schemas of the API."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.accounts.account import AccessRole, SmartAccount, VirtualAccount
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.search.hit import SearchHit
from chalicelib.services.accounts.contacts import Contact
from chalicelib.services.accounts.read import VirtualAccountFile
from chalicelib.web.schemas import accounts, events


def account_view(
    account: SmartAccount | SearchHit, rules: DomainRules, now: datetime, my_access: Sequence[str] = ()
) -> accounts.Account:
    """Serialize what anybody who knows the account's id may see, with the reader's own roles."""
    return accounts.Account(
        account_id=account.account_id,
        account_name=account.account_name,
        domain_identifier=account.domain_identifier,
        domain_display=rules.display(account.domain_identifier),
        account_type="customer",
        status=account.status_at(now).value,
        search_visibility=account.search_visibility.value,
        my_access=list(my_access),
        created_at=account.created_at,
        activated_at=account.activated_at,
        updated_at=_changed_at(account, now),
    )


def _changed_at(account: SmartAccount | SearchHit, now: datetime) -> datetime:
    """Return when the account changed last, by itself at the end of its request."""
    has_ended = account.status_at(now) is not account.status
    return account.pending_until if has_ended and account.pending_until else account.changed_at


def contact_view(contact: Contact) -> accounts.Contact:
    """Serialize who administers an account or a Virtual Account."""
    part = contact.virtual_account
    role = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR if part else AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    virtual_account_id = part.virtual_account_id if part else None
    return accounts.Contact(name=contact.name, email=contact.email, role=role, virtual_account_id=virtual_account_id)


def tree(parts: Sequence[VirtualAccount]) -> list[accounts.VirtualAccountNode]:
    """Build the tree of Virtual Accounts from their parent ids; one whose parent is missing is at the top."""
    known = {part.virtual_account_id for part in parts}
    below = _by_parent(parts)
    return [_branch(part, below) for part in parts if part.parent_id not in known]


def branch_view(found: VirtualAccountFile) -> accounts.VirtualAccountNode:
    """Serialize one Virtual Account with those below it that the caller may see."""
    return _branch(found.virtual_account, _by_parent(found.hierarchy))


def _by_parent(parts: Sequence[VirtualAccount]) -> Mapping[str | None, Sequence[VirtualAccount]]:
    below: dict[str | None, list[VirtualAccount]] = {}
    for part in parts:
        below.setdefault(part.parent_id, []).append(part)
    return below


def _branch(part: VirtualAccount, below: Mapping[str | None, Sequence[VirtualAccount]]) -> accounts.VirtualAccountNode:
    children = below.get(part.virtual_account_id, ())
    return virtual_account_view(part, [_branch(child, below) for child in children])


def virtual_account_view(
    part: VirtualAccount, children: Sequence[accounts.VirtualAccountNode] = ()
) -> accounts.VirtualAccountNode:
    """Serialize a Virtual Account with those below it."""
    return accounts.VirtualAccountNode(
        virtual_account_id=part.virtual_account_id,
        name=part.name,
        parent_id=part.parent_id,
        is_default=part.is_default,
        search_visibility=part.search_visibility.value,
        created_at=part.created_at,
        updated_at=part.updated_at or part.created_at,
        children=list(children),
    )


def event_view(event: AuditEvent) -> events.EventView:
    """Serialize an audit event without its seal, which is for `verify` and not for readers."""
    return events.EventView(
        event_id=f"{event.request_id}.{event.sequence}",
        at=event.at,
        kind=event.kind.value,
        actor=events.EventActor(role=event.actor.role.value, who=event.actor.who),
        details=dict(event.details),
    )
