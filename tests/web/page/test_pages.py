"""What all pages share: languages, forms of other sites, unreadable forms, errors outside known pages."""

import json

import pytest

from chalicelib.web.api.content_negotiation import prefers_html
from tests.web.approvals.states import TICKED, link
from tests.web.browser_without_script import FORM, Response, Site

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
OWN = "https://accounts.vendor.example"


def language_of(response: Response) -> str:
    return response.headers["content-language"]


def test_chosen_language_precedes_cookie_own_language_and_browser(site: Site) -> None:
    link_path = link(site, customer_language="fr")
    assert language_of(site.get("/approvals/nothing", Accept_Language="fr")) == "fr"
    assert language_of(site.get(link_path, Accept_Language="en")) == "fr"
    assert language_of(site.get(link_path, Cookie="a=b; lang=en")) == "en"
    assert language_of(site.get(link_path, Cookie="lang=xx", Accept_Language="en")) == "fr"
    assert language_of(site.get(link_path + "?lang=fr", Cookie="lang=en")) == "fr"


def test_language_cookie_is_set_only_for_an_explicit_choice(site: Site) -> None:
    link_path = link(site)
    cookie = site.get(link_path + "?lang=fr").headers["set-cookie"]
    assert cookie == "lang=fr; Path=/api; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure"
    assert "set-cookie" not in site.get(link_path + "?lang=xx%0d%0aX:y").headers
    assert "set-cookie" not in site.get(link_path, Cookie="lang=fr").headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://accounts.vendor.example"},
        {"Origin": "https://accounts.vendor.example.evil.example", "Host": "accounts.vendor.example.evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": OWN},
    ],
    ids=str,
)
@pytest.mark.parametrize("action", ["approve", "decline", "forward", "renew"])
def test_form_of_another_site_changes_nothing(site: Site, action: str, headers: dict[str, str]) -> None:
    link_path = link(site)
    before = site.world.rows()
    form = TICKED | {"reason_code": "not_needed", "email": "head@univ.example"}
    response = site.post(f"{link_path}/{action}", form, **headers)
    assert response.status == 403
    assert response.page.texts("h1") == ["This form was sent from another site"]
    assert site.world.rows() == before


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": OWN}, {"Origin": OWN, "Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"}]
)
def test_form_of_this_site_is_accepted(site: Site, headers: dict[str, str]) -> None:
    assert site.post(link(site) + "/approve", TICKED, **headers).status == 303


@pytest.mark.parametrize(
    "body",
    [
        b"email=%ff",
        b"\xff\xfe",
        b"email=a%40b.example&email=c%40d.example",
        b"&".join(b"f%d=x" % number for number in range(101)),
    ],
    ids=["bad escape", "bad bytes", "a field twice", "too many fields"],
)
def test_unreadable_form_is_refused_with_a_page(site: Site, body: bytes) -> None:
    link_path = link(site)
    before = site.world.rows()
    response = site.send("POST", link_path + "/forward", {"Content-Type": FORM}, body)
    assert response.status == 400
    assert response.page.texts("h1") == ["What was sent cannot be read"]
    assert site.world.rows() == before


def test_errors_outside_the_api_are_pages_for_browsers_and_problem_json_for_programs(site: Site) -> None:
    link_path = link(site)
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("PUT", link_path, 405),
        ("POST", link_path + "/approve", 415),
    ):
        page = site.send(method, path, HTML, b"{}")
        assert (page.status, len(page.page.texts("h1"))) == (status, 1)
        problem = site.send(method, path, {"Accept": "*/*"}, b"{}")
        assert problem.headers["content-type"] == "application/problem+json"
        assert json.loads(problem.text)["status"] == status == problem.status
    assert site.send("PUT", link_path, HTML).headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/accounts"), ("PUT", "/v1/accounts"), ("GET", "/v1")])
def test_api_returns_json_even_to_a_browser(site: Site, method: str, path: str) -> None:
    assert site.send(method, path, HTML).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (HTML["Accept"], True),
        ("text/html", True),
        ("TEXT/HTML; q=0.5", True),
        ("text/html;q=0", False),
        ("text/html;q=0.5, application/json", False),
        ("application/json, text/html;level=1;q=0.9", False),
        ("*/*", False),
        ("", False),
        ("text/html;q=high", True),
        ("application/problem+json, text/html", False),
    ],
)
def test_html_is_sent_only_when_it_is_preferred(accept: str, html: bool) -> None:
    assert prefers_html(accept) is html
