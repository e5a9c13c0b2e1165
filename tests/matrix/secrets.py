"""Words that only certain callers may find in any response, successful or not."""

from collections.abc import Mapping

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.proofs.proof import DomainProof
from tests.matrix.accounts import DEPUTY, OFFICE_USER, Account
from tests.matrix.callers import ADDRESSES
from tests.matrix.proofs import HOLDERS
from tests.matrix.requests import Requests

Secrets = Mapping[str, frozenset[str]]
REVIEWERS = ("rev", "rvr", "slf")
# Columns with a role that gives access to the restricted account.
INSIDERS = frozenset({"vwr", "usr", "vau", "vad", "adm"})
# Requests that were ever in review, and those of them that were not accepted.
REVIEWED = ("reviewing", "accepted", "dropped", "lapsed", "selfmade")
NOT_ACCEPTED = ("reviewing", "dropped", "lapsed", "selfmade")


def secrets_of(
    made: Requests,
    accounts: Mapping[str, Account],
    access: Mapping[str, AccessRequest],
    proofs: Mapping[str, DomainProof],
) -> Secrets:
    """Return the words with the columns that may see them."""
    own = {word: frozenset({HOLDERS[name]}) for name, one in proofs.items() for word in (one.proof_id, one.token)}
    return {**_of_accounts(accounts), **_of_requests(made), **_of_access(access), **own}


def names_of(made: Requests, accounts: Mapping[str, Account]) -> frozenset[str]:
    """Return names, domains, ids and people of the accounts."""
    found = {
        word
        for request in made.requests.values()
        for word in (request.account_name, request.account_id, request.reference)
    }
    found |= {"University of Example", "univ.example", "Institute of Secrets", "secret.example"}
    return frozenset({*found, *(account.account_id for account in accounts.values()), *ADDRESSES.values()})


def _of_accounts(accounts: Mapping[str, Account]) -> Secrets:
    """Roles are visible to administrators; everything of a restricted account only to people with access."""
    secret = accounts["secret"]
    secrets = dict.fromkeys((DEPUTY, secret.lab, secret.office), INSIDERS)
    for account in (accounts["open"], secret):
        secrets[account.program] = frozenset({"adm"})
        for (_, virtual_account), role_id in account.roles.items():
            secrets[role_id] = frozenset({"adm", "vad"} if virtual_account == account.lab else {"adm"})
    holders = {ADDRESSES[column]: frozenset({"adm", column}) for column in ("vwr", "usr", "apr")}
    on_lab = {ADDRESSES["vau"]: frozenset({"adm", "vad", "vau"})}
    return {**secrets, **holders, **on_lab, OFFICE_USER: frozenset({"adm"})}


def _of_requests(made: Requests) -> Secrets:
    """Ids, addresses and notes are visible to the requester and, if it was ever in review, to reviewers."""
    secrets: dict[str, frozenset[str]] = {}
    for name, request in made.requests.items():
        # A reviewer who declines the pending request sees it.
        reviewers = REVIEWERS if name in REVIEWED or name == "pending" else ()
        known = frozenset({"slf" if name == "selfmade" else "req", *reviewers})
        emails = {nomination.email for nomination in request.nominations}
        words = {request.request_id, request.note_to_reviewer, *emails}
        account = {request.account_id, request.account_name} if name in NOT_ACCEPTED else set()
        secrets |= dict.fromkeys(words | account, known)
    return secrets


def _of_access(access: Mapping[str, AccessRequest]) -> Secrets:
    """Ids and notes are visible to the requester and the deciders."""
    columns = {email: column for column, email in ADDRESSES.items()}
    secrets: dict[str, frozenset[str]] = {}
    for name, request in access.items():
        deciders = {"adm", "vad"} if name in ("on-lab", "given") else {"adm"}
        reviewers = REVIEWERS if request.is_escalated else ()
        known = frozenset({columns.get(request.requester.email, "adm"), *deciders, *reviewers})
        secrets |= dict.fromkeys((request.access_request_id, request.note), known)
    return secrets
