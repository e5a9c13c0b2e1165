"""A site in which every list has a second page, and the one person who may read all of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.changes import InvitationForm
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.accounts.directory import MOST
from chalicelib.services.programs.administration import invite_program
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.web.accounts import administration_pages
from chalicelib.web.api import pagination
from chalicelib.web.page import lists
from tests.services.access.stories import ADMINISTRATOR, Account, offered
from tests.services.webhooks.hooks import logged
from tests.web.browser_without_script import Response, Site, site_over
from tests.world import World, person
from tests.world import world as new_world

READER = replace(ADMINISTRATOR, groups=frozenset({"reviewers"}))
STRANGER = person("stranger@elsewhere.example")
USER = AccessRole.SMART_ACCOUNT_USER
# Parameters that mail programs, monitors and typing errors append to an address.
IRRELEVANT_QUERY = "utm_source=mail&fbclid=x1&utm_source=again&Lang=de&dry-run=true&=&%C3%A9=%0D%0A&long=" + "x" * 900
# A page of one entry tests the same as one of 25 and is created much faster.
PAGE_SIZES = (
    (lists, "MOST_LISTED"),
    (pagination, "USUAL_PAGE"),
    (administration_pages, "PARTS_ON_A_PAGE"),
)


@dataclass(frozen=True)
class AddressTokens:
    """Verifier whose tokens are the addresses of known people."""

    people: Mapping[str, Person]
    rules: str = "one"

    def revalidated(self, person: Person, _: str) -> Person:
        """Return the same person, since there is one set of rules."""
        return person

    def verify(self, token: str) -> Person:
        """Return the person with that address."""
        if token not in self.people:
            raise Refused(Problem.UNAUTHENTICATED)
        return self.people[token]


def with_tokens(world: World, *people: Person) -> World:
    """Return the same world, whose API accepts the address of each person as their token."""
    verifier = AddressTokens({str(somebody.email): somebody for somebody in people})
    return replace(world, container=replace(world.container, verifier=cast(TokenVerifier, verifier)))


def bearer(person: Person) -> dict[str, str]:
    """Return the header with that token."""
    return {"Authorization": f"Bearer {person.email}"}


@dataclass(frozen=True)
class PopulatedSite:
    """The site for an anonymous reader and for two people; `names` are the values of path variables."""

    site: Site
    people: Mapping[Person, Site]
    names: Mapping[str, str]

    def get(self, path: str, by: Person = READER) -> Response:
        """Return the response of the API or of a page at this path, for something that exists."""
        filled = path.format(**self.names)
        return self.people[by].get(filled, **bearer(by))


@contextmanager
def populated_site() -> Iterator[PopulatedSite]:
    """Create two of everything and set the page size to one."""
    with (
        pytest.MonkeyPatch.context() as patch,
        new_world() as empty,
        site_over(with_tokens(empty, READER, STRANGER)) as site,
    ):
        for module, size in PAGE_SIZES:
            patch.setattr(module, size, 1)
        names = {
            "slug": "validation-failed",
            "part": "start",
            "name": "nothing.css",
            **_of_account(site.world),
            **_requests(site.world),
            "domain_proof_id": _proofs(site.world),
            "recovery_id": _recoveries(site.world),
            "inquiry_id": _inquiries(site.world),
        }
        names["program_id"] = _program(site.world, names["account_id"])
        people = {somebody: site.signed_in(somebody, role=None) for somebody in (READER, STRANGER)}
        yield PopulatedSite(site, people, names)


def _program(world: World, account_id: str) -> str:
    form = InvitationForm("Order tool", ("requests.read",), "orders@univ.example", 30)
    caller = Caller(READER, world.ports.store.grants(READER.person_id, str(READER.email)))
    return invite_program(world.ports, caller, account_id, form).program.program_id


def _proofs(world: World) -> str:
    """Ask for two proofs of the reader's own; return the id of one."""
    caller = Caller(READER, ())
    first, _ = (ask_for_proof(world.ports, caller, domain) for domain in ("one.example", "two.example"))
    return first.proof_id


def _inquiries(world: World) -> str:
    """Make two inquiries as the reader; return the id of one."""
    forms = (InquiryForm(f"nowhere{number}.example") for number in range(2))
    first, _ = (inquire(world.ports, READER, form) for form in forms)
    return first.inquiry_id


def _recoveries(world: World) -> str:
    """Ask for two recoveries as the reader; return the id of one."""
    ids = []
    for number in range(2):
        domain = f"lost{number}.{READER.email.domain}"
        world.import_account(f"Lost {number}", domain, (f"boss@{domain}",))
        lock = world.ports.store.locks_on([(READER.email.domain, domain)])[domain]
        ids.append(ask_for_recovery(world.ports, Caller(READER, ()), lock.account_id).recovery_id)
    return ids[0]


def _of_account(world: World) -> dict[str, str]:
    """Create an account of the reader, requests of others for it, and the reader's requests for others."""
    account = Account.of(world)
    account.give(STRANGER, USER)
    requests = [account.ask(person(f"asker{number}@univ.example"), USER) for number in range(2)]
    for number in range(2):
        world.import_account(f"Campus {number}", f"campus{number}.example", ("it@campus.example",))
        (lock,) = world.ports.store.locks(f"campus{number}.example")
        Account(world, lock.account_id, "", "").ask(READER, USER)
    _grants(world)
    sent, _ = logged(world, account.account_id, 2)
    for number in range(2):
        offered(world, READER, f"offering-{number}")
    return {
        "account_id": account.account_id,
        "virtual_account_id": account.lab,
        "webhook_id": sent.webhook_id,
        "delivery_id": sent.delivery_id,
        "role_id": f"{USER}-all-of-stranger",
        "access_request_id": requests[0].access_request_id,
    }


def _grants(world: World) -> None:
    """Grant enough roles for a second page of the API's directory."""
    now, email = world.clock.now(), str(READER.email)
    grants = [
        Grant(f"g{number}", f"elsewhere-{number}", email, USER, GrantOrigin.IMPORT, now) for number in range(MOST + 1)
    ]
    for start in range(0, len(grants), 20):
        world.ports.store.commit([GiveRole(grant) for grant in grants[start : start + 20]])


def _requests(world: World) -> dict[str, str]:
    """Submit two requests of the reader, in review, and one of another person that waits for the customer."""
    own_requests = [
        world.submit(by=READER, domain_identifier=f"own{number}.example", customer_emails=(f"it@far{number}.example",))
        for number in range(2)
    ]
    pending = world.submit(by=STRANGER, domain_identifier="asked.example", customer_emails=("it@asked.example",))
    return {"request_id": own_requests[0].request_id, "token": world.token(pending)}
