"""`GET /v1/events`: a poller reads each event of its team once and goes on from where it was."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.web.feed.serializers import team_event_view
from tests.services.feed.feeds import TEAM, dispatch, feed
from tests.web.api.list_scenario import KnownTokens
from tests.web.browser_without_script import Site, site_over
from tests.world import PARTNER, REVIEWER, World, person

COLLEAGUE = person("colleague@reseller.example", name="Cam Colleague")


class Tokens(KnownTokens):
    """The partner's colleague has one too."""

    def verify(self, token: str) -> Any:
        return COLLEAGUE if token == str(COLLEAGUE.email) else super().verify(token)


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    world.container = bootstrap.use(replace(world.container, verifier=Tokens()))  # type: ignore[arg-type]
    with site_over(world) as site:
        yield site


def asked(site: Site, query: str = "", by: Any = PARTNER) -> tuple[int, dict[str, Any]]:
    response = site.get(f"/v1/events{query}", Authorization=f"Bearer {by.email}", Accept="application/json")
    return response.status, json.loads(response.text)


def page(site: Site, after: str = "", more: str = "", by: Any = PARTNER) -> dict[str, Any]:
    query = f"?after={quote(after)}{more}" if after else f"?{more.lstrip('&')}" if more else ""
    status, body = asked(site, query, by)
    assert status == 200, body
    return body


def kinds(body: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in body["items"]]


def test_a_poller_reads_each_event_once_from_the_first_on(site: Site) -> None:
    world = site.world
    empty = page(site, by=world.caller(PARTNER).person)
    assert (empty["items"], empty["has_more"], empty["unreadable"]) == ([], False, 0)
    request = world.submit()
    assert page(site, empty["next_after"]) == empty
    dispatch(world)
    first = page(site, empty["next_after"])
    assert kinds(first) == ["submitted"]
    assert page(site) == first
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
    link_actions.approve(world.ports, world.token(request), True)
    dispatch(world)
    second = page(site, first["next_after"], "&limit=1")
    assert (kinds(second), second["has_more"]) == (["resent"], True)
    third = page(site, second["next_after"], "&limit=1")
    assert (kinds(third), third["has_more"], third["items"][0]["sequence"]) == (["approved"], False, 3)
    last = page(site, third["next_after"])
    assert (last["items"], last["next_after"]) == ([], third["next_after"])
    assert page(site, more="&limit=2")["items"] == first["items"] + second["items"]


def test_an_event_is_answered_as_it_is_stored(site: Site) -> None:
    """So it is the same wherever else it arrives."""
    site.world.submit(order_reference="4711")
    dispatch(site.world)
    (event,) = feed(site.world)
    assert page(site)["items"] == [json.loads(msgspec.json.encode(event))]
    assert msgspec.json.encode(team_event_view(event)) == msgspec.json.encode(event)


def test_a_colleague_goes_on_where_somebody_else_was(site: Site) -> None:
    world = site.world
    world.submit()
    dispatch(world)
    world.give_role(str(COLLEAGUE.email), TEAM, AccessRole.SMART_ACCOUNT_USER)
    assert page(site, page(site)["next_after"], by=COLLEAGUE)["items"] == []
    assert kinds(page(site, by=COLLEAGUE)) == ["submitted"]


def test_who_is_in_several_teams_says_which(site: Site) -> None:
    world = site.world
    world.submit()
    dispatch(world)
    own = page(site)
    world.give_role(str(PARTNER.email), "another", AccessRole.SMART_ACCOUNT_VIEWER)
    status, problem = asked(site)
    assert (status, problem["parameter"], problem["missing_parameter"]) == (400, "account_id", "account_id")
    assert page(site, more=f"&account_id={TEAM}")["items"] == own["items"]
    assert page(site, own["next_after"], f"&account_id={TEAM}")["items"] == []
    assert page(site, more="&account_id=another")["items"] == []
    status, problem = asked(site, f"?account_id=another&after={quote(own['next_after'])}")
    assert (status, problem["parameter"], problem["type"].rpartition("/")[2]) == (400, "after", "invalid-cursor")


def test_who_is_in_no_such_team_is_told_of_no_account(site: Site) -> None:
    world = site.world
    world.submit()
    world.give_role(str(REVIEWER.email), TEAM, AccessRole.VIRTUAL_ACCOUNT_USER, "lab")
    status, problem = asked(site, by=REVIEWER)
    assert (status, problem["type"].rpartition("/")[2]) == (403, "role-required")
    for account_id in (TEAM, "nowhere"):
        status, problem = asked(site, f"?account_id={account_id}", REVIEWER)
        assert (status, problem["type"].rpartition("/")[2]) == (404, "account-unknown")


def test_a_cursor_of_positions_that_a_restored_table_does_not_have_is_refused(site: Site) -> None:
    """Its reader would miss the events that get these positions anew."""
    world = site.world
    world.submit()
    dispatch(world)
    cursor = page(site)["next_after"]
    for key in (keys.position(TEAM, 1), keys.counter(TEAM)):
        world.table.delete(key)
    status, problem = asked(site, f"?after={quote(cursor)}")
    assert (status, problem["parameter"]) == (400, "after")
    assert page(site)["items"] == []


def test_what_a_query_sees_behind_a_gap_is_left_to_the_next_page(site: Site) -> None:
    """A query is no snapshot: it may have passed a position before that was written, and meet the one behind it."""
    world = site.world
    for name in ("one", "two", "three"):
        world.submit(domain_identifier=f"{name}.example", customer_emails=(f"it@{name}.example",))
    dispatch(world)
    row = world.table.get(keys.position(TEAM, 2))
    assert row is not None
    world.table.delete(row.key)
    seen = page(site)
    assert (len(seen["items"]), seen["has_more"]) == (1, False)
    world.table.put(row)
    assert len(page(site, seen["next_after"])["items"]) == 2
