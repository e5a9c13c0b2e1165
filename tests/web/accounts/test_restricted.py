"""Only the complete name, identifier or id of a restricted account reveals that it exists.

Every question that comes close to it is asked in three otherwise equal worlds: without any account nearby, with a
restricted one, and with an unrestricted account of another domain. The responses are the same bytes, and they take
the same calls to the database.
"""

import json
import re
from collections.abc import Mapping
from functools import partial

import pytest

from chalicelib.domain.identity.person import Person
from chalicelib.services.requests import link_actions
from tests.web.accounts.observed_worlds import COLLEAGUE, WORLDS, Observation, Question, Watch, site_with, watched
from tests.web.api.populated_site import bearer
from tests.web.browser_without_script import FORM, Site
from tests.web.requests.stories import OUTSIDE
from tests.world import PARTNER, REVIEWER

FILLED = {
    "account_name": "Secret of Globex, Inc.",
    "domain_identifier": "labs.globex.example",
    "customer_emails": ["it@labs.globex.example"],
    "customer_language": "en",
}
TYPED = {**{name: str(value) for name, value in FILLED.items()}, "customer_emails/0": "it@labs.globex.example"}
JSON = {"Content-Type": "application/json"}


def of_api(path: str, by: Person = PARTNER) -> Question:
    """Send a request to the API."""
    return lambda site, watch: watch(lambda: site.get(path, **bearer(by)))


def sent_to_api(path: str, **changed: str) -> Question:
    """Submit a request form to the API."""
    headers = {**JSON, **bearer(PARTNER), "Idempotency-Key": "one"}
    body = json.dumps({**FILLED, **changed}).encode()
    return lambda site, watch: watch(lambda: site.send("POST", path, headers, body))


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


def of_link(path: str) -> Question:
    """Open the link of a request for an account of the same name, as its approver."""

    def question(site: Site, watch: Watch) -> Observation:
        domain = f"{len(path)}.quince.example"
        request = site.world.submit(
            account_name="Secret Globex Ltd", domain_identifier=domain, customer_emails=(f"it@{domain}",)
        )
        token = site.world.token(request)
        observation = watch(lambda: site.get(path.format(token=token)))
        link_actions.decline(site.world.ports, token, "not_needed", "")
        return observation

    return question


def reviewed(site: Site, watch: Watch) -> Observation:
    """Open a request for an account of the same name, as a reviewer."""
    request = site.world.submit(account_name="Globex Secret", **OUTSIDE)
    visitor = site.signed_in(REVIEWER)
    return watch(lambda: visitor.get(f"/requests/{request.request_id}"))


def reviewed_over_json(site: Site, watch: Watch) -> Observation:
    """Ask for it over JSON."""
    request = site.world.submit(account_name="Globex Secret", **OUTSIDE, domain_identifier="second.example")
    return of_api(f"/v1/account-requests/{request.request_id}", REVIEWER)(site, watch)


def sent_from_page(site: Site, watch: Watch) -> Observation:
    """Send the form without the tick, which nobody asked for."""
    visitor = site.signed_in()
    form = {**TYPED, "account_name": "The Globex Secret", "domain_identifier": "sent.example", "key": "a-key"}
    token = visitor.get("/requests/new").page.forms[-1].values["form_token"]
    return watch(lambda: visitor.post("/requests", {**form, "form_token": token}, Content_Type=FORM))


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
    "dry run of a mistyped name": sent_to_api("/v1/account-requests?dry_run=true", account_name="Globex Secrett"),
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
    # Last, because they change the world.
    "review": reviewed,
    "review over JSON": reviewed_over_json,
    "page of a link": of_link("/approvals/{token}"),
    "link": of_link("/v1/approvals/{token}"),
    "request from the page": sent_from_page,
    "request": sent_to_api("/v1/account-requests"),
}


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


@pytest.mark.parametrize(
    "name",
    [
        "dry run",
        "dry run of a mistyped name",
        "check page",
        "review",
        "review over JSON",
        "page of a link",
        "link",
        "request from the page",
    ],
)
def test_restricted_account_of_equal_name_is_named_to_nobody(
    responses: Mapping[str, Mapping[str, Observation]], name: str
) -> None:
    observation = responses["restricted"][name]
    assert observation.status == (303 if name == "request from the page" else 200)
    # The request has that name itself, which is its title.
    text = re.sub(r"<title>.*?</title>", "", observation.text)
    assert [word for word in ("similar", "needs_another", "Globex Secret ") if word in text] == []


def test_world_without_an_account_nearby_reports_no_unreadable_rows(
    responses: Mapping[str, Mapping[str, Observation]],
) -> None:
    assert not [name for name, observation in responses["none"].items() if "cannot be shown" in observation.text]
