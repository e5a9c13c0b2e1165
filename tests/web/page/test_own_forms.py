"""Forms of signed-in people: only a page of the same session can send them, and opening pages changes nothing.

The tests go through the table of pages, so a new page is covered or reported by name.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Page
from chalicelib.web.page.sessions import SESSION_COOKIE
from chalicelib.web.routes import APIS, PAGES
from infra.local.find_running import RunningStack
from infra.token import id_token
from tests.sign_in import change_person
from tests.web.browser_without_script import FORM, OWN_SITE, Site
from tests.web.page.filled_forms import EVERYBODY, UNKNOWN_IDS, WELL_FILLED, path_of, token_of
from tests.web.requests.stories import FILLED
from tests.web.signing_in import Browser
from tests.world import PARTNER, SETTINGS

ALL_PAGES = [page for pages in PAGES for page in pages.pages]
GUARDED = [page for page in ALL_PAGES if page.guard is not Guard.PUBLIC]
FORMS = {page.name: page for page in GUARDED if page.method == "POST"}
GUARDED_PAGES_TO_OPEN = [page for page in GUARDED if page.method == "GET"]
# The sign-in pages store and delete their own records, so they are not read-only.
READ_ONLY_PAGES = [
    page for page in ALL_PAGES if page.method == "GET" and page.name not in {"sign_in", "sign_in_callback"}
]

EVERY_FORM = pytest.mark.parametrize("name", FORMS)
QUERY = urlencode({"q": "café & “thé”", "sent": "x", "nomination": "1"})
# Their codes and secrets are on no other page, so they lead to none.
SHOW_A_SECRET = {"invite_program_form", "create_webhook_form", "rotate_webhook_secret_form"}
# The webhook of the site is enabled.
CHANGES_NOTHING = "enable_webhook_form"


def with_origin_headers(visitor: Site, **headers: str) -> Site:
    """Return the same session with only these headers about the form's origin."""
    return replace(visitor, headers={"Cookie": visitor.headers["Cookie"], **headers})


def invalid_submissions(visitor: Site, another_session: Site) -> Mapping[str, tuple[Site, Form]]:
    """Return submissions that do not come from a page of this session."""
    own_token, site, fetch = token_of(visitor), OWN_SITE["Origin"], "Sec-Fetch-Site"
    return {
        "no token": (visitor, {}),
        "an empty token": (visitor, {"form_token": ""}),
        "a wrong token": (visitor, {"form_token": "é" * 64}),
        "the token of another session": (visitor, token_of(another_session)),
        "another site": (with_origin_headers(visitor, Origin="https://evil.example"), own_token),
        "a frame without an origin": (with_origin_headers(visitor, Origin="null"), own_token),
        "cross-site": (with_origin_headers(visitor, **{fetch: "cross-site"}), own_token),
        "cross-site by our own origin": (with_origin_headers(visitor, Origin=site, **{fetch: "cross-site"}), own_token),
        "same-site": (with_origin_headers(visitor, Origin=site, **{fetch: "same-site"}), own_token),
        "from nowhere": (with_origin_headers(visitor), own_token),
    }


@EVERY_FORM
def test_form_from_outside_this_session_changes_nothing(site: Site, name: str) -> None:
    path, typed = path_of(site.world, FORMS[name]), WELL_FILLED[name][1]
    sent = invalid_submissions(site.signed_in(EVERYBODY), site.signed_in(EVERYBODY))
    before = site.world.rows()
    responses = {case: sender.post(path, {**typed, **token}) for case, (sender, token) in sent.items()}
    assert {case: response.status for case, response in responses.items()} == dict.fromkeys(sent, 403)
    assert {response.page.texts("h1")[0] for response in responses.values()} == {"This form was sent from another site"}
    assert site.world.rows() == before


@EVERY_FORM
def test_form_of_this_session_is_accepted(site: Site, name: str) -> None:
    path, (status, typed) = path_of(site.world, FORMS[name]), WELL_FILLED[name]
    visitor, before = site.signed_in(EVERYBODY), site.world.rows()
    assert visitor.post(path, {**typed, **token_of(visitor)}).status == status
    changes = (status == 303 or name in SHOW_A_SECRET) and name != CHANGES_NOTHING
    assert (site.world.rows() != before) is changes


@pytest.mark.parametrize("header", OWN_SITE)
def test_one_origin_header_of_the_browser_is_enough(site: Site, header: str) -> None:
    visitor = with_origin_headers(site.signed_in(), **{header: OWN_SITE[header]})
    assert visitor.post("/requests/check", {**FILLED, **token_of(visitor)}).status == 200


@EVERY_FORM
def test_form_after_the_session_has_ended_changes_nothing_but_its_row(site: Site, name: str) -> None:
    path, typed = path_of(site.world, FORMS[name]), WELL_FILLED[name][1]
    visitor = site.signed_in(EVERYBODY)
    form = {**typed, **token_of(visitor)}
    site.world.container.sessions.end(visitor.headers["Cookie"].removeprefix(f"{SESSION_COOKIE}="))
    before = site.world.rows()
    for headers in (OWN_SITE, {**OWN_SITE, "Cookie": f"__Host-session={'x' * 43}"}, visitor.headers):
        response = replace(site, headers=headers).post(path, form)
        assert (response.status, response.page.texts("h1")) == (401, ["Your session has ended"])
    after = site.world.rows()
    assert {pk.partition("#")[0] for pk, sk in after if after[pk, sk] != before.get((pk, sk))} <= {"SESSION"}


@pytest.mark.parametrize("page", GUARDED_PAGES_TO_OPEN, ids=lambda page: page.name)
def test_page_without_a_session_redirects_to_the_sign_in_and_back(site: Site, page: Page) -> None:
    path = page.path.format(**UNKNOWN_IDS)
    for method in ("GET", "HEAD"):
        response = site.send(method, f"{path}?{QUERY}", {})
        assert (response.status, "set-cookie" in response.headers) == (303, False)
        led_to = urlsplit(response.headers["location"])
        (return_to,) = dict(parse_qsl(led_to.query)).values()
        returned_path, _, query = return_to.partition("?")
        assert (led_to.path, returned_path, parse_qsl(query)) == ("/api/sign-in", path, parse_qsl(QUERY))


@pytest.mark.parametrize("page", READ_ONLY_PAGES, ids=lambda page: page.name)
def test_opening_a_page_of_a_signed_in_person_changes_nothing(site: Site, page: Page) -> None:
    visitor, path = site.signed_in(EVERYBODY), path_of(site.world, page)
    before = site.world.rows()
    for query in ("", "?lang=fr", f"?{QUERY}"):
        shown, head = visitor.get(path + query), visitor.send("HEAD", path + query, {})
        assert shown.status == head.status
        assert shown.status == (303 if page.name in {"start_page", "check_request_link", "next_review_page"} else 200)
        assert head.text == ""
    assert site.world.rows() == before


def test_bearer_token_gives_access_to_the_api_but_to_no_page(browser: Browser, issuer: str) -> None:
    client = {"OIDC_CLIENT_ID": SETTINGS.oidc_client_id}
    stack = RunningStack("", {"sign_in": issuer, "app": SETTINGS.public_url}, client)
    bearer = {**OWN_SITE, "Authorization": f"Bearer {id_token(stack, str(PARTNER.email))}"}
    browser.world.give_role(str(PARTNER.email), "account-of-nobody", AccessRole.SMART_ACCOUNT_USER)
    assert browser.client.get("/v1/directory", headers=bearer).status_code == 200
    before = browser.world.rows()
    for page in GUARDED:
        headers = bearer if page.method == "GET" else {**bearer, "Content-Type": FORM}
        response = browser.client.request(page.method, page.path.format(**UNKNOWN_IDS), headers=headers)
        assert response.status_code == (303 if page.method == "GET" else 401), page.name
    assert browser.world.rows() == before


def test_session_gives_access_to_no_api_operation(site: Site) -> None:
    visitor, kind = site.signed_in(EVERYBODY), {"Content-Type": "application/json"}
    before = site.world.rows()
    for operation in (operation for api in APIS for operation in api.operations if operation.guard is not Guard.PUBLIC):
        assert visitor.send(operation.method, operation.path.format(**UNKNOWN_IDS), kind, b"{}").status == 401, (
            operation.name
        )
    assert site.world.rows() == before


def test_chosen_language_is_remembered(site: Site) -> None:
    visitor = site.signed_in()
    chosen = visitor.get("/directory?lang=fr").headers["set-cookie"].partition(";")[0]
    later = replace(visitor, headers={**visitor.headers, "Cookie": f"{visitor.headers['Cookie']}; {chosen}"})
    for response in (later.get("/directory"), later.get("/requests", Accept_Language="en"), later.post("/requests")):
        assert (response.headers["content-language"], "set-cookie" in response.headers) == ("fr", False)


@pytest.mark.parametrize(("claims", "read"), [({"locale": "en"}, ["en", "en"]), ({}, ["fr", "en"])], ids=str)
def test_page_language_is_the_persons_own_or_else_the_browsers(
    browser: Browser, issuer: str, claims: dict[str, str], read: list[str]
) -> None:
    who = f"{len(claims)}@reseller.example"
    user_claims = {"email": who, "email_verified": True, **claims}
    change_person(issuer, who, user_claims)
    browser.sign_in(who)
    responses = [browser.client.get("/directory", headers={"Accept-Language": language}) for language in ("fr", "en")]
    assert [response.headers["content-language"] for response in responses] == read


def test_mails_to_a_person_without_a_language_use_the_browsers(site: Site) -> None:
    visitor = site.signed_in(replace(PARTNER, language=""))
    visitor.post("/requests", {**FILLED, **token_of(visitor), "key": "one"}, Accept_Language="fr")
    (found,) = site.world.ports.store.requests_of(PARTNER.person_id, 25, None).items
    assert found.request.requester.language == "fr"
