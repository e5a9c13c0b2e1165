"""Use cases of an account's administrators: change its name and visibility, and its Virtual Accounts."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.accounts import administration
from chalicelib.domain.accounts.account import SmartAccount, VirtualAccount
from chalicelib.domain.accounts.administration import Alteration, NewVirtualAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.services.accounts.audit import Act, recorded
from chalicelib.services.accounts.read import known_account
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
        after = administration.changed_account(account, wanted)
        administration.refuse_unless_active(account, now)
        if after is account:
            return account, ()
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


def change_part(ports: Ports, caller: Caller, account_id: str, part_id: str, wanted: Alteration) -> VirtualAccount:
    """Change a Virtual Account's name or visibility. Raises `virtual-account-unknown`, or as `change_account`."""

    def attempt(caller: Caller) -> tuple[VirtualAccount, Sequence[Write]]:
        account, now = _run_by(ports, caller, account_id)
        present = ports.store.virtual_accounts(account_id, complete=True)
        part = next((one for one in present if one.virtual_account_id == part_id), None)
        if part is None:
            raise Refused(Problem.VIRTUAL_ACCOUNT_UNKNOWN)
        after = administration.changed_virtual_account(part, wanted, present)
        administration.refuse_unless_active(account, now)
        if after == part:
            return part, ()
        act = Act(caller.person, EventKind.VIRTUAL_ACCOUNT_CHANGED, {"virtual_account": part_id}, now)
        _, planned = _done(ports, caller, act, account, account)
        return after, (*planned, access_writes.SaveVirtualAccount(after, is_known=True))

    return run_transaction_for(ports, caller, attempt)


def _run_by(ports: Ports, caller: Caller, account_id: str) -> tuple[SmartAccount, datetime]:
    """Return the account and the time, if the caller administers the account."""
    account = known_account(ports, caller.person, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    return account, ports.clock.now()


def _done(
    ports: Ports, caller: Caller, act: Act, before: SmartAccount, after: SmartAccount
) -> tuple[SmartAccount, Sequence[Write]]:
    """Return the result of `recorded`; the commit requires that the caller still administers the account."""
    saved, planned = recorded(ports, act, before, after)
    return saved, (*planned, *require(caller.rights_on(before.account_id).deciding_grants()))
