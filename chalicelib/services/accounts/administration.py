"""Use cases of an account's administrators: change its name and visibility, and its Virtual Accounts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.request import PendingInbox
from chalicelib.domain.accounts import administration
from chalicelib.domain.accounts.account import SmartAccount, VirtualAccount
from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount, Uses
from chalicelib.domain.events import EventKind
from chalicelib.services.accounts.audit import Act, recorded
from chalicelib.services.accounts.read import VirtualAccountFile, file_among, known_account
from chalicelib.services.unit_of_work import access_writes
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


def change_account(ports: Ports, caller: Caller, account_id: str, wanted: Alteration) -> SmartAccount:
    """Change the account's name or visibility, and update the search index; write nothing if nothing changes.

    Raises `account-unknown`, `administrator-required`, `validation-failed`, `action-not-allowed`.
    """

    def attempt(caller: Caller) -> tuple[SmartAccount, Sequence[Write]]:
        account, now = _run_by(ports, caller, account_id)
        ports.terms.refuse_unless_seen(account.revision)
        after = administration.changed_account(account, wanted)
        administration.refuse_unless_active(account, now)
        if after is account:
            return account, _unchanged(ports, caller, account_id)
        details = {"search_visibility": after.search_visibility.value}
        act = Act(caller.person, EventKind.ACCOUNT_CHANGED, details, now)
        return _done(ports, caller, act, account, after)

    return run_transaction_for(ports, caller, attempt)


def create_part(ports: Ports, caller: Caller, account_id: str, wanted: NewVirtualAccount) -> VirtualAccount:
    """Create a Virtual Account. Raises the same problems as `change_account`."""
    own_id = ports.ids.new_id()

    def attempt(caller: Caller) -> tuple[VirtualAccount, Sequence[Write]]:
        account, now = _run_by(ports, caller, account_id)
        present = ports.store.virtual_accounts(account_id, complete=True)
        part = administration.new_virtual_account(wanted, account, present, own_id, now)
        administration.refuse_unless_active(account, now)
        act = Act(caller.person, EventKind.VIRTUAL_ACCOUNT_CREATED, {"virtual_account": own_id}, now)
        _, planned = _done(ports, caller, act, account, account)
        return part, (*planned, access_writes.SaveVirtualAccount(part))

    return run_transaction_for(ports, caller, attempt)


def change_part(ports: Ports, caller: Caller, account_id: str, part_id: str, wanted: Alteration) -> VirtualAccountFile:
    """Change a Virtual Account's name, visibility or place, all below it included.

    Raises `virtual-account-unknown`, or as `change_account`.
    """

    def attempt(caller: Caller) -> tuple[VirtualAccountFile, Sequence[Write]]:
        account, now = _run_by(ports, caller, account_id)
        present = ports.store.virtual_accounts(account_id, complete=True)
        part = file_among(present, part_id).virtual_account
        ports.terms.refuse_unless_seen(part.revision)
        after = administration.changed_virtual_account(part, wanted, present)
        administration.refuse_unless_active(account, now)
        if after == part:
            return VirtualAccountFile(part, present), _unchanged(ports, caller, account_id)
        after = replace(after, updated_at=now)
        act = Act(caller.person, EventKind.VIRTUAL_ACCOUNT_CHANGED, {"virtual_account": part_id}, now)
        _, planned = _done(ports, caller, act, account, account)
        changed = VirtualAccountFile(after, [after if one is part else one for one in present])
        return changed, (*planned, access_writes.SaveVirtualAccount(after, is_known=True))

    return run_transaction_for(ports, caller, attempt)


def remove_part(ports: Ports, caller: Caller, account_id: str, part_id: str) -> None:
    """Remove an empty Virtual Account.

    Raises `virtual-account-unknown`, `virtual-account-is-default`, `virtual-account-in-use`, or as `change_account`.
    """

    def attempt(caller: Caller) -> tuple[None, Sequence[Write]]:
        account, now = _run_by(ports, caller, account_id)
        present = ports.store.virtual_accounts(account_id, complete=True)
        part = file_among(present, part_id).virtual_account
        ports.terms.refuse_unless_seen(part.revision)
        inbox = ports.store.inbox(account_id) or PendingInbox(account_id)
        administration.refuse_unless_active(account, now)
        administration.refuse_unless_removable(part, _uses(ports, part, present, inbox, now))
        act = Act(caller.person, EventKind.VIRTUAL_ACCOUNT_REMOVED, {"virtual_account": part_id}, now)
        _, planned = _done(ports, caller, act, account, account)
        # The inbox is written, so that nobody asks for access to what is removed at the same time.
        return None, (*planned, access_writes.RemoveVirtualAccount(part), access_writes.SavePendingInbox(inbox))

    return run_transaction_for(ports, caller, attempt)


def _uses(
    ports: Ports, part: VirtualAccount, present: Sequence[VirtualAccount], inbox: PendingInbox, now: datetime
) -> Uses:
    own_id, account_id = part.virtual_account_id, part.account_id
    grants = ports.store.account_grants(account_id, complete=True)
    offers = [one.grant for one in ports.store.account_offers(account_id) if one.is_open_at(now)]
    return Uses(
        virtual_accounts_below=sum(one.parent_id == own_id for one in present),
        roles=sum(one.virtual_account_id == own_id for one in grants),
        offered_roles=sum(one.virtual_account_id == own_id for one in offers),
        access_requests=sum(own_id in one.virtual_account_ids for one in inbox.waiting),
    )


def _run_by(ports: Ports, caller: Caller, account_id: str) -> tuple[SmartAccount, datetime]:
    """Return the account and the time, if the caller administers the account."""
    account = known_account(ports, caller.person, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    return account, ports.clock.now()


def _unchanged(ports: Ports, caller: Caller, account_id: str) -> Sequence[Write]:
    """Return writes that change nothing, so that the answer is kept: others may change it before a repeated call."""
    return tuple(require(caller.rights_on(account_id).deciding_grants())) if ports.terms.keep else ()


def _done(
    ports: Ports, caller: Caller, act: Act, before: SmartAccount, after: SmartAccount
) -> tuple[SmartAccount, Sequence[Write]]:
    """Return the result of `recorded`; the commit requires that the caller still administers the account."""
    saved, planned = recorded(ports, act, before, after)
    return saved, (*planned, *require(caller.rights_on(before.account_id).deciding_grants()))
