"""Serialize accounts, Virtual Accounts and audit events to the schemas of the API."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.accounts.account import SmartAccount, VirtualAccount
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.search.hit import SearchHit
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
    )


def tree(parts: Sequence[VirtualAccount]) -> list[accounts.VirtualAccountNode]:
    """Build the tree of Virtual Accounts from their parent ids; one whose parent is missing is at the top."""
    known = {part.virtual_account_id for part in parts}
    below: dict[str | None, list[VirtualAccount]] = {}
    for part in parts:
        below.setdefault(part.parent_id if part.parent_id in known else None, []).append(part)

    def branch(parent_id: str | None) -> list[accounts.VirtualAccountNode]:
        return [virtual_account_view(part, branch(part.virtual_account_id)) for part in below.get(parent_id, ())]

    return branch(None)


def virtual_account_view(
    part: VirtualAccount, children: Sequence[accounts.VirtualAccountNode] = ()
) -> accounts.VirtualAccountNode:
    """Serialize a Virtual Account with those below it."""
    return accounts.VirtualAccountNode(
        virtual_account_id=part.virtual_account_id,
        name=part.name,
        is_default=part.is_default,
        search_visibility=part.search_visibility.value,
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
