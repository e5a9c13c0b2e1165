"""The forms of people who have signed in: only a page of the same session sends them, and looking changes nothing.

The table of pages is walked, so a page that is added is tried here, or missed by name.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Page
from chalicelib.web.routes import APIS, PAGES
from infra.local.find_running import RunningStack
from infra.token import id_token
from tests.web.browser_without_script import FORM, OWN_SITE, Site
from tests.web.page.filled_forms import EVERYBODY, NOTHING, WELL_FILLED, path_of, token_of
from tests.web.requests.stories import FILLED
from tests.web.signing_in import Browser
from tests.world import PARTNER, SETTINGS

ALL = [page for pages in PAGES for page in pages.pages]
GUARDED = [page for page in ALL if page.guard is not Guard.PUBLIC]
FORMS = {page.name: page for page in GUARDED if page.method == "POST"}
LOOKS = [page for page in GUARDED if page.method == "GET"]
# The two of signing in keep and take what belongs to that, and are no looking.
LOOKED_AT = [page for page in ALL if page.method == "GET" and page.name not in {"sign_in", "sign_in_callback"}]

EVERY_FORM = pytest.mark.parametrize("name", FORMS)
QUERY = urlencode({"q": "café & “thé”", "sent": "x", "nomination": "1"})


def coming_from(own: Site, **headers: str) -> Site:
    """The same session, where the browser says of the form's origin no more than this."""
    return replace(own, headers={"Cookie": own.headers["Cookie"], **headers})


def foreign(own: Site, another_session: Site) -> Mapping[str, tuple[Site, Form]]:
    """Whatever a form may come with that is not from a page of this session."""
    mine, site, fetch = token_of(own), OWN_SITE["Origin"], "Sec-Fetch-Site"
    return {
        "no token": (own, {}),
        "an empty token": (own, {"form_token": ""}),
        "a wrong token": (own, {"form_token": "é" * 64}),
        "the token of another session": (own, token_of(another_session)),
        "another site": (coming_from(own, Origin="https://evil.example"), mine),
        "a frame without an origin": (coming_from(own, Origin="null"), mine),
        "cross-site": (coming_from(own, **{fetch: "cross-site"}), mine),
        "cross-site by our own origin": (coming_from(own, Origin=site, **{fetch: "cross-site"}), mine),
        "same-site": (coming_from(own, Origin=site, **{fetch: "same-site"}), mine),
        "from nowhere": (coming_from(own), mine),
    }


@EVERY_FORM
def test_a_form_that_is_of_no_page_of_this_session_changes_nothing(site: Site, name: str) -> None:
    path, typed = path_of(site.world, FORMS[name]), WELL_FILLED[name][1]
    sent = foreign(site.signed_in(EVERYBODY), site.signed_in(EVERYBODY))
    before = site.world.rows()
    answers = {case: sender.post(path, {**typed, **token}) for case, (sender, token) in sent.items()}
    assert {case: answer.status for case, answer in answers.items()} == dict.fromkeys(sent, 403)
    assert {answer.page.said("h1")[0] for answer in answers.values()} == {"This form was sent from another site"}
    assert site.world.rows() == before


@EVERY_FORM
def test_a_form_of_a_page_of_this_session_passes(site: Site, name: str) -> None:
    path, (status, typed) = path_of(site.world, FORMS[name]), WELL_FILLED[name]
    own, before = site.signed_in(EVERYBODY), site.world.rows()
    assert own.post(path, {**typed, **token_of(own)}).status == status
    assert (site.world.rows() != before) is (status == 303)


@pytest.mark.parametrize("header", OWN_SITE)
def test_one_word_of_the_browser_on_where_a_form_comes_from_is_enough(site: Site, header: str) -> None:
    own = coming_from(site.signed_in(), **{header: OWN_SITE[header]})
    assert own.post("/requests/check", {**FILLED, **token_of(own)}).status == 200


@EVERY_FORM
def test_a_form_without_a_session_says_that_it_has_ended_and_leads_back(site: Site, name: str) -> None:
    path, typed = path_of(site.world, FORMS[name]), WELL_FILLED[name][1]
    own = site.signed_in(EVERYBODY)
    form = {**typed, **token_of(own)}
    own.post("/sign-out")
    before = site.world.rows()
    for headers in (OWN_SITE, {**OWN_SITE, "Cookie": f"__Host-session={'x' * 43}"}, own.headers):
        answer = replace(site, headers=headers).post(path, form)
        assert (answer.status, answer.page.said("h1")) == (401, ["Your session has ended"])
        (link,) = [one["href"] for one in answer.page.all("a") if "/sign-in" in one["href"]]
        assert dict(parse_qsl(urlsplit(link).query)) == {"return_to": path}
    assert site.world.rows() == before


@pytest.mark.parametrize("page", LOOKS, ids=lambda page: page.name)
def test_a_page_without_a_session_leads_to_sign_in_and_back_to_itself(site: Site, page: Page) -> None:
    path = page.path.format(**NOTHING)
    for method in ("GET", "HEAD"):
        answer = site.send(method, f"{path}?{QUERY}", {})
        assert (answer.status, "set-cookie" in answer.headers) == (303, False)
        led_to = urlsplit(answer.headers["location"])
        (return_to,) = dict(parse_qsl(led_to.query)).values()
        asked, _, query = return_to.partition("?")
        assert (led_to.path, asked, parse_qsl(query)) == ("/api/sign-in", path, parse_qsl(QUERY))


@pytest.mark.parametrize("page", LOOKED_AT, ids=lambda page: page.name)
def test_looking_at_a_page_changes_nothing(site: Site, page: Page) -> None:
    own, path = site.signed_in(EVERYBODY), path_of(site.world, page)
    before = site.world.rows()
    for query in ("", "?lang=fr", f"?{QUERY}"):
        shown, head = own.get(path + query), own.send("HEAD", path + query, {})
        assert shown.status == head.status
        assert shown.status == (303 if page.name in {"start_page", "check_request_link"} else 200)
        assert head.text == ""
    assert site.world.rows() == before


def test_a_bearer_token_opens_the_api_and_no_page(browser: Browser, issuer: str) -> None:
    client = {"OIDC_CLIENT_ID": SETTINGS.oidc_client_id}
    stack = RunningStack("", {"sign_in": issuer, "app": SETTINGS.public_url}, client)
    bearer = {**OWN_SITE, "Authorization": f"Bearer {id_token(stack, str(PARTNER.email))}"}
    browser.world.give_role(str(PARTNER.email), "account-of-nobody", AccessRole.SMART_ACCOUNT_USER)
    assert browser.client.get("/v1/directory", headers=bearer).status_code == 200
    before = browser.world.rows()
    for page in GUARDED:
        headers = bearer if page.method == "GET" else {**bearer, "Content-Type": FORM}
        answer = browser.client.request(page.method, page.path.format(**NOTHING), headers=headers)
        assert answer.status_code == (303 if page.method == "GET" else 401), page.name
    assert browser.world.rows() == before


def test_a_session_opens_no_operation_of_the_api(site: Site) -> None:
    own, kind = site.signed_in(EVERYBODY), {"Content-Type": "application/json"}
    before = site.world.rows()
    for one in (one for api in APIS for one in api.operations if one.guard is not Guard.PUBLIC):
        assert own.send(one.method, one.path.format(**NOTHING), kind, b"{}").status == 401, one.name
    assert site.world.rows() == before


def test_a_chosen_language_is_kept(site: Site) -> None:
    own = site.signed_in()
    chosen = own.get("/directory?lang=fr").headers["set-cookie"].partition(";")[0]
    later = replace(own, headers={**own.headers, "Cookie": f"{own.headers['Cookie']}; {chosen}"})
    for answer in (later.get("/directory"), later.get("/requests", Accept_Language="en"), later.post("/requests")):
        assert (answer.headers["content-language"], "set-cookie" in answer.headers) == ("fr", False)


@pytest.mark.parametrize(("claims", "read"), [({"locale": "en"}, ["en", "en"]), ({}, ["fr", "en"])], ids=str)
def test_who_has_a_language_reads_it_and_who_has_none_that_of_their_browser(
    browser: Browser, issuer: str, claims: dict[str, str], read: list[str]
) -> None:
    who = f"{len(claims)}@reseller.example"
    said = {"email": who, "email_verified": True, **claims}
    httpx.put(f"{issuer}/users/{who}", json=said, trust_env=False).raise_for_status()
    browser.sign_in(who)
    answers = [browser.client.get("/directory", headers={"Accept-Language": one}) for one in ("fr", "en")]
    assert [answer.headers["content-language"] for answer in answers] == read


def test_who_has_no_language_is_written_to_in_that_of_their_browser(site: Site) -> None:
    own = site.signed_in(replace(PARTNER, language=""))
    own.post("/requests", {**FILLED, **token_of(own), "key": "one"}, Accept_Language="fr")
    (found,) = site.world.ports.store.requests_of(PARTNER.person_id, 25, None).items
    assert found.request.requester.language == "fr"
