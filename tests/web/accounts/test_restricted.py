"""Only the complete name, identifier or id of a restricted account reveals that it exists.

Every question that comes close to it is asked in three otherwise equal worlds: without any account nearby, with a
restricted one, and with an unrestricted account of another domain. The responses are the same bytes, and they take
the same calls to the database.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

import pytest

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.identity.person import Person
from chalicelib.services.requests import link_actions
from tests.backends.observable_table import calls_of
from tests.web.api.populated_site import bearer, with_tokens
from tests.web.browser_without_script import FORM, Response, Site, site_over
from tests.world import PARTNER, person, world

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
    """Ids in sequence, the same in every world."""

    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        """Return the next id."""
        return f"id-{next(self._numbers)}"

    def new_reference(self) -> str:
        """Return the next reference."""
        return f"SAR-{next(self._numbers)}"


@dataclass(frozen=True)
class Observation:
    """What a question returned, and the database calls it made."""

    status: int
    text: str
    calls: Sequence[str]


Watch = Callable[[Callable[[], Response]], Observation]
Question = Callable[[Site, Watch], Observation]


def of_api(path: str, by: Person = PARTNER) -> Question:
    """Send a request to the API."""
    return lambda site, watch: watch(lambda: site.get(path, **bearer(by)))


def sent_to_api(path: str) -> Question:
    """Submit a request form to the API."""
    headers = {**JSON, **bearer(PARTNER), "Idempotency-Key": "one"}
    return lambda site, watch: watch(lambda: site.send("POST", path, headers, json.dumps(FILLED).encode()))


def of_page(path: str, by: Person = PARTNER) -> Question:
    """Open a page."""

    def question(site: Site, watch: Watch) -> Observation:
        visitor = site.signed_in(by)
        return watch(lambda: visitor.get(path))

    return question


def checked(site: Site, watch: Watch) -> Observation:
    """Open the page that shows what will be submitted."""
    visitor = site.signed_in()
    token = visitor.get("/requests/new").page.forms[-1].values["form_token"]
    return watch(lambda: visitor.post("/requests/check", {**TYPED, "form_token": token}, Content_Type=FORM))


def declined(site: Site, watch: Watch) -> Observation:
    """Open one's own request, declined because the customer has an account already."""
    request = site.world.submit(domain_identifier="labs.globex.example", customer_emails=("it@globex.example",))
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", "Look closer.")
    visitor = site.signed_in()
    return watch(lambda: visitor.get(f"/requests/{request.request_id}"))


NEAR_MISSES = (
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
    **{f"search for {phrase}": of_api(f"/v1/accounts?q={phrase.replace(' ', '%20')}") for phrase in NEAR_MISSES},
    **{
        f"one by one for {phrase}": of_api(f"/v1/accounts?limit=1&q={phrase.replace(' ', '%20')}")
        for phrase in NEAR_MISSES
    },
    **{
        f"page of the search for {phrase}": of_page(f"/accounts?q={phrase.replace(' ', '%20')}")
        for phrase in NEAR_MISSES
    },
    # Last, because it changes the world.
    "request": sent_to_api("/v1/account-requests"),
}
WORLDS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "restricted": {"name": "Globex Secret", "domain": "globex.example", "visibility": "restricted"},
    "elsewhere": {"name": "Umbrella Corporation", "domain": "umbrella.com"},
}


@contextmanager
def site_with(account: Mapping[str, str]) -> Iterator[Site]:
    """Set up a site with this account and two people who have a role on another one."""
    with world() as empty:
        if account:
            empty.import_account(
                account["name"], account["domain"], ("it@customer.example",), account.get("visibility", "")
            )
        ports = replace(empty.ports, ids=IdsInOrder())
        known = with_tokens(replace(empty, container=replace(empty.container, ports=ports)), PARTNER, COLLEAGUE)
        with site_over(known) as site:
            for somebody in (PARTNER, COLLEAGUE):
                site.signed_in(somebody)
            yield site


def watched(table: Table, act: Callable[[], Response]) -> Observation:
    """Return the response without values that differ in every response, and the calls."""
    with calls_of(table) as calls:
        response = act()
    text = response.text.replace(response.headers["x-request-id"], "")
    return Observation(
        response.status, re.sub(r'name="form_token" value="\w+"', "", text), [call.verb for call in calls]
    )


@pytest.fixture(scope="module")
def responses() -> Mapping[str, Mapping[str, Observation]]:
    """Ask every question in each of the worlds, in the same order."""
    found = {}
    for name, account in WORLDS.items():
        with site_with(account) as site:
            watch = partial(watched, site.world.table)
            found[name] = {question: ask(site, watch) for question, ask in QUESTIONS.items()}
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_restricted_account_nearby_does_not_change_responses_or_calls(
    responses: Mapping[str, Mapping[str, Observation]], name: str
) -> None:
    expected = responses["none"][name]
    assert expected.status < 500
    assert responses["restricted"][name] == expected
    assert responses["elsewhere"][name] == expected


@pytest.mark.parametrize("query", ["Globex Secret", "globex%20%20SECRET", "globex.example", "https://globex.example/"])
def test_restricted_account_is_found_by_its_complete_name_or_identifier(query: str) -> None:
    with site_with(WORLDS["restricted"]) as site:
        found = of_api(f"/v1/accounts?q={query.replace(' ', '%20')}")(site, partial(watched, site.world.table))
    assert len(json.loads(found.text)["items"]) == 1


def test_world_without_an_account_nearby_reports_no_unreadable_rows(
    responses: Mapping[str, Mapping[str, Observation]],
) -> None:
    assert not [name for name, observation in responses["none"].items() if "cannot be shown" in observation.text]
