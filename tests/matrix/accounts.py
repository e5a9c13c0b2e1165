"""The accounts of the matrix: an unrestricted and a restricted one with people in every role, and another one."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.accounts.administration import NewVirtualAccount
from chalicelib.domain.programs.changes import InvitationForm
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.offers import accept_offer
from chalicelib.services.access.roles import give_role, withdraw_role
from chalicelib.services.accounts import administration
from chalicelib.services.programs.administration import invite_program
from chalicelib.services.unit_of_work.caller import Caller
from tests.matrix.callers import ADDRESSES, person
from tests.services.webhooks.hooks import logged
from tests.world import World
from tests.world import person as person_at

# People without a column, whose roles only some callers may see.
DEPUTY = "deputy@secret.example"
OWN_WEBHOOK = "the-webhook"
OFFICE_USER = "clerk@univ.example"
ON_ACCOUNT = {
    "vwr": AccessRole.SMART_ACCOUNT_VIEWER,
    "usr": AccessRole.SMART_ACCOUNT_USER,
}
ON_LAB = {"vau": AccessRole.VIRTUAL_ACCOUNT_USER, "vad": AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR}
WITHDRAWN = ("gon", "for")
INVITATION = InvitationForm("Order tool", tuple(ProgramScope), "orders@univ.example", 30)
PARTNERS = ("for", "req", "riv", "rvr", "slf")


@dataclass(frozen=True)
class Account:
    """An account with two Virtual Accounts; `roles` holds role ids by address and Virtual Account.

    `offer` is the id of the viewer's role that is offered to the column `non`, `program` that of an invitation.
    `delivery_id` is what was sent to its webhook.
    """

    account_id: str
    lab: str
    office: str
    roles: Mapping[tuple[str, str | None], str]
    offer: str
    program: str
    delivery_id: str


def create_accounts(world: World) -> Mapping[str, Account]:
    """Create the accounts and return them by name; `open` has one administrator left, `secret` has two."""
    administrators = tuple(ADDRESSES[column] for column in ("adm", *WITHDRAWN))
    world.import_account("University of Example", "univ.example", administrators)
    world.import_account("Institute of Secrets", "secret.example", (*administrators, DEPUTY), "restricted")
    world.import_account("Other House", "other.example", (ADDRESSES["els"],))
    for column in ADDRESSES:
        claim_at_sign_in(world.ports, person(world.container, column))
    found = {
        "open": _set_up(world, "univ.example", "adm"),
        "secret": _set_up(world, "secret.example", "adm"),
        "other": _set_up(world, "other.example", "els"),
    }
    for column in PARTNERS:
        _give(world, found["other"].account_id, "els", RoleForm(ADDRESSES[column], "smart_account_user"))
    for column in ADDRESSES:
        claim_at_sign_in(world.ports, person(world.container, column))
    return found


def caller(world: World, column: str) -> Caller:
    """Return the person of the column as a caller with their present roles."""
    who = person(world.container, column)
    return Caller(who, world.ports.store.grants(who.person_id, str(who.email)))


def _set_up(world: World, domain: str, by: str) -> Account:
    """Create Virtual Accounts and roles of an account."""
    (lock,) = world.ports.store.locks(domain)
    lab, office = (_virtual_account(world, lock.account_id, by, name) for name in ("Lab", "Office"))
    if by == "adm":
        _staff(world, lock.account_id, lab, office)
    form = RoleForm(ADDRESSES["non"], AccessRole.SMART_ACCOUNT_VIEWER.value)
    offered = give_role(world.ports, caller(world, by), lock.account_id, form)
    assert isinstance(offered, Offer)
    grants = world.ports.store.account_grants(lock.account_id)
    roles = {(grant.email, grant.virtual_account_id): grant.grant_id for grant in grants}
    invited = invite_program(world.ports, caller(world, by), lock.account_id, INVITATION)
    (sent,) = logged(world, lock.account_id, webhook_id=OWN_WEBHOOK)
    program_id = invited.program.program_id
    return Account(lock.account_id, lab, office, roles, offered.offer_id, program_id, sent.delivery_id)


def _staff(world: World, account_id: str, lab: str, office: str) -> None:
    """Grant the roles of the columns, and withdraw those of former administrators."""
    typed = [
        *(RoleForm(ADDRESSES[column], kind.value) for column, kind in ON_ACCOUNT.items()),
        *(RoleForm(ADDRESSES[column], kind.value, lab) for column, kind in ON_LAB.items()),
        RoleForm(OFFICE_USER, AccessRole.VIRTUAL_ACCOUNT_USER.value, office),
    ]
    for role in typed:
        _give(world, account_id, "adm", role)
    # It is no longer given; who has it keeps it.
    world.give_role(ADDRESSES["apr"], account_id, AccessRole.SMART_ACCOUNT_APPROVER)
    withdrawn = {ADDRESSES[column] for column in WITHDRAWN}
    for grant in world.ports.store.account_grants(account_id):
        if grant.email in withdrawn:
            withdraw_role(world.ports, caller(world, "adm"), account_id, grant.grant_id)


def _give(world: World, account_id: str, by: str, typed: RoleForm) -> Grant:
    """Grant a role; who has to accept it does so."""
    given = give_role(world.ports, caller(world, by), account_id, typed)
    if not isinstance(given, Offer):
        return given
    columns = [column for column, address in ADDRESSES.items() if address == typed.email]
    receiver = person(world.container, columns[0]) if columns else person_at(typed.email)
    return accept_offer(world.ports, receiver, account_id, given.offer_id)


def _virtual_account(world: World, account_id: str, by: str, name: str) -> str:
    wanted = NewVirtualAccount(name)
    return administration.create_part(world.ports, caller(world, by), account_id, wanted).virtual_account_id
