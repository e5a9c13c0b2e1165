"""The accounts of the matrix: an unrestricted and a restricted one with people of every role, and another one."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.accounts.administration import NewVirtualAccount
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.roles import give_role, withdraw_role
from chalicelib.services.accounts import administration
from chalicelib.services.unit_of_work.caller import Caller
from tests.matrix.callers import ADDRESSES, person
from tests.world import World

# Nobody of the table, with roles that only some may hear of.
DEPUTY = "deputy@secret.example"
OFFICE_USER = "clerk@univ.example"
ON_ACCOUNT = {
    "apr": AccessRole.SMART_ACCOUNT_APPROVER,
    "vwr": AccessRole.SMART_ACCOUNT_VIEWER,
    "usr": AccessRole.SMART_ACCOUNT_USER,
}
ON_LAB = {"vau": AccessRole.VIRTUAL_ACCOUNT_USER, "vad": AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR}
WITHDRAWN = ("gon", "for")
PARTNERS = ("for", "req", "riv", "rvr", "slf")


@dataclass(frozen=True)
class Account:
    """An account with two Virtual Accounts, and its roles by the address and the Virtual Account they are for."""

    account_id: str
    lab: str
    office: str
    roles: Mapping[tuple[str, str | None], str]


def populated(world: World) -> Mapping[str, Account]:
    """The accounts by name; of `open` the administrator is the last one, of `secret` there is another."""
    administrators = tuple(ADDRESSES[column] for column in ("adm", *WITHDRAWN))
    world.import_account("University of Example", "univ.example", administrators)
    world.import_account("Institute of Secrets", "secret.example", (*administrators, DEPUTY), "restricted")
    world.import_account("Other House", "other.example", (ADDRESSES["els"],))
    for column in ADDRESSES:
        claim_at_sign_in(world.ports, person(world.container, column))
    found = {
        "open": _run(world, "univ.example", "adm"),
        "secret": _run(world, "secret.example", "adm"),
        "other": _run(world, "other.example", "els"),
    }
    for column in PARTNERS:
        _give(world, found["other"].account_id, "els", RoleForm(ADDRESSES[column], "smart_account_user"))
    for column in ADDRESSES:
        claim_at_sign_in(world.ports, person(world.container, column))
    return found


def caller(world: World, column: str) -> Caller:
    """The person of the column, with the roles they have now."""
    one = person(world.container, column)
    return Caller(one, world.ports.store.grants(one.person_id, one.email.key))


def _run(world: World, domain: str, by: str) -> Account:
    """The account once its administrator has seen to its Virtual Accounts and roles."""
    (lock,) = world.ports.store.locks(domain)
    lab, office = (_part(world, lock.account_id, by, name) for name in ("Lab", "Office"))
    if by == "adm":
        _staff(world, lock.account_id, lab, office)
    given = world.ports.store.account_grants(lock.account_id)
    roles = {(one.email, one.virtual_account_id): one.grant_id for one in given}
    return Account(lock.account_id, lab, office, roles)


def _staff(world: World, account_id: str, lab: str, office: str) -> None:
    """Gives the roles of the columns, and withdraws those that were administrators once."""
    typed = [
        *(RoleForm(ADDRESSES[column], role.value) for column, role in ON_ACCOUNT.items()),
        *(RoleForm(ADDRESSES[column], role.value, lab) for column, role in ON_LAB.items()),
        RoleForm(OFFICE_USER, AccessRole.VIRTUAL_ACCOUNT_USER.value, office),
    ]
    for one in typed:
        _give(world, account_id, "adm", one)
    withdrawn = {ADDRESSES[column] for column in WITHDRAWN}
    for grant in world.ports.store.account_grants(account_id):
        if grant.email in withdrawn:
            withdraw_role(world.ports, caller(world, "adm"), account_id, grant.grant_id)


def _give(world: World, account_id: str, by: str, typed: RoleForm) -> Grant:
    return give_role(world.ports, caller(world, by), account_id, typed)


def _part(world: World, account_id: str, by: str, name: str) -> str:
    return administration.create_part(
        world.ports, caller(world, by), account_id, NewVirtualAccount(name)
    ).virtual_account_id
