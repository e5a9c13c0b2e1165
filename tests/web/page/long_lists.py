"""The lists of pages, each with as many entries as it is asked to have, and who reads it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.identity.person import Person
from chalicelib.domain.policy import Policy
from chalicelib.services.access import requests
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.writes import ListForReview, SaveAccount, SaveRequest, Write
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.browser_without_script import Site, site_over
from tests.world import PARTNER, REVIEWER, SETTINGS, World, person, world

USER = AccessRole.SMART_ACCOUNT_USER
# Limits that nobody meets here.
POLICY = Policy(open_requests=200, mails_per_requester=2_000, mails_per_recipient=2_000)


@dataclass(frozen=True)
class LongList:
    """A list: how to give it entries named "Name 1" and so on, where it is, its reader, and the word for its file."""

    seed: Callable[[World, int], str]
    reader: Person
    file: str


def commit_all(one: World, writes: list[Write]) -> None:
    """Commit the writes, as many at once as a transaction takes."""
    for first in range(0, len(writes), 25):
        one.ports.store.commit(writes[first : first + 25])


def own_requests(one: World, count: int) -> str:
    """Let the partner have requested accounts, an hour apart."""
    _requested(one, count, in_review=False)
    return "/requests"


def reviews(one: World, count: int) -> str:
    """Let requests wait for a reviewer."""
    _requested(one, count, in_review=True)
    return "/reviews"


def _requested(one: World, count: int, *, in_review: bool) -> None:
    address = "it@elsewhere.example" if in_review else "it@name1.example"
    first = one.submit(account_name="Name 1", domain_identifier="name1.example", customer_emails=(address,))
    writes: list[Write] = []
    for number in range(2, count + 1):
        copy = replace(
            first,
            request_id=f"copy{number}",
            reference=f"SAR-COPY-{number:04}",
            account_id=f"account{number}",
            account_name=f"Name {number}",
            domain_identifier=f"name{number}.example",
            created_at=first.created_at + timedelta(hours=number),
            expires_at=first.expires_at + timedelta(days=90),
            version=0,
        )
        writes += [SaveRequest(copy), *([ListForReview(copy)] if in_review else [])]
    commit_all(one, writes)


def directory(one: World, count: int) -> str:
    """Let the partner have a role on each account."""
    one.import_account("Name 1", "name1.example", ("it@name1.example",))
    lock = one.ports.store.locks_on([("name1.example", "name1.example")])["name1.example"]
    first = one.ports.store.account(lock.account_id)
    assert first is not None
    ids = [first.account_id, *(f"account{number}" for number in range(2, count + 1))]
    email, now = str(PARTNER.email), one.clock.now()
    for number, account_id in enumerate(ids[1:], 2):
        name, domain = f"Name {number}", f"name{number}.example"
        copy = replace(first, account_id=account_id, account_name=name, domain_identifier=domain, version=0)
        one.ports.store.commit([SaveAccount(copy, None)])
    commit_all(
        one,
        [
            GiveRole(Grant(f"role-{number}", account_id, email, USER, GrantOrigin.IMPORT, now))
            for number, account_id in enumerate(ids)
        ],
    )
    return "/directory"


def to_decide(one: World, count: int) -> str:
    """Let people ask for access to one account, a minute apart."""
    account = Account.of(one)
    for number in range(1, count + 1):
        account.ask(person(f"name{number}@univ.example", name=f"Name {number}"), USER)
        one.clock.advance(minutes=1)
    return "/access-requests?as=decider"


def own_access(one: World, count: int) -> str:
    """Let the partner have asked for access to one account, in vain each time."""
    one.import_account("Name 1", "name1.example", (str(ADMINISTRATOR.email),))
    lock = one.ports.store.locks_on([("name1.example", "name1.example")])["name1.example"]
    account = Account(one, lock.account_id, "", "")
    for _ in range(count):
        asked = account.ask(PARTNER, USER)
        requests.decline(one.ports, account.caller(ADMINISTRATOR), asked.access_request_id, "")
        one.clock.advance(minutes=1)
    return "/access-requests?as=requester"


def roles(one: World, count: int) -> str:
    """Let people have roles on one account, besides its administrator."""
    account = Account.of(one)
    email, now = "name{}@univ.example", one.clock.now()
    commit_all(
        one,
        [
            GiveRole(Grant(f"r{number}", account.account_id, email.format(number), USER, GrantOrigin.IMPORT, now))
            for number in range(1, count)
        ],
    )
    return f"/accounts/{account.account_id}/roles"


LISTS: Mapping[str, LongList] = {
    "own requests": LongList(own_requests, PARTNER, "requests"),
    "reviews": LongList(reviews, REVIEWER, "reviews"),
    "directory": LongList(directory, PARTNER, "directory"),
    "access to decide": LongList(to_decide, ADMINISTRATOR, "access-requests"),
    "own access requests": LongList(own_access, PARTNER, "access-requests"),
    "roles": LongList(roles, ADMINISTRATOR, "roles"),
}


@contextmanager
def site_with(name: str, count: int) -> Iterator[tuple[Site, str]]:
    """The site as the reader of this list sees it, and where the list is."""
    with world(replace(SETTINGS, policy=POLICY)) as one, site_over(one) as site:
        path = LISTS[name].seed(one, count)
        yield site.signed_in(LISTS[name].reader, role=USER if name in NEEDS_A_ROLE else None), path


# Readers of these lists have no role by what the list shows.
NEEDS_A_ROLE = {"own requests", "own access requests"}
