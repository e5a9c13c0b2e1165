"""A team's requests in the browser and over JSON: who sees what, who acts, and to whom a request is handed over."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.requests.request import AccountRequest
from tests.services.requests import team_stories as stories
from tests.services.requests.team_stories import SUCCESSOR, TeamWorld
from tests.web.browser_without_script import Site, site_over
from tests.world import World, person

Opened = tuple[Site, TeamWorld, AccountRequest]


@pytest.fixture
def opened(world: World) -> Iterator[Opened]:
    team = TeamWorld.of(world)
    request = stories.of_the_team(team)
    with site_over(world) as site:
        yield site, team, request


@pytest.mark.parametrize(
    ("name", "may_act", "may_hand_over"),
    [
        ("administrator", True, True),
        ("user", True, False),
        ("viewer", False, False),
    ],
)
def test_page_offers_what_the_role_permits(opened: Opened, name: str, may_act: bool, may_hand_over: bool) -> None:
    site, team, request = opened
    text = site.signed_in(team.people[name]).get(f"/requests/{request.request_id}").text
    assert ("Withdraw the request…" in text) is may_act
    assert ("Hand the request over…" in text) is may_hand_over


def test_viewer_is_refused_what_users_do(opened: Opened) -> None:
    site, team, request = opened
    visitor = site.signed_in(team.people["viewer"])
    own = site.signed_in(team.people["administrator"])
    page = own.get(f"/requests/{request.request_id}/withdraw")
    assert "Withdraw request" in page.text
    assert "Withdraw request" not in visitor.get(f"/requests/{request.request_id}/withdraw").text


def test_request_is_handed_over_by_its_form(opened: Opened) -> None:
    site, team, request = opened
    visitor, path = site.signed_in(team.people["administrator"]), f"/requests/{request.request_id}/hand-over"
    wrong = visitor.fill_in(visitor.get(path), path, email="nobody@reseller.example")
    assert wrong.status == 422
    assert "Nobody in the team has accepted a role with this address" in wrong.text
    done = visitor.fill_in(visitor.get(path), path, email=str(SUCCESSOR.email))
    assert done.status == 303
    assert team.world.current(request).requester.email == str(SUCCESSOR.email)


def test_list_and_directory_have_mine_and_my_teams(opened: Opened) -> None:
    site, team, request = opened
    visitor = site.signed_in(team.people["viewer"])
    for path in ("/requests", "/directory"):
        assert request.reference in visitor.get(f"{path}?scope=team").text
        assert request.reference not in visitor.get(path).text
    assert request.reference in visitor.get("/requests/export?scope=team").text


@pytest.mark.parametrize("path", ["/requests", "/directory"])
def test_links_to_mine_and_my_teams_keep_the_other_filters(opened: Opened, path: str) -> None:
    site, team, _ = opened
    page = site.signed_in(team.people["viewer"]).get(f"{path}?scope=team&status=pending&q=univ")
    assert f'{path}?q=univ&amp;status=pending">Mine</a>' in page.text
    assert '<input type="hidden" name="scope" value="team">' in page.text
    assert f"{path}?scope=team&amp;q=univ&amp;status=pending&amp;format=csv" in page.text


@pytest.mark.parametrize("path", ["/requests", "/directory", "/requests/export"])
def test_another_scope_is_refused_with_those_that_there_are(opened: Opened, path: str) -> None:
    site, team, _ = opened
    page = site.signed_in(team.people["viewer"]).get(f"{path}?scope=all")
    assert (page.status, "mine, team" in page.text) == (400, True)


def test_file_of_the_team_names_the_requesters(opened: Opened) -> None:
    site, team, request = opened
    text = site.signed_in(team.people["viewer"]).get("/requests?scope=team&format=csv").text
    assert request.requester.email in text


def test_earlier_request_offers_the_same_to_the_team_of_its_domain(world: World) -> None:
    team = TeamWorld.of(world)
    request = stories.of_an_earlier_release(team)
    with site_over(world) as site:
        text = site.signed_in(team.people["administrator"]).get(f"/requests/{request.request_id}").text
    assert "Hand the request over…" in text


def test_form_asks_for_the_team_only_where_several_fit(opened: Opened) -> None:
    site, team, _ = opened
    by = team.people["requester"]
    assert "The request belongs to your team" in site.signed_in(by).get("/requests/new").text
    team.world.import_account("Second", "second.example", ("boss@second.example",))
    second = team.world.ports.store.locks_on([("second.example",) * 2])["second.example"].account_id
    team.world.give_role(str(by.email), second, AccessRole.SMART_ACCOUNT_USER)
    text = site.signed_in(by).get("/requests/new").text
    assert 'name="team_account_id"' in text
    assert second in text
    assert (
        "The request belongs to your team" not in site.signed_in(person("new@free.example")).get("/requests/new").text
    )
