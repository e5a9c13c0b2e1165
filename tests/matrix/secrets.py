"""Who may know what of the objects: words that no other caller finds in any answer, granted or refused."""

from collections.abc import Mapping

from chalicelib.domain.access.request import AccessRequest
from tests.matrix.accounts import DEPUTY, OFFICE_USER, Account
from tests.matrix.callers import ADDRESSES
from tests.matrix.requests import Requests

Secrets = Mapping[str, frozenset[str]]
REVIEWERS = ("rev", "rvr", "slf")
# Whoever has a role that opens the restricted account.
WITHIN = frozenset({"vwr", "usr", "vau", "vad", "adm"})
# Requests that were in review at some time, and those of them that no reviewer has accepted.
REVIEWED = ("reviewing", "accepted", "dropped", "lapsed", "selfmade")
NOT_ACCEPTED = ("reviewing", "dropped", "lapsed", "selfmade")


def secrets_of(made: Requests, accounts: Mapping[str, Account], access: Mapping[str, AccessRequest]) -> Secrets:
    """The words with the columns that may know them."""
    return {**_of_accounts(accounts), **_of_requests(made), **_of_access(access)}


def names_of(made: Requests, accounts: Mapping[str, Account]) -> frozenset[str]:
    """What accounts are called and known by, and who runs them."""
    found = {word for one in made.requests.values() for word in (one.account_name, one.account_id, one.reference)}
    found |= {"University of Example", "univ.example", "Institute of Secrets", "secret.example"}
    return frozenset({*found, *(one.account_id for one in accounts.values()), *ADDRESSES.values()})


def _of_accounts(accounts: Mapping[str, Account]) -> Secrets:
    """Roles and their holders are for administrators; of a restricted account all is for those within."""
    secret = accounts["secret"]
    secrets = dict.fromkeys((DEPUTY, secret.lab, secret.office), WITHIN)
    for one in (accounts["open"], secret):
        for (_, part), role_id in one.roles.items():
            secrets[role_id] = frozenset({"adm", "vad"} if part == one.lab else {"adm"})
    holders = {ADDRESSES[column]: frozenset({"adm", column}) for column in ("vwr", "usr", "apr")}
    on_lab = {ADDRESSES["vau"]: frozenset({"adm", "vad", "vau"})}
    return {**secrets, **holders, **on_lab, OFFICE_USER: frozenset({"adm"})}


def _of_requests(made: Requests) -> Secrets:
    """Ids, addresses and notes are for the requester, and for reviewers of what was ever in review."""
    secrets: dict[str, frozenset[str]] = {}
    for name, one in made.requests.items():
        # The pending one is shown to the reviewer who has just declined it.
        reviewers = REVIEWERS if name in REVIEWED or name == "pending" else ()
        known = frozenset({"slf" if name == "selfmade" else "req", *reviewers})
        words = {one.request_id, one.note_to_reviewer, *(each.email for each in one.nominations)}
        account = {one.account_id, one.account_name} if name in NOT_ACCEPTED else set()
        secrets |= dict.fromkeys(words | account, known)
    return secrets


def _of_access(access: Mapping[str, AccessRequest]) -> Secrets:
    """Ids and notes are for the requester and for those who decide."""
    columns = {email: column for column, email in ADDRESSES.items()}
    secrets: dict[str, frozenset[str]] = {}
    for name, one in access.items():
        deciders = {"adm", "vad"} if name in ("on-lab", "given") else {"adm"}
        known = frozenset({columns.get(one.requester.email, "adm"), *deciders})
        secrets |= dict.fromkeys((one.access_request_id, one.note), known)
    return secrets
