"""List, grant, offer and withdraw the roles on an account."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.access import offers, roles
from chalicelib.domain.access.decide import Choice, approve
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import Grant, SmartAccount, VirtualAccount
from chalicelib.domain.accounts.administration import refuse_unless_active, visible_virtual_accounts
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import MailKind
from chalicelib.domain.value_classes import value_class
from chalicelib.services.access.offers import offering, open_offer_of, request_for, withdrawing
from chalicelib.services.access.requests import decision_writes, inbox_of
from chalicelib.services.accounts.audit import Act, giving, lost, mail_about, recorded, told
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work import access_writes
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


class RoleState(StrEnum):
    """Whether a role is in use: its holder has signed in, or has not yet, or it is only offered."""

    ACTIVE = "active"
    UNCLAIMED = "unclaimed"
    OFFERED = "offered"


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


@value_class
class RolesFile:
    """A page of the roles on an account that the caller may administer, with its hierarchy as far as they see it.

    Open offers come first, on the first page.
    """

    account: SmartAccount
    virtual_accounts: Sequence[VirtualAccount]
    given: Page[Grant | Offer]


def roles_file(ports: Ports, caller: Caller, account_id: str, most: int, start: str | None) -> RolesFile:
    """Return at most so many roles, in three reads. Raises `account-unknown` or `administrator-required`."""
    account, now = known_account(ports, caller.person, account_id), ports.clock.now()
    rights = caller.rights_on(account_id)
    if not rights.decides:
        raise Refused(Problem.ADMINISTRATOR_REQUIRED)
    page = ports.store.account_grants_page(account_id, most, start)
    offered, virtual_accounts = ports.store.offers_and_virtual_accounts(account_id)
    given: list[Grant | Offer] = [
        *(
            one
            for one in offered
            if start is None and one.is_open_at(now) and rights.may_give(roles.access_of(one.grant))
        ),
        *(one for one in page.items if rights.may_give(roles.access_of(one))),
    ]
    return RolesFile(account, visible_virtual_accounts(virtual_accounts, rights), Page(given, page.next_start))


def open_offers_of(ports: Ports, caller: Caller, account_id: str) -> Sequence[Offer]:
    """Return the account's open offers that the caller may withdraw; their rights are judged by `roles_on`."""
    rights, now = caller.rights_on(account_id), ports.clock.now()
    found = ports.store.account_offers(account_id)
    return [one for one in found if one.is_open_at(now) and rights.may_give(roles.access_of(one.grant))]


def give_role(ports: Ports, caller: Caller, account_id: str, form: RoleForm) -> Grant | Offer:
    """Grant a role to a mail address, or offer it: who is outside the account has to accept it first.

    It is granted to the caller's own address, to people who have claimed a role on the account, and to the person who
    asks for just this role, whose request is approved by it.

    Raises `administrator-required`, `beyond-own-right`, `validation-failed`, `access-already-granted`,
    `role-already-offered`, `too-many-offers`, `mail-limit`, or `action-not-allowed` if the account is not active.
    """
    new_id = ports.ids.new_id()

    def attempt(caller: Caller) -> tuple[Grant | Offer, Sequence[Write]]:
        account, now = known_account(ports, caller.person, account_id), ports.clock.now()
        rights = caller.rights_on(account_id)
        rights.refuse_beyond(form.role, form.virtual_account_ids)
        virtual_accounts = ports.store.virtual_accounts(account_id) if form.virtual_account_ids else ()
        names = {one.virtual_account_id: one.name for one in virtual_accounts}
        part_name = names.get(form.virtual_account_id, "")
        grant = roles.new_grant(form, account_id, names, new_id, now)
        refuse_unless_active(account, now)
        present = ports.store.account_grants(account_id, complete=True)
        roles.refuse_duplicate_grant(grant, present)
        required = require(rights.deciding_grants(form.virtual_account_ids))
        asked = request_for(ports, grant, caller.person)
        if asked and asked.asked == roles.access_of(grant):
            approval = approve(asked, caller.person, rights, Choice(), names, now)
            return approval.grants[0], decision_writes(ports, caller, approval, inbox_of(ports, account_id), now)[1]
        if asked or offers.is_given_outright(grant, caller.person, present):
            outright = offers.claimed_by_who_asked(grant, asked) if asked else grant
            return outright, (*required, *_given_and_mailed(ports, caller.person, account, outright, part_name, now))
        offer, planned = offering(ports, caller.person, account, grant, part_name, now)
        return offer, (*required, *planned)

    return run_transaction_for(ports, caller, attempt)


def _given_and_mailed(
    ports: Ports, giver: Person, account: SmartAccount, grant: Grant, part_name: str, now: datetime
) -> Sequence[Write]:
    planned = giving(ports, giver, account, [grant], "", now)
    return *planned, *mail_about(planned, MailKind.ROLE_GIVEN, grant, account, giver, part_name)


def role_or_offer(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> Grant | Offer:
    """Return a role, or an open offer of one, to who may withdraw it; a role also to the person who has it.

    Raises `administrator-required`, `role-unknown`, `beyond-own-right`.
    """
    known_account(ports, caller.person, account_id)
    own = next((one for one in caller.grants if (one.account_id, one.grant_id) == (account_id, grant_id)), None)
    if own:
        return own
    present, offer = _present(ports, account_id, grant_id)
    grant = _withdrawable(caller.rights_on(account_id), present, offer, grant_id)
    return offer or grant


def role_to_withdraw(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> Grant:
    """Return a role, or an open offer of one, that the caller may withdraw.

    Raises `administrator-required`, `role-unknown`, `beyond-own-right`.
    """
    known_account(ports, caller.person, account_id)
    return _withdrawable(caller.rights_on(account_id), *_present(ports, account_id, grant_id), grant_id)


def withdraw_role(ports: Ports, caller: Caller, account_id: str, grant_id: str) -> None:
    """Withdraw a role or an open offer of one. With a role goes the open offer of it, which would give it back.

    Raises `administrator-required`, `beyond-own-right`, `role-unknown`, `last-administrator`.
    """

    def attempt(caller: Caller) -> tuple[None, Sequence[Write]]:
        account, now = known_account(ports, caller.person, account_id), ports.clock.now()
        rights = caller.rights_on(account_id)
        present, offer = _present(ports, account_id, grant_id)
        grant = _withdrawable(rights, present, offer, grant_id)
        ports.terms.refuse_unless_seen((offer or grant).revision)
        if offer:
            required = require(rights.deciding_grants(_virtual_account_ids(grant)))
            return None, (*required, *withdrawing(ports, caller.person, account, offer, now))
        other = open_offer_of(ports, grant, now)
        details = {**told(grant), **({"offer_id": other.offer_id} if other else {})}
        act = Act(caller.person, EventKind.ROLE_WITHDRAWN, details, now)
        _, planned = recorded(ports, act, account, roles.without_role(account, grant, present))
        closed = [access_writes.CloseOffer(other, is_accepted=False)] if other else []
        part_name = _name_of(ports, account_id, grant)
        mail = mail_about(planned, MailKind.ROLE_WITHDRAWN, grant, account, caller.person, part_name)
        # When people withdraw their own role, `WithdrawRole` already requires that it exists.
        others = [one for one in rights.deciding_grants(_virtual_account_ids(grant)) if one.grant_id != grant_id]
        withdrawn = access_writes.WithdrawRole(grant, is_last=roles.is_last_of_address(grant, present))
        kept = lost(grant, _language(account, grant))
        return None, (*planned, *mail, *require(others), withdrawn, *kept, *closed)

    return run_transaction_for(ports, caller, attempt)


def _language(account: SmartAccount, grant: Grant) -> str:
    known = (one.language for one in account.administrators if one.email == grant.email)
    return next(known, DEFAULT_LANGUAGE)


def _present(ports: Ports, account_id: str, grant_id: str) -> tuple[Sequence[Grant], Offer | None]:
    """Return the account's roles and, if none has this id, the open offer that has it."""
    present = ports.store.account_grants(account_id)
    is_role = any(grant.grant_id == grant_id for grant in present)
    offer = None if is_role else ports.store.offer(account_id, grant_id)
    return present, offer if offer and offer.is_open_at(ports.clock.now()) else None


def _withdrawable(rights: Rights, present: Sequence[Grant], offer: Offer | None, grant_id: str) -> Grant:
    if not rights.decides:
        raise Refused(Problem.ADMINISTRATOR_REQUIRED)
    grant = offer.grant if offer else next((grant for grant in present if grant.grant_id == grant_id), None)
    if grant is None:
        raise Refused(Problem.ROLE_UNKNOWN)
    rights.refuse_beyond(grant.role, _virtual_account_ids(grant))
    return grant


def _name_of(ports: Ports, account_id: str, grant: Grant) -> str:
    """Return the name of the Virtual Account that the role is on, in one read; empty for one on the whole account."""
    if not grant.virtual_account_id:
        return ""
    known = ports.store.virtual_accounts(account_id)
    return next((one.name for one in known if one.virtual_account_id == grant.virtual_account_id), "")


def _virtual_account_ids(grant: Grant) -> Sequence[str]:
    return roles.access_of(grant).virtual_account_ids
