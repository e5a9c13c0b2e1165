"""An account that a request may double is named at four places, and the form asks once more before it is sent."""

import json
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.web.api.populated_site import bearer, with_tokens
from tests.web.browser_without_script import Response, Site, site_over
from tests.web.requests.similar_accounts import (
    approver_page,
    approver_page_with_similar,
    check_page,
    dry_run,
    import_stanford,
    review_page,
    review_page_with_similar,
)
from tests.web.requests.stories import FILLED
from tests.world import PARTNER, REVIEWER, World, person

PLACES: Mapping[str, Callable[[Site], Response]] = {
    "dry run": dry_run,
    "check page": lambda site: check_page(site.signed_in()),
    "approver's page": approver_page,
    "review page": review_page,
}
PLACE = pytest.mark.parametrize("place", PLACES)


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    """The app wired to the world, whose people have tokens, and the partner a role."""
    with site_over(with_tokens(world, PARTNER, REVIEWER)) as new_site:
        new_site.signed_in(PARTNER)
        yield new_site


def links_to_stanford(site: Site, response: Response) -> list[str]:
    """Return where the page leads that is about the account there is."""
    (lock,) = site.world.ports.store.locks("stanford.edu")
    return [link["href"] for link in response.page.elements_of("a") if lock.account_id in link["href"]]


@PLACE
@pytest.mark.parametrize("name", ["Stanford University", "University of Stanford", "Stanford University, Inc."])
def test_account_of_the_same_name_under_another_domain_is_named(site: Site, place: str, name: str) -> None:
    import_stanford(site, name=name)
    text = PLACES[place](site).text
    assert (name in text, "stanford.edu" in text) == (True, True)


@PLACE
def test_account_of_nearly_the_same_name_is_named_once_its_words_are_learned(site: Site, place: str) -> None:
    site.world.submit(
        account_name="Stanford Univercity",
        domain_identifier="stanford.edu",
        customer_emails=("it@stanford.edu",),
        by=person("other@rival.example"),
    )
    site.world.minute()
    text = PLACES[place](site).text
    assert ("Stanford Univercity" in text, "stanford.edu" in text) == (True, True)


@PLACE
def test_account_under_the_same_organisation_domain_is_named(site: Site, place: str) -> None:
    import_stanford(site, name="Quince Laboratory", domain="labs.another.example")
    text = PLACES[place](site).text
    assert ("Quince Laboratory" in text, "labs.another.example" in text) == (True, True)


@PLACE
@pytest.mark.parametrize("name", ["Stanford", "Oxford University"])
def test_account_of_another_name_is_not_named(site: Site, place: str, name: str) -> None:
    import_stanford(site, name=name)
    assert "stanford.edu" not in PLACES[place](site).text


@PLACE
def test_account_that_has_become_restricted_is_no_longer_named(site: Site, place: str) -> None:
    import_stanford(site)
    import_stanford(site, visibility="restricted")
    assert "stanford.edu" not in PLACES[place](site).text


def test_dry_run_warns_with_the_account_and_refuses_nothing(site: Site) -> None:
    import_stanford(site)
    response = dry_run(site)
    (warning,) = json.loads(response.text)["warnings"]
    account = warning["account"]
    assert (response.status, warning["code"]) == (200, "similar-account-exists")
    assert "Stanford University (stanford.edu)" in warning["detail"]
    assert (account["account_name"], account["domain_identifier"]) == ("Stanford University", "stanford.edu")
    assert site.get(f"/v1/accounts/{account['account_id']}", **bearer(PARTNER)).status == 200


def test_page_is_not_sent_before_the_box_is_ticked(site: Site) -> None:
    import_stanford(site)
    visitor = site.signed_in()
    check = check_page(visitor)
    assert "checked" not in check.page.field("needs_another")
    before = site.world.rows()
    again = visitor.fill_in(check, "/requests")
    assert (again.status, again.page.texts("h1")) == (422, ["Check the request"])
    assert any("Look at the accounts" in text for text in again.page.texts("a"))
    assert again.page.field("needs_another")["aria-invalid"] == "true"
    assert site.world.rows() == before
    assert visitor.fill_in(again, "/requests", needs_another="true").status == 303


def test_account_that_came_after_the_check_is_asked_about(site: Site) -> None:
    visitor = site.signed_in()
    check = check_page(visitor)
    assert "needs_another" not in check.text
    import_stanford(site)
    again = visitor.fill_in(check, "/requests")
    assert (again.status, "stanford.edu" in again.text) == (422, True)


def test_second_click_is_not_asked_about_the_account_of_the_first_one(site: Site) -> None:
    visitor = site.signed_in()
    check = check_page(visitor)
    first, second = visitor.fill_in(check, "/requests"), visitor.fill_in(check, "/requests")
    assert (first.status, first.headers["location"]) == (second.status, second.headers["location"])


def test_pending_account_of_another_partner_is_named(site: Site) -> None:
    site.world.submit(account_name="Stanford University", by=person("other@rival.example"))
    assert "univ.example" in check_page(site.signed_in()).text


def test_going_back_to_the_form_takes_the_tick_along_to_nowhere(site: Site) -> None:
    import_stanford(site)
    visitor = site.signed_in()
    form = visitor.fill_in(check_page(visitor), "/requests/new", needs_another="true")
    check = visitor.fill_in(form, "/requests/check", account_name="Stanford University")
    assert "checked" not in check.page.field("needs_another")
    assert FILLED["note_to_customer"] in check.text


@pytest.mark.parametrize("place", ["check page", "review page"])
def test_requester_and_reviewer_with_a_role_are_led_to_the_account_and_to_asking_for_access(
    site: Site, place: str
) -> None:
    import_stanford(site)
    links = links_to_stanford(site, PLACES[place](site))
    assert len(links) == 2
    assert [site.signed_in().get(link.removeprefix("/api")).status for link in links] == [200, 200]


@pytest.mark.parametrize("state", [approver_page_with_similar, review_page_with_similar])
def test_approver_and_reviewer_without_a_role_see_name_and_domain_alone(
    site: Site, state: Callable[[Site], Response]
) -> None:
    response = state(site)
    assert "stanford.edu" in response.text
    assert links_to_stanford(site, response) == []
