"""What the names of objects in the table stand for: ids and tokens, and what else a call about one needs."""

from collections.abc import Mapping

from chalicelib.domain.access.request import AccessRequest
from tests.matrix.accounts import OFFICE_USER, Account
from tests.matrix.callers import ADDRESSES
from tests.matrix.requests import Requests

Object = Mapping[str, str]
Objects = Mapping[str, Object]
# As ids of ours look.
NOWHERE = "0" * 32
NOTHING: Object = {
    **dict.fromkeys(("account_id", "request_id", "access_request_id"), NOWHERE),
    "nomination": "1",
    "domain": "nowhere",
}
# Of accounts that are not active there is nothing else to name.
NOT_ACTIVE = ("pending", "reviewing", "withdrawn", "dropped", "lapsed", "unknown")


def named(made: Requests, accounts: Mapping[str, Account], access: Mapping[str, AccessRequest]) -> Objects:
    """Every object by its name in the table."""
    requests = {"unknown": NOTHING, **_requests(made)}
    found: dict[str, Object] = {"-": {}, **requests, **_access(access), **_links(made)}
    for name in ("open", "secret"):
        found |= _of_account(name, accounts[name], accounts["other"])
    for name in NOT_ACTIVE:
        found |= _of_nothing(name, requests[name]["account_id"])
    return found


def _requests(made: Requests) -> Objects:
    """Each with the account that it would found."""
    return {
        name: {"request_id": one.request_id, "account_id": one.account_id, "nomination": "1", "domain": name}
        for name, one in made.requests.items()
    }


def _access(access: Mapping[str, AccessRequest]) -> Objects:
    """Each with the Virtual Account that it is for."""
    parts = {name: one.asked.virtual_account_ids for name, one in access.items()}
    return {
        f"access-{name}": {
            "access_request_id": one.access_request_id,
            **({"virtual_account_id": parts[name][0]} if parts[name] else {}),
        }
        for name, one in access.items()
    }


def _links(made: Requests) -> Objects:
    """Each with its request's domain; the forged one differs from a good one in the last letter that counts."""
    good = made.links["pending"]
    forged = good[:-2] + ("A" if good[-2] != "A" else "E") + good[-1]
    tokens = {**made.links, "forged": forged, "unknown": NOWHERE}
    return {
        f"link-{name}": {"token": token, "domain": name.removesuffix("-alternate")} for name, token in tokens.items()
    }


def _of_account(name: str, one: Account, elsewhere: Account) -> Objects:
    """The account by itself, with a Virtual Account (`open/lab`), and with a role (`open:lab`)."""
    here = {"account_id": one.account_id}
    parts = {"lab": one.lab, "office": one.office, "foreign": elsewhere.lab, "unknown": NOWHERE}
    roles = {
        "viewer": one.roles[ADDRESSES["vwr"], None],
        "lab": one.roles[ADDRESSES["vau"], one.lab],
        "office": one.roles[OFFICE_USER, one.office],
        "adm": one.roles[ADDRESSES["adm"], None],
        "foreign": elsewhere.roles[ADDRESSES["els"], None],
        "unknown": NOWHERE,
    }
    return {
        name: here,
        **{f"{name}/{part}": {**here, "virtual_account_id": found} for part, found in parts.items()},
        **{f"{name}:{role}": {**here, "role_id": found} for role, found in roles.items()},
    }


def _of_nothing(name: str, account_id: str) -> Objects:
    """An account with a Virtual Account and a role that it has not."""
    here = {"account_id": account_id}
    part, role = {**here, "virtual_account_id": NOWHERE}, {**here, "role_id": NOWHERE}
    return {f"{name}/unknown": part, f"{name}:unknown": role}
