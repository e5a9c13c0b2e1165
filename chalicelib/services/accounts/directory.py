"""The directory of one person, read in three round trips, plus one for their roles."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.accounts.account import AccountStatus, Administrator, Grant, SmartAccount, Visibility
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import member_of, team_ids
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.own_domain import own_domain
from chalicelib.services.unit_of_work.ports import NO_ACCOUNT, Ports

MOST = 50
# With their accounts, and the fifty of the first group, they fit into one batch read of a hundred rows.
MOST_ASKED = 24


class DirectoryGroup(StrEnum):
    """Why an account is in somebody's directory."""

    ACCESSIBLE = "accessible"
    ACCESS_REQUESTED = "access_requested"
    CREATION_REQUESTED = "creation_requested"
    SAME_DOMAIN = "same_domain"


@value_class
class AskedAccess:
    """An account to which the person requested access, with their newest access request for it.

    An access request does not open a restricted account: `contacts` are then empty.
    """

    account: SmartAccount
    request: AccessRequest
    contacts: Sequence[Administrator]


@value_class
class Directory:
    """The groups in the order of the API, each cut, and the start of the first group's next page, if any."""

    accessible: Sequence[SmartAccount]
    access_requested: Sequence[AskedAccess]
    creation_requested: Sequence[AccountRequest]
    same_domain: Sequence[SmartAccount]
    next_accessible: int | None
    more_asked: bool
    more_requested: bool


def directory_of(
    ports: Ports, person: Person, grants: Sequence[Grant], most: int = MOST, *, of_teams: bool = False
) -> Directory:
    """Return the accounts that the person can access or has requested, and the account of their own mail domain.

    Requested are those with an account request or an access request of the person; with `of_teams`, those with an
    account request of their teams, whose lists take a read each. Each group is cut at `most`.
    """
    teams = team_ids(grants)
    listed = (
        ports.store.team_entries(teams, most, None)
        if of_teams
        else ports.store.entries_of(person.person_id, most, None)
    )
    ids_listed = [one.request_id for one in listed.items]
    directory_rows = ports.store.directory_rows(ids_listed, person.person_id, own_domain(ports, person.email.domain))
    asked = directory_rows.recent_access_requests.newest if directory_rows.recent_access_requests else ()
    own, ids = [lock.account_id for lock in directory_rows.locks], _accessible(grants)
    accounts, requests = _found(ports, [*ids[:most], *own], asked[:MOST_ASKED])
    return Directory(
        accessible=[accounts[one] for one in ids[:most] if one in accounts],
        access_requested=[
            _asked_access(accounts[one.account_id], one, grants)
            for one in _newest_unanswered(requests)
            if one.account_id in accounts
        ],
        creation_requested=_seen(ports, person, grants, directory_rows.requests),
        same_domain=[accounts[one] for one in own if one in accounts and _is_shown(accounts[one])],
        next_accessible=most if len(ids) > most else None,
        more_asked=len(asked) > MOST_ASKED,
        more_requested=listed.next_start is not None,
    )


def _seen(
    ports: Ports, person: Person, grants: Sequence[Grant], requests: Sequence[AccountRequest]
) -> Sequence[AccountRequest]:
    """Leave out open requests of a team that the person has left."""
    now = ports.clock.now()
    return [one for one in requests if member_of(one, person, grants).sees(one, now)]


def _asked_access(account: SmartAccount, request: AccessRequest, grants: Sequence[Grant]) -> AskedAccess:
    is_open = Rights.of(grants, account.account_id).sees_details_of(account)
    return AskedAccess(account, request, account.administrators if is_open else ())


def _found(
    ports: Ports, account_ids: Sequence[str], asked: Sequence[tuple[str, str]]
) -> tuple[Mapping[str, SmartAccount], Sequence[AccessRequest]]:
    wanted = dict.fromkeys([*account_ids, *(account_id for _, account_id in asked)])
    access_request_ids = [access_request_id for access_request_id, _ in asked]
    # Read even if nothing is wanted, so that the calls do not reveal whether their domain has a restricted account.
    return ports.store.accounts_and_access(wanted or [NO_ACCOUNT], access_request_ids)


def _newest_unanswered(requests: Sequence[AccessRequest]) -> Sequence[AccessRequest]:
    """Return the newest request for each account, newest first, without approved ones.

    An approved request has become access, or that access was withdrawn again since.
    """
    newest: dict[str, AccessRequest] = {}
    for one in requests:
        newest.setdefault(one.account_id, one)
    return [one for one in newest.values() if one.status is not AccessStatus.APPROVED]


def more_accessible(ports: Ports, grants: Sequence[Grant], start: int, most: int = MOST) -> Directory:
    """Return a further page of the first group only."""
    ids = _accessible(grants)
    accounts = ports.store.accounts(ids[start : start + most])
    following = start + most if len(ids) > start + most else None
    return Directory(accounts, (), (), (), following, more_asked=False, more_requested=False)


def _accessible(grants: Sequence[Grant]) -> list[str]:
    return sorted({grant.account_id for grant in grants})


def _is_shown(account: SmartAccount) -> bool:
    return account.search_visibility is Visibility.UNRESTRICTED and account.status is AccountStatus.ACTIVE
