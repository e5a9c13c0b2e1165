"""Where people land and where links lead: only to what opens, with the menu of their role, and never in a circle."""

from collections.abc import Iterator

import pytest

from tests.web.browser_without_script import PageReader, Response, Site, site_over
from tests.web.site.personas import PERSONAS, follow, links_in, local, populate, walk
from tests.world import world

EVERYBODY = pytest.mark.parametrize("who", PERSONAS)
# What each lands on, by `/` or after a sign-in without another wish.
HOME = {
    "partner": "/directory",
    "administrator": "/directory",
    "reviewer without a role": "/reviews",
    "reviewer with a role": "/reviews",
    "approver of accounts alone": "/",
    "newcomer": "/",
    "anybody": "/",
}
WITH_ROLE = ["/directory", "/accounts", "/requests", "/access-requests", "/offers", "/domain-proofs"]
MENU = {
    "partner": [*WITH_ROLE, "/help"],
    "administrator": [*WITH_ROLE, "/help"],
    "reviewer without a role": ["/offers", "/domain-proofs", "/recoveries", "/reviews", "/help"],
    "reviewer with a role": [*WITH_ROLE, "/recoveries", "/reviews", "/help"],
    "approver of accounts alone": ["/offers", "/domain-proofs", "/help"],
    "newcomer": ["/offers", "/domain-proofs", "/help"],
    "anybody": [],
}
PUBLIC = ["/", "/help", "/accessibility", "/docs/api", "/docs/api/start", "/problems/not-found"]
ERRORS = [
    ("GET", "/nowhere"),
    ("PUT", "/help"),
    ("GET", "/requests/nothing"),
    ("GET", "/accounts/nothing"),
    ("GET", "/access-requests/nothing"),
    ("GET", "/reviews"),
    ("GET", "/reviews?cursor=x"),
    ("GET", "/directory"),
    ("GET", "/requests?cursor=x"),
    ("GET", "/offers?cursor=x"),
    ("GET", "/problems/nothing"),
    ("GET", "/approvals/nothing"),
]


@pytest.fixture(scope="module")
def shared() -> Iterator[Site]:
    """A site with something for everybody, which these tests only look at."""
    with world() as fresh, site_over(fresh) as site:
        populate(site)
        yield site


def menu_of(page: PageReader) -> list[str]:
    """Return where the menu leads; its links come first after those of the header."""
    inside = page.elements[: next(i for i, (tag, _) in enumerate(page.elements) if tag == "main")]
    found = [local(attributes.get("href", "")) for tag, attributes in inside if tag == "a"]
    return [one for one in found if one and one != "/"]


def opening(who: str) -> set[int]:
    """Return the statuses of what opens: whoever is not signed in is led to the sign-in."""
    return {200, 303} if who == "anybody" else {200}


@EVERYBODY
def test_everybody_lands_on_the_page_of_their_role(shared: Site, who: str) -> None:
    visit = follow(PERSONAS[who](shared), "", "/api/")
    assert (visit.addresses[-1], visit.response.status) == (HOME[who], 200)


@EVERYBODY
def test_every_link_from_the_first_page_on_opens_and_none_leads_back_to_where_it_began(shared: Site, who: str) -> None:
    visits = list(walk(PERSONAS[who](shared)))
    assert len(visits) > 5
    refused = [(one.of, one.addresses) for one in visits if one.response.status not in opening(who)]
    circles = [one.addresses for one in visits if len(set(one.addresses)) < len(one.addresses)]
    assert (refused, circles) == ([], [])


@EVERYBODY
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_has_the_menu_of_whoever_is_signed_in(shared: Site, who: str, path: str) -> None:
    page = follow(PERSONAS[who](shared), "", f"/api{path}").response.page
    assert menu_of(page) == MENU[who]


def refusal(site: Site, who: str, method: str, path: str) -> tuple[Site, Response]:
    visitor = PERSONAS[who](site)
    return visitor, visitor.send(method, path, {"Accept": "text/html"})


@EVERYBODY
@pytest.mark.parametrize(("method", "path"), ERRORS)
def test_error_page_has_the_menu_and_leads_on_and_not_back_to_itself(
    shared: Site, who: str, method: str, path: str
) -> None:
    visitor, response = refusal(shared, who, method, path)
    if response.status in {200, 303}:
        return  # This person may open it.
    assert menu_of(response.page) == MENU[who]
    for link in links_in(response, of_content=True):
        visit = follow(visitor, path, link)
        assert visit.response.status in opening(who), visit.addresses
        assert path not in visit.addresses or method != "GET"


def test_newcomer_is_told_whom_to_ask_and_is_led_to_what_is_offered(shared: Site) -> None:
    page = PERSONAS["newcomer"](shared).get("/").page
    assert "You have no role yet" in page.texts("h2")
    assert "/offers" in [local(one.get("href", "")) for one in page.elements_of("a")]
    assert "/sign-in" not in [local(one.get("href", "")) for one in page.elements_of("a")]
