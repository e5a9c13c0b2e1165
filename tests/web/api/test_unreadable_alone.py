"""One thing alone that this release cannot read: a problem that says so; and what is logged and counted of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from tests.logs import log_lines
from tests.unreadable_rows import POISONS, poisoned
from tests.web.api.listed_story import Listed
from tests.web.browser_without_script import site_over
from tests.world import PARTNER, world


@dataclass(frozen=True)
class One:
    """Where one thing is shown, below `/v1` and as a page, and the row that it takes."""

    api: str
    page: str
    row: Callable[[Listed], Key]


ALONE: Mapping[str, One] = {
    "a request": One(
        "/account-requests/{request}", "/requests/{request}", lambda one: keys.request(one.requests[1].request_id)
    ),
    "the history of a request": One(
        "/account-requests/{request}/events",
        "/requests/{request}/withdraw",
        lambda one: keys.request(one.requests[1].request_id),
    ),
    "an account": One("/accounts/{delta}", "/accounts/{delta}", lambda one: keys.account(one.accounts["Delta 2"])),
    "whom to ask": One(
        "/accounts/{delta}/contacts", "/accounts/{delta}/roles", lambda one: keys.account(one.accounts["Delta 2"])
    ),
    "access asked for": One(
        "/access-requests/{asked}", "/access-requests/{asked}", lambda one: keys.access_request(one.asked[1])
    ),
    "the account that access is asked to": One(
        "/access-requests/{asked}", "/access-requests/{asked}", lambda one: keys.account(one.accounts["Acme 2"])
    ),
}


@pytest.fixture(scope="module")
def listed() -> Iterator[Listed]:
    """One world for all claims: nothing in it is changed for good."""
    with world() as fresh, site_over(fresh) as site:
        yield Listed.over(site)


@pytest.fixture
def paths(listed: Listed) -> Callable[[str], str]:
    """Fills in the ids of the story."""
    names = {
        "request": listed.requests[1].request_id,
        "delta": listed.accounts["Delta 2"],
        "asked": listed.asked[1],
    }
    return lambda path: path.format(**names)


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", ALONE)
def test_what_cannot_be_read_is_a_problem_of_its_own(
    listed: Listed, paths: Callable[[str], str], name: str, poison: str
) -> None:
    one = ALONE[name]
    with poisoned(one.row(listed), poison):
        answer = listed.site.get(f"/v1{paths(one.api)}", Authorization=f"Bearer {PARTNER.email}")
        page = listed.browsers[str(PARTNER.email)].get(paths(one.page))
    assert (answer.status, json.loads(answer.text)["type"]) == (500, "/problems/record-unreadable")
    assert page.status == 500
    assert "An entry that this needs cannot be read just now" in page.page.text


def test_a_link_to_a_request_that_cannot_be_read_says_so(listed: Listed) -> None:
    request = listed.requests[1]
    token = listed.site.world.token(request)
    with poisoned(keys.request(request.request_id), "of_later_release"):
        page = listed.site.get(f"/approvals/{token}")
    assert page.status == 500
    assert "An entry that this needs cannot be read just now" in page.page.text


@pytest.mark.parametrize("poison", POISONS)
def test_a_session_that_cannot_be_read_is_none_and_leads_to_the_sign_in(listed: Listed, poison: str) -> None:
    browser = listed.browsers[str(PARTNER.email)]
    secret = browser.headers["Cookie"].partition("=")[2]
    with poisoned(keys.session(sha256(secret.encode()).hexdigest()), poison):
        answer = browser.get("/directory")
    assert (answer.status, "/sign-in" in answer.headers["location"]) == (303, True)


def test_a_row_is_logged_by_its_kind_and_counted_once_a_call(
    listed: Listed, capsys: pytest.CaptureFixture[str]
) -> None:
    (grant,) = listed.site.world.ports.store.account_grants(listed.accounts["Delta 2"])
    key = keys.address_grant(PARTNER.email.key, grant.account_id, grant.grant_id)
    capsys.readouterr()
    with log_lines() as lines, poisoned(key, "broken"):
        listed.page("/directory", PARTNER)
    told = [json.loads(line) for line in lines]
    assert [one["message"] for one in told if one["level"] == "WARNING"] == ["a row cannot be read: ADDRESS/GRANT"]
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert metrics["RowUnreadable"] == 1
