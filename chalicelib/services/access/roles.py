"""List, grant and withdraw the roles on an account."""

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
    """Return the grants that the caller may administer: all, or those on the Virtual Accounts they administer.

    Raises `account-unknown` or `administrator-required`.
    """
    known_account(ports, caller.person, account_id)
    rights = caller.rights_on(account_id)
    if not rights.decides:
        raise Refused(Problem.ADMINISTRATOR_REQUIRED)
    grants = ports.store.account_grants(account_id)
    return [grant for grant in grants if rights.may_give(roles.access_of(grant))]


def give_role(ports: Ports, caller: Caller, account_id: str, form: RoleForm) -> Grant:
    """Grant a role to a mail address. The first person who signs in with the address claims it.

    Raises `administrator-required`, `beyond-own-right`, `validation-failed`, `access-already-granted`, or
    `action-not-allowed` if the account is not active.
    """
    new_id = ports.ids.new_id()

    def attempt(caller: Caller) -> tuple[Grant, Sequence[Write]]:
        account, now = known_account(ports, caller.person, account_id), ports.clock.now()
        rights = caller.rights_on(account_id)
        rights.refuse_beyond(form.role, form.virtual_account_ids)
        virtual_accounts = ports.store.virtual_accounts(account_id) if form.virtual_account_ids else ()
        known_ids = [virtual_account.virtual_account_id for virtual_account in virtual_accounts]
        grant = roles.new_grant(form, account_id, known_ids, new_id, now)
        refuse_unless_active(account, now)
        roles.refuse_duplicate_grant(grant, ports.store.account_grants(account_id, complete=True))
        required = require(rights.deciding_grants(form.virtual_account_ids))
        return grant, (*required, *giving(ports, caller.person, account, [grant], "", now))

    return run_transaction_for(ports, caller, attempt)


def role_to_withdraw(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> Grant:
    """Return a role that the caller may withdraw.

    Raises `administrator-required`, `role-unknown`, `beyond-own-right`.
    """
    known_account(ports, caller.person, account_id)
    return _withdrawable(caller.rights_on(account_id), ports.store.account_grants(account_id), grant_id)


def withdraw_role(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> None:
    """Withdraw a role.

    Raises `administrator-required`, `beyond-own-right`, `role-unknown`, `last-administrator`.
    """

    def attempt(caller: Caller) -> tuple[None, Sequence[Write]]:
        account, now = known_account(ports, caller.person, account_id), ports.clock.now()
        present, rights = ports.store.account_grants(account_id), caller.rights_on(account_id)
        grant = _withdrawable(rights, present, grant_id)
        act = Act(caller.person, EventKind.ROLE_WITHDRAWN, told(grant), now)
        _, planned = recorded(ports, act, account, roles.without_role(account, grant, present))
        # When people withdraw their own role, `WithdrawRole` already requires that it exists.
        others = [other for other in rights.deciding_grants(_virtual_account_ids(grant)) if other.grant_id != grant_id]
        return None, (*planned, *require(others), access_writes.WithdrawRole(grant), *lost(grant))

    return run_transaction_for(ports, caller, attempt)


def _withdrawable(rights: Rights, present: Sequence[Grant], grant_id: str) -> Grant:
    if not rights.decides:
        raise Refused(Problem.ADMINISTRATOR_REQUIRED)
    grant = next((grant for grant in present if grant.grant_id == grant_id), None)
    if grant is None:
        raise Refused(Problem.ROLE_UNKNOWN)
    rights.refuse_beyond(grant.role, _virtual_account_ids(grant))
    return grant


def _virtual_account_ids(grant: Grant) -> Sequence[str]:
    return roles.access_of(grant).virtual_account_ids
