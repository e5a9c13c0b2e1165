"""What was typed into a form is kept when the language changes and when the session ends, on every form there is.

The tests go through the table of pages, so a new form is covered or reported by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.services.sign_in.kept_form import KEPT_LENGTH, LONGEST_FORM, MOST_FORMS, KeptForm
from chalicelib.services.sign_in.sessions import digest_of
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from tests.web.approvals.states import link
from tests.web.browser_without_script import OWN_SITE, Response, Site
from tests.web.page.filled_forms import EVERYBODY, WELL_FILLED, path_of, token_of
from tests.web.page.test_own_forms import ALL_PAGES, FORMS
from tests.web.requests.stories import FILLED
from tests.world import person

# What is typed into the forms that need no session.
OF_LINKS: Mapping[str, Form] = {
    "approve_form": {"authority_confirmed": "true"},
    "decline_form": {"reason_code": "other", "reason": "We were never asked."},
    "forward_form": {"email": "head@univ.example", "message": "Please look at this.", "language": "fr"},
    "link_again_form": {"reference": "SAR-AAAA-BBBB", "email": "it@univ.example"},
    "renew_form": {},
    "sign_out": {},
}
# What a page decides for the person who presses its button.
NOT_TYPED = {"key", "decision", "nomination_id", "checked"}
EVERY_FORM = pytest.mark.parametrize("name", FORMS)


def assert_shows(response: Response, typed: Form, language: str) -> None:
    """Assert that what was typed stands in the fields of the page."""
    assert (response.status, response.headers["content-language"]) == (200, language)
    forms = [form.values for form in response.page.forms if "only_show" not in form.values]
    shown = {name: value for form in forms for name, value in form.items()}
    ticked = {one["name"]: one["value"] for one in response.page.elements_of("input") if "checked" in one}
    hidden = {one["name"]: one["value"] for one in response.page.elements_of("input") if one.get("type") == "hidden"}
    wanted = {name: value for name, value in typed.items() if name not in NOT_TYPED}
    assert wanted.items() <= {**hidden, **shown, **ticked}.items()


def signed_out(site: Site, visitor: Site) -> Site:
    """Sign out in another tab, which takes the cookie away."""
    site.world.container.sessions.end(secret_of(visitor))
    return replace(site, headers=OWN_SITE)


def expired(site: Site, visitor: Site) -> Site:
    """Let twelve hours pass."""
    store, digest = site.world.container.sessions.store, digest_of(secret_of(visitor))
    session = store.session(digest)
    assert session is not None
    store.keep(digest, replace(session, ends_at=session.created_at - timedelta(seconds=1)))
    return visitor


def without_cookies(site: Site, _: Site) -> Site:
    """Delete the browser's cookies."""
    return replace(site, headers=OWN_SITE)


def signed_in_anew(site: Site, visitor: Site) -> Site:
    """Sign in again in another tab, after the session has ended."""
    expired(site, visitor)
    return site.signed_in(EVERYBODY)


def secret_of(visitor: Site) -> str:
    return visitor.headers["Cookie"].partition("=")[2]


def way_back(response: Response) -> str:
    """Return where the sign-in leads to, or where the answer leads at once."""
    if response.status == 303:
        return response.headers["location"].partition("/api")[2]
    assert response.status == 401
    (button,) = [one["href"] for one in response.page.elements_of("a") if one.get("class") == "button"]
    return parse_qs(urlsplit(button).query)["return_to"][0]


ENDS: Mapping[str, Callable[[Site, Site], Site]] = {
    "signed out": signed_out,
    "expired": expired,
    "without cookies": without_cookies,
    "signed in anew": signed_in_anew,
}


def test_every_form_is_tried() -> None:
    posts = {page.name for page in ALL_PAGES if page.method == "POST"}
    public = {page.name for page in ALL_PAGES if page.method == "POST" and page.guard is Guard.PUBLIC}
    assert (posts - public, public) == (set(WELL_FILLED), set(OF_LINKS))


@EVERY_FORM
def test_form_that_is_shown_in_another_language_keeps_what_was_typed_and_changes_nothing(site: Site, name: str) -> None:
    path, typed = path_of(site.world, FORMS[name]), WELL_FILLED[name][1]
    visitor = site.signed_in(EVERYBODY)
    before = site.world.rows()
    response = visitor.post(f"{path}?lang=fr", {**typed, **token_of(visitor), "only_show": "true"})
    assert_shows(response, typed, "fr")
    assert site.world.rows() == before


@pytest.mark.parametrize("name", [name for name, typed in OF_LINKS.items() if typed])
def test_form_of_a_link_keeps_what_was_typed_in_another_language(site: Site, name: str) -> None:
    path = "/link-again" if name == "link_again_form" else f"{link(site)}/{name.removesuffix('_form')}"
    before = site.world.rows()
    response = site.post(f"{path}?lang=fr", {**OF_LINKS[name], "only_show": "true"})
    assert_shows(response, OF_LINKS[name], "fr")
    assert site.world.rows() == before


def test_answer_with_errors_offers_the_languages_as_buttons_of_what_was_typed(site: Site) -> None:
    path = link(site) + "/forward"
    answer = site.post(path, {"email": "no address", "message": "Kept."})
    (form,) = [form for form in answer.page.forms if "only_show" in form.values]
    in_french = site.post(f"{path}?lang=fr", form.values)
    assert (in_french.status, in_french.headers["content-language"]) == (422, "fr")
    assert in_french.page.forms[-1].values["message"] == "Kept."
    assert in_french.headers["set-cookie"].startswith("lang=fr")


@pytest.mark.parametrize("end", ENDS)
@EVERY_FORM
def test_form_that_was_sent_after_its_session_is_given_back(site: Site, name: str, end: str) -> None:
    path, typed = path_of(site.world, FORMS[name]), WELL_FILLED[name][1]
    visitor = site.signed_in(EVERYBODY)
    form = {**typed, **token_of(visitor)}
    goal = way_back(ENDS[end](site, visitor).post(f"{path}?lang=fr", form))
    again = site.signed_in(EVERYBODY)
    before = site.world.rows()
    response = again.get(goal)
    assert site.world.rows() == before
    assert_shows(response, typed, "fr")
    assert "Votre session avait pris fin" in response.text
    assert again.post(path, {**typed, **token_of(again)}).status == WELL_FILLED[name][0]


def test_form_is_given_back_once_and_to_the_same_person_alone(site: Site) -> None:
    visitor = site.signed_in()
    form = {**FILLED, **token_of(visitor)}
    goal = way_back(signed_out(site, visitor).post("/requests/check", form))
    again, rival = site.signed_in(), site.signed_in(person("rival@rival.example"))
    assert FILLED["account_name"] not in rival.followed(rival.get(goal)).text
    given_back = again.get(goal)
    assert FILLED["account_name"] in given_back.text
    (kept,) = parse_qs(urlsplit(goal).query)["kept"]
    again.post("/requests/check", {**FILLED, **token_of(again), "kept": kept})
    assert again.get(goal).status == 303
    assert [row for row in site.world.rows().values() if FILLED["account_name"] in str(row)] == []


def test_page_of_the_ended_session_keeps_the_form_in_another_language(site: Site) -> None:
    visitor = site.signed_in()
    form = {**FILLED, **token_of(visitor)}
    ended = signed_out(site, visitor).post("/requests/check", form)
    (french,) = [one["href"] for one in ended.page.elements_of("a") if one.get("hreflang") == "fr"]
    response = site.get(f"/requests/check{french}")
    assert (response.status, response.page.texts("h1")) == (401, ["Votre session est terminée"])
    assert FILLED["account_name"] in site.signed_in().get(way_back(response)).text


def test_neither_tokens_nor_forms_of_nobody_are_kept(site: Site) -> None:
    visitor = site.signed_in()
    token = token_of(visitor)
    nobody = signed_out(site, visitor)
    nobody.post("/requests/check", {**FILLED, **token})
    assert token["form_token"][:64] not in str(site.world.rows())
    before = site.world.rows()
    for made_up in ("", "x" * 128, token["form_token"][:64], token["form_token"][:64] + "0" * 64):
        assert nobody.post("/requests/check", {**FILLED, "form_token": made_up}).status == 401
    from_nowhere = replace(site, headers={})
    assert from_nowhere.post("/requests/check", {**FILLED, "account_name": "Another", **token}).status == 401
    assert site.world.rows() == before


def test_a_session_keeps_few_forms_of_limited_length_for_three_days(site: Site) -> None:
    visitor = site.signed_in()
    token, sessions = token_of(visitor), site.world.container.sessions
    nobody = signed_out(site, visitor)
    for number in range(MOST_FORMS + 2):
        nobody.post(f"/accounts/{number}/change", {"account_name": f"Name {number}", **token})
    digest = digest_of(secret_of(visitor))
    assert not site.world.container.kept_forms.keep(
        digest, KeptForm("/requests/check", {"account_name": "x" * LONGEST_FORM})
    )
    session = sessions.store.session(digest)
    assert session is not None
    assert [form.path for form in session.forms] == [f"/accounts/{number}/change" for number in (2, 3, 4)]
    later = replace(session, ends_at=session.ends_at - KEPT_LENGTH)
    sessions.store.keep(digest, later)
    assert site.world.container.kept_forms.find(digest, "/accounts/4/change", later.person) is None


@pytest.mark.parametrize(("left", "is_told"), [(30, True), (31, False)])
def test_page_says_that_the_session_ends_soon(site: Site, left: int, is_told: bool) -> None:
    visitor = site.signed_in()
    store, digest = site.world.container.sessions.store, digest_of(secret_of(visitor))
    session = store.session(digest)
    assert session is not None
    now = site.world.container.sessions.clock.now()
    store.keep(digest, replace(session, ends_at=now + timedelta(minutes=left, seconds=-5)))
    boxes = visitor.get("/requests/new").page.elements_of("div")
    (notice,) = [one for one in boxes if "data-in-minutes" in one] or [{}]
    assert ("hidden" not in notice) is is_told
    assert notice.get("data-in-minutes") == (None if is_told else "21")
