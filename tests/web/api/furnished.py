"""A world in which every list has a second page, and the one person who may read all of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.services.accounts.directory import MOST
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.web.access import list_pages
from chalicelib.web.accounts import administration_pages, directory_pages
from chalicelib.web.api import pagination
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.browser_without_script import Answer, Site, site_over
from tests.world import World, person
from tests.world import world as new_world

READER = replace(ADMINISTRATOR, groups=frozenset({"reviewers"}))
STRANGER = person("stranger@elsewhere.example")
USER = AccessRole.SMART_ACCOUNT_USER
# What mail programs, monitors and typing errors append to an address.
JUNK = "utm_source=mail&fbclid=x1&utm_source=again&Lang=de&dry-run=true&=&%C3%A9=%0D%0A&long=" + "x" * 900
# A page of one entry is as good as one of 25, and made in a fraction of the time.
PAGE_SIZES = (
    (list_pages, "ROWS_PER_LIST"),
    (directory_pages, "ROWS_OF_A_GROUP"),
    (pagination, "USUAL_PAGE"),
    (administration_pages, "PARTS_ON_A_PAGE"),
)


@dataclass(frozen=True)
class TokensOfTests:
    """Knows a person by their address."""

    people: Mapping[str, Person]
    rules: str = "one"

    def revalidated(self, person: Person, _: str) -> Person:
        """The same person: there is one set of rules."""
        return person

    def verify(self, token: str) -> Person:
        """Whose address it is."""
        if token not in self.people:
            raise Refused(Problem.UNAUTHENTICATED)
        return self.people[token]


def knowing(world: World, *people: Person) -> World:
    """The same world, whose API takes the address of each of them as a token."""
    verifier = TokensOfTests({str(one.email): one for one in people})
    return World(replace(world.container, verifier=cast(TokenVerifier, verifier)), world.clock)


def bearer(one: Person) -> dict[str, str]:
    """The header with that token."""
    return {"Authorization": f"Bearer {one.email}"}


@dataclass(frozen=True)
class Furnished:
    """That world for nobody and for two people; `names` fill in the variables of a path."""

    site: Site
    people: Mapping[Person, Site]
    names: Mapping[str, str]

    def get(self, path: str, by: Person = READER) -> Answer:
        """What the API or a page answers at this path, on something that exists."""
        filled = path.format(**self.names)
        return self.people[by].get(filled, **bearer(by))


@contextmanager
def furnished() -> Iterator[Furnished]:
    """Two of everything, listed one by one."""
    with (
        pytest.MonkeyPatch.context() as patch,
        new_world() as empty,
        site_over(knowing(empty, READER, STRANGER)) as site,
    ):
        for module, size in PAGE_SIZES:
            patch.setattr(module, size, 1)
        names = {
            "slug": "validation-failed",
            "name": "nothing.css",
            **_of_account(site.world),
            **_requests(site.world),
        }
        people = {one: site.signed_in(one, role=None) for one in (READER, STRANGER)}
        yield Furnished(site, people, names)


def _of_account(world: World) -> dict[str, str]:
    """An account that the reader runs, what others ask of it, and what the reader asks of others."""
    account = Account.of(world)
    account.give(STRANGER, USER)
    asked = [account.ask(person(f"asker{number}@univ.example"), USER) for number in range(2)]
    for number in range(2):
        world.import_account(f"Campus {number}", f"campus{number}.example", ("it@campus.example",))
        (lock,) = world.ports.store.locks(f"campus{number}.example")
        Account(world, lock.account_id, "", "").ask(READER, USER)
    _grants(world)
    return {
        "account_id": account.account_id,
        "virtual_account_id": account.lab,
        "role_id": f"{USER}-all-of-stranger",
        "access_request_id": asked[0].access_request_id,
    }


def _grants(world: World) -> None:
    """So many roles that the API's directory has a second page."""
    now, email = world.clock.now(), str(READER.email)
    grants = [Grant(f"g{one}", f"elsewhere-{one}", email, USER, GrantOrigin.IMPORT, now) for one in range(MOST + 1)]
    for start in range(0, len(grants), 20):
        world.ports.store.commit([GiveRole(one) for one in grants[start : start + 20]])


def _requests(world: World) -> dict[str, str]:
    """The reader's own, in review, and one of somebody else that waits for the customer."""
    own = [
        world.submit(by=READER, domain_identifier=f"own{one}.example", customer_emails=(f"it@far{one}.example",))
        for one in range(2)
    ]
    asked = world.submit(by=STRANGER, domain_identifier="asked.example", customer_emails=("it@asked.example",))
    return {"request_id": own[0].request_id, "token": world.token(asked)}
