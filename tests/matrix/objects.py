"""The objects that the table names: their ids and tokens, and further values for calls."""

from collections.abc import Mapping

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.proofs.proof import DomainProof
from tests.matrix.accounts import OFFICE_USER, OWN_WEBHOOK, Account
from tests.matrix.callers import ADDRESSES
from tests.matrix.requests import Requests

Object = Mapping[str, str]
Objects = Mapping[str, Object]
# An unknown id in the usual format.
NOWHERE = "0" * 32
IDS = ("account_id", "request_id", "access_request_id", "domain_proof_id", "recovery_id", "inquiry_id")
NOTHING: Object = {
    **dict.fromkeys(IDS, NOWHERE),
    "nomination": "1",
    "domain": "nowhere",
}
# Accounts that are not active have no roles or Virtual Accounts.
NOT_ACTIVE = ("pending", "reviewing", "withdrawn", "dropped", "lapsed", "unknown")


def objects_by_name(
    made: Requests,
    accounts: Mapping[str, Account],
    access: Mapping[str, AccessRequest],
    proofs: Mapping[str, DomainProof],
) -> Objects:
    """Return every object by its name in the table."""
    requests = {"unknown": NOTHING, **_requests(made)}
    found: dict[str, Object] = {"-": {}, **requests, **_access(access), **_links(made)}
    found |= {f"proof-{name}": {"domain_proof_id": proof.proof_id} for name, proof in proofs.items()}
    for name, domain in (("open", "univ"), ("secret", "secret")):
        found |= _of_account(name, accounts[name], accounts["other"], domain)
    for name in NOT_ACTIVE:
        found |= _of_nothing(name, requests[name]["account_id"])
    return found


def _requests(made: Requests) -> Objects:
    """Return the requests, each with its account."""
    return {
        name: {"request_id": request.request_id, "account_id": request.account_id, "nomination": "1", "domain": name}
        for name, request in made.requests.items()
    }


def _access(access: Mapping[str, AccessRequest]) -> Objects:
    """Return the access requests, each with its Virtual Account."""
    virtual_accounts = {name: request.asked.virtual_account_ids for name, request in access.items()}
    return {
        f"access-{name}": {
            "access_request_id": request.access_request_id,
            **({"virtual_account_id": virtual_accounts[name][0]} if virtual_accounts[name] else {}),
        }
        for name, request in access.items()
    }


def _links(made: Requests) -> Objects:
    """Return the links, each with its request's domain; the forged one differs in its last significant character."""
    good = made.links["pending"]
    forged = good[:-2] + ("A" if good[-2] != "A" else "E") + good[-1]
    tokens = {**made.links, "forged": forged, "unknown": NOWHERE}
    return {
        f"link-{name}": {"token": token, "domain": name.removesuffix("-alternate")} for name, token in tokens.items()
    }


def _of_account(name: str, account: Account, other: Account, domain: str) -> Objects:
    """Return the account itself, with each Virtual Account (`open/lab`), and with each role (`open:lab`)."""
    base = {"account_id": account.account_id, "domain": domain}
    parts = {"lab": account.lab, "office": account.office, "foreign": other.lab, "unknown": NOWHERE}
    hooks = {"hook": (OWN_WEBHOOK, account.delivery_id), "unknown": (NOWHERE, NOWHERE)}
    roles = {
        "viewer": account.roles[ADDRESSES["vwr"], None],
        "lab": account.roles[ADDRESSES["vau"], account.lab],
        "office": account.roles[OFFICE_USER, account.office],
        "adm": account.roles[ADDRESSES["adm"], None],
        "foreign": other.roles[ADDRESSES["els"], None],
        "offer": account.offer,
        "unknown": NOWHERE,
    }
    return {
        name: base,
        **{f"{name}/{part}": {**base, "virtual_account_id": found} for part, found in parts.items()},
        **{f"{name}:{role}": {**base, "role_id": found} for role, found in roles.items()},
        f"{name}+program": {**base, "program_id": account.program},
        f"{name}+unknown": {**base, "program_id": NOWHERE},
        **{f"{name}@{hook}": {**base, "webhook_id": one, "delivery_id": sent} for hook, (one, sent) in hooks.items()},
    }


def _of_nothing(name: str, account_id: str) -> Objects:
    """Return an account with an unknown Virtual Account and an unknown role."""
    base = {"account_id": account_id}
    part, role = {**base, "virtual_account_id": NOWHERE}, {**base, "role_id": NOWHERE}
    program, hook = {**base, "program_id": NOWHERE}, {**base, "webhook_id": NOWHERE, "delivery_id": NOWHERE}
    known = {f"{name}/unknown": part, f"{name}:unknown": role}
    return {**known, f"{name}+unknown": program, f"{name}@unknown": hook}
