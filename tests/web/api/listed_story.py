"""Three entries in every list: requests, reviews, access asked for and to decide, roles, accounts, events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib import bootstrap
from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests as access
from chalicelib.services.requests import requester_actions
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.browser_without_script import Site
from tests.world import PARTNER, REVIEWER, World, person

PEOPLE = {str(one.email): one for one in (PARTNER, REVIEWER, ADMINISTRATOR)}
IDS = ("request_id", "access_request_id", "role_id", "virtual_account_id", "event_id", "account_id")
GROUPS = ("accessible", "access_requested", "creation_requested", "same_domain")


class KnownTokens:
    """Takes the address of somebody known as their token, and a session's person as they were."""

    rules = ""

    def verify(self, token: str) -> Person:
        return PEOPLE[token]

    def revalidated(self, person: Person, rules: str) -> Person:
        return person


@dataclass
class Listed:
    """The site with somebody of each kind signed in, and the ids of what there is to be listed."""

    site: Site
    account: Account
    requests: list[AccountRequest]
    reviews: list[AccountRequest]
    accounts: Mapping[str, str]
    asked: list[str]
    browsers: Mapping[str, Site]

    @classmethod
    def over(cls, site: Site) -> "Listed":
        """All of it, brought about by the use cases."""
        world = site.world
        world.container = bootstrap.use(replace(world.container, verifier=KnownTokens()))  # type: ignore[arg-type]
        account = Account.of(world)
        account.part("Optics", account.lab)
        account.part("Zoo")
        for name in ("viewer", "user", "guest"):
            account.give(person(f"{name}@univ.example"), AccessRole.SMART_ACCOUNT_VIEWER)
        browsers = {
            str(PARTNER.email): site.signed_in(),
            str(REVIEWER.email): site.signed_in(REVIEWER),
            str(ADMINISTRATOR.email): site.signed_in(ADMINISTRATOR, role=None),
        }
        accounts = _imported(world)
        requests, reviews = _requested(world)
        return cls(site, account, requests, reviews, accounts, _asked(world, accounts), browsers)

    def json(self, path: str, reader: Person) -> dict[str, Any]:
        """What the API answers, which is a 200."""
        answer = self.site.get(path, Authorization=f"Bearer {reader.email}", Accept="application/json")
        assert answer.status == 200, answer.text
        read: dict[str, Any] = json.loads(answer.text)
        return read

    def entries(self, path: str, reader: Person) -> tuple[list[str], int]:
        """The entries of a list in their order, by group and id, and how many could not be read."""
        body = self.json(path, reader)
        groups = [("", body["items"])] if "items" in body else [(group, body[group]) for group in GROUPS]
        return [f"{group} {one}" for group, items in groups for one in _ids(items)], body["unreadable"]

    def page(self, path: str, reader: Person, language: str = "en") -> str:
        """All of a page, which is there."""
        answer = replace(self.browsers[str(reader.email)], language=language).get(path)
        assert answer.status == 200, answer.text
        return answer.text


def _ids(items: list[dict[str, Any]]) -> list[str]:
    """The id of each entry, with those below it after it."""
    found = []
    for item in items:
        named = item.get("request", item)
        found.append(next(named[name] for name in IDS if name in named))
        found += _ids(item.get("children", []))
    return found


def _imported(world: World) -> dict[str, str]:
    """Accounts of the partner, of the administrator, and of the partner's own domain, by their names."""
    for name, administrator in (("Delta", PARTNER), ("Acme", ADMINISTRATOR)):
        for number in range(1, 4):
            world.import_account(f"{name} {number}", f"{name.lower()}{number}.example", (str(administrator.email),))
    world.import_account("Reseller", PARTNER.email.domain, ("boss@reseller.example",))
    names = {
        f"{name} {number}": f"{name.lower()}{number}.example" for name in ("Delta", "Acme") for number in range(1, 4)
    }
    domains = {**names, "Reseller": PARTNER.email.domain}
    return {name: world.ports.store.locks(domain)[0].account_id for name, domain in domains.items()}


def _requested(world: World) -> tuple[list[AccountRequest], list[AccountRequest]]:
    """Three requests that the customers look at, the second with a longer history, and three in review."""
    made = []
    for name in ("a", "b", "c", "d", "e", "f"):
        address = f"it@{name}.example" if name in "abc" else f"it@elsewhere-{name}.example"
        made.append(world.submit(domain_identifier=f"{name}.example", customer_emails=(address,)))
        world.clock.advance(minutes=20)
    for _ in range(2):
        requester_actions.resend(world.ports, world.caller(PARTNER), made[1].request_id, None)
        world.clock.advance(minutes=20)
    world.work()
    return made[:3], made[3:]


def _asked(world: World, accounts: Mapping[str, str]) -> list[str]:
    """The partner's requests for access to the accounts of the administrator."""
    wish, ids = AccessRequestForm("account", AccessRole.SMART_ACCOUNT_VIEWER.value, (), "Please."), []
    for number in range(1, 4):
        request = access.ask(world.ports, world.caller(PARTNER), accounts[f"Acme {number}"], wish)
        ids.append(request.access_request_id)
        world.clock.advance(minutes=1)
    return ids
