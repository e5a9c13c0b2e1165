"""What the frame of all pages decides: languages, forms of other sites, unreadable forms, errors of no page."""

import json

import pytest

from chalicelib.web.api.content_negotiation import prefers_html
from tests.web.approvals.states import TICKED, link
from tests.web.browser_without_script import FORM, Answer, Site

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
OWN = "https://accounts.vendor.example"


def language_of(answer: Answer) -> str:
    return answer.headers["content-language"]


def test_a_language_chosen_now_goes_before_the_cookie_the_readers_own_and_the_browsers(site: Site) -> None:
    own = link(site, customer_language="fr")
    assert language_of(site.get("/approvals/nothing", Accept_Language="fr")) == "fr"
    assert language_of(site.get(own, Accept_Language="en")) == "fr"
    assert language_of(site.get(own, Cookie="a=b; lang=en")) == "en"
    assert language_of(site.get(own, Cookie="lang=xx", Accept_Language="en")) == "fr"
    assert language_of(site.get(own + "?lang=fr", Cookie="lang=en")) == "fr"


def test_only_a_choice_is_kept_and_only_for_this_site(site: Site) -> None:
    own = link(site)
    cookie = site.get(own + "?lang=fr").headers["set-cookie"]
    assert cookie == "lang=fr; Path=/api; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure"
    assert "set-cookie" not in site.get(own + "?lang=xx%0d%0aX:y").headers
    assert "set-cookie" not in site.get(own, Cookie="lang=fr").headers


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
def test_a_form_of_another_site_changes_nothing(site: Site, action: str, headers: dict[str, str]) -> None:
    own = link(site)
    before = site.world.rows()
    form = TICKED | {"reason_code": "not_needed", "email": "head@univ.example"}
    answer = site.post(f"{own}/{action}", form, **headers)
    assert answer.status == 403
    assert answer.page.said("h1") == ["This form was sent from another site"]
    assert site.world.rows() == before


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": OWN}, {"Origin": OWN, "Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"}]
)
def test_a_form_of_our_own_passes(site: Site, headers: dict[str, str]) -> None:
    assert site.post(link(site) + "/approve", TICKED, **headers).status == 303


@pytest.mark.parametrize(
    "body",
    [
        b"email=%ff",
        b"\xff\xfe",
        b"email=a%40b.example&email=c%40d.example",
        b"&".join(b"f%d=x" % number for number in range(60)),
    ],
    ids=["bad escape", "bad bytes", "a field twice", "too many fields"],
)
def test_a_form_that_cannot_be_read_is_refused_as_a_page(site: Site, body: bytes) -> None:
    own = link(site)
    before = site.world.rows()
    answer = site.send("POST", own + "/forward", {"Content-Type": FORM}, body)
    assert answer.status == 400
    assert answer.page.said("h1") == ["What was sent cannot be read"]
    assert site.world.rows() == before


def test_errors_outside_the_api_are_pages_for_browsers_and_problems_for_programs(site: Site) -> None:
    own = link(site)
    for method, path, status in (("GET", "/nowhere", 404), ("PUT", own, 405), ("POST", own + "/approve", 415)):
        page = site.send(method, path, HTML, b"{}")
        assert (page.status, len(page.page.said("h1"))) == (status, 1)
        problem = site.send(method, path, {"Accept": "*/*"}, b"{}")
        assert problem.headers["content-type"] == "application/problem+json"
        assert json.loads(problem.text)["status"] == status == problem.status
    assert site.send("PUT", own, HTML).headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/accounts"), ("PUT", "/v1/accounts"), ("GET", "/v1")])
def test_the_api_answers_json_even_to_a_browser(site: Site, method: str, path: str) -> None:
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
def test_html_is_for_whoever_names_it_and_likes_it_best(accept: str, html: bool) -> None:
    assert prefers_html(accept) is html
