"""Who has access to an account and why; giving roles and taking them away."""

from collections.abc import Sequence

from chalicelib.domain.access import roles
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.accounts.administration import refuse_unless_active
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.services.accounts.audit import Act, giving, lost, recorded, told
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work import access_writes
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


def roles_on(ports: Ports, caller: Caller, account_id: str) -> Sequence[Grant]:
    """Every role, for administrators; for those of Virtual Accounts, the roles on theirs.

    Raises `account-unknown`, or `administrator-required`.
    """
    known_account(ports, caller.person, account_id)
    rights = caller.rights_on(account_id)
    if not rights.decides:
        raise Refused(Problem.ADMINISTRATOR_REQUIRED)
    found = ports.store.account_grants(account_id)
    return [one for one in found if rights.may_give(roles.access_of(one))]


def give_role(ports: Ports, caller: Caller, account_id: str, typed: RoleForm) -> Grant:
    """Grants a role to an address; whoever first signs in with it claims it.

    Raises `administrator-required`, `beyond-own-right`, `validation-failed`, `access-already-granted`, or
    `action-not-allowed` where the account is not active.
    """
    own_id = ports.ids.new_id()

    def attempt(caller: Caller) -> tuple[Grant, Sequence[Write]]:
        account, now = known_account(ports, caller.person, account_id), ports.clock.now()
        rights = caller.rights_on(account_id)
        rights.refuse_beyond(typed.role, typed.parts)
        parts = ports.store.virtual_accounts(account_id) if typed.parts else ()
        known = [one.virtual_account_id for one in parts]
        grant = roles.new_grant(typed, account_id, known, own_id, now)
        refuse_unless_active(account, now)
        roles.refuse_duplicate_grant(grant, ports.store.account_grants(account_id, complete=True))
        relied_on = require(rights.deciding_grants(typed.parts))
        return grant, (*relied_on, *giving(ports, caller.person, account, [grant], "", now))

    return run_transaction_for(ports, caller, attempt)


def role_to_withdraw(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> Grant:
    """A role that they may take away, before they do. Raises what `withdraw_role` raises of it."""
    known_account(ports, caller.person, account_id)
    return _theirs_to_withdraw(caller.rights_on(account_id), ports.store.account_grants(account_id), grant_id)


def withdraw_role(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> None:
    """Takes a role away.

    Raises `administrator-required`, `beyond-own-right`, `role-unknown`, `last-administrator`.
    """

    def attempt(caller: Caller) -> tuple[None, Sequence[Write]]:
        account, now = known_account(ports, caller.person, account_id), ports.clock.now()
        present, rights = ports.store.account_grants(account_id), caller.rights_on(account_id)
        grant = _theirs_to_withdraw(rights, present, grant_id)
        act = Act(caller.person, EventKind.ROLE_WITHDRAWN, told(grant), now)
        _, planned = recorded(ports, act, account, roles.without_role(account, grant, present))
        # Whoever withdraws their own role depends on it as the withdrawal itself does.
        others = [one for one in rights.deciding_grants(_parts(grant)) if one.grant_id != grant_id]
        return None, (*planned, *require(others), access_writes.WithdrawRole(grant), *lost(grant))

    return run_transaction_for(ports, caller, attempt)


def _theirs_to_withdraw(rights: Rights, present: Sequence[Grant], grant_id: str) -> Grant:
    if not rights.decides:
        raise Refused(Problem.ADMINISTRATOR_REQUIRED)
    grant = next((one for one in present if one.grant_id == grant_id), None)
    if grant is None:
        raise Refused(Problem.ROLE_UNKNOWN)
    rights.refuse_beyond(grant.role, _parts(grant))
    return grant


def _parts(grant: Grant) -> Sequence[str]:
    return roles.access_of(grant).virtual_account_ids
