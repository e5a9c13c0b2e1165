"""A restricted account is told apart from none only by whoever gives its complete name, identifier or id.

Every question that comes near one is asked in three worlds that differ in nothing else: without any account near,
with one that is restricted, and with an unrestricted one elsewhere, whose domain is another. The answers are the
same bytes, by the same calls to the database.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count

import pytest

from chalicelib.domain.identity.person import Person
from chalicelib.services.requests import link_actions
from tests.web.api.furnished import bearer, knowing
from tests.web.browser_without_script import FORM, Answer, Site, site_over
from tests.world import PARTNER, World, counted_calls, person
from tests.world import world as new_world

COLLEAGUE = person("head@globex.example", name="Hedy Head")
FILLED = {
    "account_name": "Globex Labs",
    "domain_identifier": "labs.globex.example",
    "customer_emails": ["it@labs.globex.example"],
    "customer_language": "en",
}
TYPED = {**{name: str(value) for name, value in FILLED.items()}, "customer_emails/0": "it@labs.globex.example"}
JSON = {"Content-Type": "application/json"}


@dataclass
class IdsInOrder:
    """The same ids in every world."""

    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        """The next."""
        return f"id-{next(self._numbers)}"

    def new_reference(self) -> str:
        """The next of another kind."""
        return f"SAR-{next(self._numbers)}"


@dataclass(frozen=True)
class Asked:
    """What came back, by which calls."""

    status: int
    text: str
    calls: Sequence[str]


Watch = Callable[[Callable[[], Answer]], Asked]
Question = Callable[[Site, Watch], Asked]


def of_api(path: str, by: Person = PARTNER) -> Question:
    """What the API is asked."""
    return lambda site, watch: watch(lambda: site.get(path, **bearer(by)))


def sent_to_api(path: str) -> Question:
    """What the API is sent: the form of a request."""
    headers = {**JSON, **bearer(PARTNER), "Idempotency-Key": "one"}
    return lambda site, watch: watch(lambda: site.send("POST", path, headers, json.dumps(FILLED).encode()))


def of_page(path: str, by: Person = PARTNER) -> Question:
    """A page that is looked at."""

    def asked(site: Site, watch: Watch) -> Asked:
        own = site.signed_in(by)
        return watch(lambda: own.get(path))

    return asked


def checked(site: Site, watch: Watch) -> Asked:
    """The page that shows what will be sent."""
    own = site.signed_in()
    token = own.get("/requests/new").page.forms[-1].values["form_token"]
    return watch(lambda: own.post("/requests/check", {**TYPED, "form_token": token}, Content_Type=FORM))


def declined(site: Site, watch: Watch) -> Asked:
    """One's own request, declined since the customer has an account already."""
    request = site.world.submit(domain_identifier="labs.globex.example", customer_emails=("it@globex.example",))
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", "Look closer.")
    own = site.signed_in()
    return watch(lambda: own.get(f"/requests/{request.request_id}"))


NEAR = (
    "Globex",
    "Globex Secre",
    "globex secrets",
    "Secret Globex",
    "secret glo",
    "globex.exampl",
    "labs.globex.example",
    "globex.example.com",
    "globex example",
    "lobex.example",
    "example",
)
QUESTIONS: Mapping[str, Question] = {
    "check of the domain": of_api("/v1/domains/check?domain=globex.example"),
    "check of a domain below": of_api("/v1/domains/check?domain=labs.globex.example"),
    "dry run": sent_to_api("/v1/account-requests?dry_run=true"),
    "directory of a colleague": of_api("/v1/directory", COLLEAGUE),
    "page of the directory of a colleague": of_page("/directory", COLLEAGUE),
    "check page": checked,
    "declined for an account there is": declined,
    "account of no id": of_api("/v1/accounts/globex.example"),
    "contacts of no id": of_api("/v1/accounts/globex.example/contacts"),
    "page of no id": of_page("/accounts/globex"),
    **{f"search for {near}": of_api(f"/v1/accounts?q={near.replace(' ', '%20')}") for near in NEAR},
    **{f"one by one for {near}": of_api(f"/v1/accounts?limit=1&q={near.replace(' ', '%20')}") for near in NEAR},
    **{f"page of the search for {near}": of_page(f"/accounts?q={near.replace(' ', '%20')}") for near in NEAR},
    # The last one, since it leaves something behind.
    "request": sent_to_api("/v1/account-requests"),
}
WORLDS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "restricted": {"name": "Globex Secret", "domain": "globex.example", "visibility": "restricted"},
    "elsewhere": {"name": "Umbrella Corporation", "domain": "umbrella.com"},
}


@contextmanager
def site_with(account: Mapping[str, str]) -> Iterator[Site]:
    """The site, with this account in it and two who have a role elsewhere."""
    with new_world() as empty:
        if account:
            empty.import_account(
                account["name"], account["domain"], ("it@customer.example",), account.get("visibility", "")
            )
        ports = replace(empty.ports, ids=IdsInOrder())
        known = knowing(World(replace(empty.container, ports=ports), empty.clock), PARTNER, COLLEAGUE)
        with site_over(known) as site:
            for one in (PARTNER, COLLEAGUE):
                site.signed_in(one)
            yield site


def watched(act: Callable[[], Answer]) -> Asked:
    """The answer without what every answer has of its own, and the calls."""
    with counted_calls() as calls:
        answer = act()
    text = answer.text.replace(answer.headers["x-request-id"], "")
    return Asked(answer.status, re.sub(r'name="form_token" value="\w+"', "", text), tuple(calls))


@pytest.fixture(scope="module")
def answers() -> Mapping[str, Mapping[str, Asked]]:
    """What every question is answered, in each of the worlds; all are asked in one order."""
    found = {}
    for name, account in WORLDS.items():
        with site_with(account) as site:
            found[name] = {question: ask(site, watched) for question, ask in QUESTIONS.items()}
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_restricted_account_nearby_makes_no_difference(answers: Mapping[str, Mapping[str, Asked]], name: str) -> None:
    nothing = answers["none"][name]
    assert nothing.status < 500
    assert answers["restricted"][name] == nothing
    assert answers["elsewhere"][name] == nothing


@pytest.mark.parametrize("query", ["Globex Secret", "globex%20%20SECRET", "globex.example", "https://globex.example/"])
def test_its_complete_name_or_identifier_finds_it(query: str) -> None:
    with site_with(WORLDS["restricted"]) as site:
        found = of_api(f"/v1/accounts?q={query.replace(' ', '%20')}")(site, watched)
    assert len(json.loads(found.text)["items"]) == 1


def test_no_account_nearby_is_nothing_that_cannot_be_read(
    answers: Mapping[str, Mapping[str, Asked]],
) -> None:
    assert not [name for name, asked in answers["none"].items() if "cannot be shown" in asked.text]
