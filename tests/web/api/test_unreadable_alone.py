"""A single unreadable resource: the problem that reports it, its log line and its metric."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.rendering.urls import Urls
from tests.logs import log_lines
from tests.unreadable_rows import POISONS, poisoned
from tests.web.api.list_scenario import ListScenario
from tests.world import PARTNER, SETTINGS

PROBLEM = Urls(SETTINGS.public_url).problem_page("record-unreadable")


@dataclass(frozen=True)
class Resource:
    """The paths of a resource, below `/v1` and as a page, and the row it needs."""

    api: str
    page: str
    row: Callable[[ListScenario], Key]


RESOURCES: Mapping[str, Resource] = {
    "a request": Resource(
        "/account-requests/{request}",
        "/requests/{request}",
        lambda scenario: keys.request(scenario.requests[1].request_id),
    ),
    "the history of a request": Resource(
        "/account-requests/{request}/events",
        "/requests/{request}/withdraw",
        lambda scenario: keys.request(scenario.requests[1].request_id),
    ),
    "an account": Resource(
        "/accounts/{delta}", "/accounts/{delta}", lambda scenario: keys.account(scenario.accounts["Delta 2"])
    ),
    "whom to ask": Resource(
        "/accounts/{delta}/contacts",
        "/accounts/{delta}/roles",
        lambda scenario: keys.account(scenario.accounts["Delta 2"]),
    ),
    "access asked for": Resource(
        "/access-requests/{asked}", "/access-requests/{asked}", lambda scenario: keys.access_request(scenario.asked[1])
    ),
    "the account that access is asked to": Resource(
        "/access-requests/{asked}",
        "/access-requests/{asked}",
        lambda scenario: keys.account(scenario.accounts["Acme 2"]),
    ),
}


@pytest.fixture
def paths(scenario: ListScenario) -> Callable[[str], str]:
    """A function that fills the scenario's ids into a path."""
    names = {
        "request": scenario.requests[1].request_id,
        "delta": scenario.accounts["Delta 2"],
        "asked": scenario.asked[1],
    }
    return lambda path: path.format(**names, webhook="w1")


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", RESOURCES)
def test_unreadable_resource_answers_the_record_unreadable_problem(
    scenario: ListScenario, paths: Callable[[str], str], name: str, poison: str
) -> None:
    resource = RESOURCES[name]
    with poisoned(scenario.site.world.table, resource.row(scenario), poison):
        response = scenario.site.get(f"/v1{paths(resource.api)}", Authorization=f"Bearer {PARTNER.email}")
        page = scenario.browsers[str(PARTNER.email)].get(paths(resource.page))
    assert (response.status, json.loads(response.text)["type"]) == (500, PROBLEM)
    assert page.status == 500
    assert "An entry that this needs cannot be read just now" in page.page.text


def test_link_to_an_unreadable_request_says_so(scenario: ListScenario) -> None:
    request = scenario.requests[1]
    token = scenario.site.world.token(request)
    with poisoned(scenario.site.world.table, keys.request(request.request_id), "of_later_release"):
        page = scenario.site.get(f"/approvals/{token}")
    assert page.status == 500
    assert "An entry that this needs cannot be read just now" in page.page.text


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_session_leads_to_the_sign_in(scenario: ListScenario, poison: str) -> None:
    browser = scenario.browsers[str(PARTNER.email)]
    secret = browser.headers["Cookie"].partition("=")[2]
    with poisoned(scenario.site.world.table, keys.session(sha256(secret.encode()).hexdigest()), poison):
        response = browser.get("/directory")
    assert (response.status, "/sign-in" in response.headers["location"]) == (303, True)


def test_unreadable_row_is_logged_by_its_kind_and_counted_once_per_call(
    scenario: ListScenario, capsys: pytest.CaptureFixture[str]
) -> None:
    (grant,) = scenario.site.world.ports.store.account_grants(scenario.accounts["Delta 2"])
    key = keys.address_grant(PARTNER.email.key, grant.account_id, grant.grant_id)
    capsys.readouterr()
    with log_lines() as lines, poisoned(scenario.site.world.table, key, "broken"):
        scenario.page("/directory", PARTNER)
    entries = [json.loads(line) for line in lines]
    assert [entry["message"] for entry in entries if entry["level"] == "WARNING"] == [
        "a row cannot be read: ADDRESS/GRANT"
    ]
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert metrics["RowUnreadable"] == 1
