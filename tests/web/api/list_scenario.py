"""Three entries in every list: requests, reviews, access requests of both sides, roles, accounts, events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib import bootstrap
from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests as access
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.requests import requester_actions
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.access.stories import ADMINISTRATOR, Account, offered
from tests.services.webhooks.hooks import logged
from tests.web.browser_without_script import Site
from tests.world import PARTNER, REVIEWER, World, person

PEOPLE = {str(somebody.email): somebody for somebody in (PARTNER, REVIEWER, ADMINISTRATOR)}
IDS = (
    "delivery_id",
    "webhook_id",
    "event_id",
    "inquiry_id",
    "recovery_id",
    "program_id",
    "domain_proof_id",
    "request_id",
    "access_request_id",
    "role_id",
    "virtual_account_id",
    "account_id",
)
GROUPS = ("accessible", "access_requested", "creation_requested", "same_domain")


class KnownTokens:
    """Verifier whose tokens are addresses of known people; a session's person is unchanged."""

    rules = ""

    def verify(self, token: str) -> Person:
        return PEOPLE[token]

    def revalidated(self, person: Person, rules: str) -> Person:
        return person


@dataclass
class ListScenario:
    """The site with a signed-in person of each kind, and the ids of the listed objects."""

    site: Site
    account: Account
    requests: list[AccountRequest]
    reviews: list[AccountRequest]
    accounts: Mapping[str, str]
    asked: list[str]
    browsers: Mapping[str, Site]
    inquiries: list[str]

    @classmethod
    def over(cls, site: Site) -> "ListScenario":
        """Create the scenario through the use cases."""
        world = site.world
        world.container = bootstrap.use(replace(world.container, verifier=KnownTokens()))  # type: ignore[arg-type]
        account = Account.of(world)
        account.virtual_account("Optics", account.lab)
        account.virtual_account("Zoo")
        for name in ("viewer", "user", "guest"):
            account.give(person(f"{name}@univ.example"), AccessRole.SMART_ACCOUNT_VIEWER)
        _send_to_webhooks(world, account)
        browsers = {
            str(PARTNER.email): site.signed_in(),
            str(REVIEWER.email): site.signed_in(REVIEWER),
            str(ADMINISTRATOR.email): site.signed_in(ADMINISTRATOR, role=None),
        }
        accounts = _imported(world)
        for number in range(1, 4):
            offered(world, PARTNER, accounts[f"Acme {number}"], f"offer-{number}")
        for number in range(1, 4):
            ask_for_proof(world.ports, Caller(PARTNER, ()), f"proof{number}.example")
            world.clock.advance(minutes=1)
        accounts |= _recovering(world)
        requests, reviews = _requested(world)
        forms = [InquiryForm(f"nowhere{number}.example") for number in range(3)]
        inquiries = [inquire(world.ports, PARTNER, form).inquiry_id for form in forms]
        return cls(site, account, requests, reviews, accounts, _asked(world, accounts), browsers, inquiries)

    def json(self, path: str, reader: Person) -> dict[str, Any]:
        """Return the API's response, which must have the status 200."""
        response = self.site.get(path, Authorization=f"Bearer {reader.email}", Accept="application/json")
        assert response.status == 200, response.text
        read: dict[str, Any] = json.loads(response.text)
        return read

    def entries(self, path: str, reader: Person) -> tuple[list[str], int]:
        """Return a list's entries in order, by group and id, and the number of unreadable ones."""
        body = self.json(path, reader)
        groups = [("", body["items"])] if "items" in body else [(group, body[group]) for group in GROUPS]
        return [f"{group} {entry_id}" for group, items in groups for entry_id in _ids(items)], body["unreadable"]

    def page(self, path: str, reader: Person, language: str = "en") -> str:
        """Return the text of a page, which must have the status 200."""
        response = replace(self.browsers[str(reader.email)], language=language).get(path)
        assert response.status == 200, response.text
        return response.text


def _ids(items: list[dict[str, Any]]) -> list[str]:
    """Return the id of each entry, followed by those of its children."""
    found = []
    for item in items:
        entry = item.get("request", item)
        found.append(next(entry[name] for name in IDS if name in entry))
        found += _ids(item.get("children", []))
    return found


def _imported(world: World) -> dict[str, str]:
    """Import accounts of the partner, of the administrator and of the partner's domain; return their ids by name."""
    for name, administrator in (("Delta", PARTNER), ("Acme", ADMINISTRATOR)):
        for number in range(1, 4):
            world.import_account(f"{name} {number}", f"{name.lower()}{number}.example", (str(administrator.email),))
    world.import_account("Reseller", PARTNER.email.domain, ("boss@reseller.example",))
    names = {
        f"{name} {number}": f"{name.lower()}{number}.example" for name in ("Delta", "Acme") for number in range(1, 4)
    }
    domains = {**names, "Reseller": PARTNER.email.domain}
    return {name: world.ports.store.locks(domain)[0].account_id for name, domain in domains.items()}


def _send_to_webhooks(world: World, account: Account) -> None:
    """Make three webhooks with three deliveries each."""
    for number in range(1, 4):
        logged(world, account.account_id, 3, f"w{number}")
        world.clock.advance(minutes=1)


def _recovering(world: World) -> dict[str, str]:
    """Import accounts below the partner's domain, and ask for the recovery of each; return their ids by name."""
    domains = {f"Lost {number}": f"lost{number}.{PARTNER.email.domain}" for number in range(1, 4)}
    found = {}
    for name, domain in domains.items():
        world.import_account(name, domain, (f"boss@{domain}",))
        lock = world.ports.store.locks_on([(PARTNER.email.domain, domain)])[domain]
        found[name] = ask_for_recovery(world.ports, Caller(PARTNER, ()), lock.account_id).account_id
    return found


def _requested(world: World) -> tuple[list[AccountRequest], list[AccountRequest]]:
    """Submit three requests that wait for customers, the second with a longer history, and three in review."""
    submitted = []
    for name in ("a", "b", "c", "d", "e", "f"):
        address = f"it@{name}.example" if name in "abc" else f"it@elsewhere-{name}.example"
        submitted.append(world.submit(domain_identifier=f"{name}.example", customer_emails=(address,)))
        world.clock.advance(minutes=20)
    for _ in range(2):
        requester_actions.resend(world.ports, world.caller(PARTNER), submitted[1].request_id, None)
        world.clock.advance(minutes=20)
    world.work()
    return submitted[:3], submitted[3:]


def _asked(world: World, accounts: Mapping[str, str]) -> list[str]:
    """Request access to the administrator's accounts as the partner."""
    form, ids = AccessRequestForm("account", AccessRole.SMART_ACCOUNT_VIEWER.value, (), "Please."), []
    for number in range(1, 4):
        request = access.ask(world.ports, world.caller(PARTNER), accounts[f"Acme {number}"], form)
        ids.append(request.access_request_id)
        world.clock.advance(minutes=1)
    return ids
