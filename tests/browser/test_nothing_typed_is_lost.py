"""In Chromium nothing typed is lost: another language, a session that ends, Back. On every form of the table."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from chalicelib.web.page.forms import Form
from tests.browser.served_site import ServedSite, served_site
from tests.web.page.filled_forms import EVERYBODY, WELL_FILLED, path_of
from tests.web.page.test_kept_forms import NOT_TYPED, OF_LINKS
from tests.web.page.test_own_forms import ALL_PAGES, FORMS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.matrix

# Forms in which somebody types or chooses something. Of the form that only its check page sends, and of those that a
# button alone sends, there is nothing to lose.
HIDDEN_ONLY = {"change_request_form", "send_request_form", "resend_form"}
# The form of declining a recovery, sent by its other button.
OTHER_BUTTON = {"approve_recovery_form"}
SIGNED_IN = [name for name, (_, typed) in WELL_FILLED.items() if typed and name not in HIDDEN_ONLY | OTHER_BUTTON]
OF_LINK = [name for name, typed in OF_LINKS.items() if typed]
# What no form takes, by the name of its field.
WRONG: Mapping[str, str] = {
    "email": "nobody",
    "team_email": "nobody",
    "note": "x" * 1001,
    "reason": "x" * 1001,
    "message": "x" * 1001,
    "account_name": "x" * 300,
    "name": "x" * 300,
    "domain_identifier": "no domain",
    "account_id": "no account",
    "url": "nowhere",
}
# A form that has none of those fields is answered with errors in another way.
OTHERWISE: Mapping[str, Form] = {
    "approve_access_form": {"scope": "virtual_accounts", "role": "virtual_account_user"},
}
# How the page is opened that has the form, where it is not by the form's own path.
OPENED_BY: Mapping[str, str] = {"check_request_form": "/requests/new", "reassign_form": "{path}?nomination=1"}
WITHOUT_DECISION = {"review_form": {"decision": "decline", "reason": "We know this customer."}}
EVERY_FORM = pytest.mark.parametrize("name", [*SIGNED_IN, *OF_LINK])
# A statement that is ticked is not refused, and whoever asks for a link is told nothing.
NEVER_REFUSED = {"approve_form", "link_again_form"}
EVERY_REFUSED_FORM = pytest.mark.parametrize(
    "name", [*SIGNED_IN, *(name for name in OF_LINK if name not in NEVER_REFUSED)]
)


@pytest.fixture
def site() -> Iterator[ServedSite]:
    with served_site() as served:
        yield served


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def typed_into(name: str) -> Form:
    """Return what is typed into the form."""
    given = WITHOUT_DECISION.get(name) or OF_LINKS.get(name) or WELL_FILLED[name][1]
    return {field: value for field, value in given.items() if field not in NOT_TYPED}


def open_form(site: ServedSite, page: "Page", name: str) -> str:
    """Open the page of the form as somebody who may send it; return its path."""
    (row,) = [one for one in ALL_PAGES if one.name == name]
    path = path_of(site.world, row)
    if name in FORMS:
        site.sign_in(page, EVERYBODY)
    page.goto(site.url + OPENED_BY.get(name, "{path}").format(path=path))
    return path


def form_in(page: "Page", path: str) -> "Locator":
    """Return the form that is sent to this path; of two, that in which somebody types."""
    forms = page.locator(f"main form[action$='{path}']:not(dialog form)")
    return forms.filter(has=page.locator("textarea, input:not([type=hidden]), select")).first


def fill(form: "Locator", typed: Form) -> None:
    """Type and choose, as a person does."""
    for details in form.locator("details").all():
        details.evaluate("(element) => { element.open = true; }")
    for name, value in typed.items():
        field = form.locator(f"[name='{name}']")
        kind = field.first.evaluate("(element) => element.type")
        if kind == "select-one":
            field.select_option(value)
        elif kind in {"radio", "checkbox"}:
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind != "hidden":
            field.fill(value)


def assert_filled(form: "Locator", typed: Form) -> None:
    """Assert that everything typed stands in its field."""
    for name, value in typed.items():
        field = form.locator(f"[name='{name}']")
        if field.first.evaluate("(element) => element.type") in {"radio", "checkbox"}:
            expect(form.locator(f"[name='{name}'][value='{value}']")).to_be_checked()
        else:
            expect(field).to_have_value(value)


def wrong(name: str) -> Form:
    """Return what the form is refused for."""
    typed = typed_into(name)
    faulty = {field: WRONG[field] for field in typed if field in WRONG}
    return {**typed, **faulty, **OTHERWISE.get(name, {})}


def send(form: "Locator") -> None:
    form.locator("button").last.click()


def choose_french(page: "Page") -> None:
    page.locator("header nav [lang=fr]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@EVERY_FORM
def test_language_keeps_what_is_typed_and_not_sent(site: ServedSite, page: "Page", name: str) -> None:
    path, typed = open_form(site, page, name), typed_into(name)
    fill(form_in(page, path), typed)
    choose_french(page)
    assert_filled(form_in(page, "/requests/check" if name == "check_request_form" else path), typed)


@EVERY_REFUSED_FORM
def test_language_keeps_what_was_sent_on_the_answer(site: ServedSite, browser: "Browser", name: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    path, typed = open_form(site, page, name), wrong(name)
    fill(form_in(page, path), typed)
    send(form_in(page, path))
    choose_french(page)
    assert_filled(form_in(page, path), typed)
    context.close()


@pytest.mark.parametrize("name", SIGNED_IN)
def test_form_is_given_back_after_its_session_has_ended(site: ServedSite, page: "Page", name: str) -> None:
    path, typed = open_form(site, page, name), typed_into(name)
    fill(form_in(page, path), typed)
    site.sign_out(page)
    send(form_in(page, path))
    site.sign_in_again(page, EVERYBODY)
    if name == "check_request_form":
        page.get_by_role("button", name="Change something").click()
    assert_filled(form_in(page, path), typed)


@EVERY_REFUSED_FORM
def test_back_from_the_answer_keeps_what_was_typed(site: ServedSite, page: "Page", name: str) -> None:
    path, typed = open_form(site, page, name), wrong(name)
    fill(form_in(page, path), typed)
    send(form_in(page, path))
    page.locator(".summary").wait_for()
    page.go_back()
    assert_filled(form_in(page, path), typed)


def test_back_from_the_check_page_keeps_what_was_typed(site: ServedSite, page: "Page") -> None:
    typed = typed_into("check_request_form")
    path = open_form(site, page, "check_request_form")
    fill(form_in(page, path), typed)
    send(form_in(page, path))
    page.get_by_role("heading", name="Check the request").wait_for()
    page.go_back()
    assert_filled(form_in(page, path), typed)


@pytest.mark.parametrize("name", ["give_role_form", "approve_access_form"])
def test_check_page_of_what_is_granted_keeps_what_was_chosen(site: ServedSite, page: "Page", name: str) -> None:
    typed = {**typed_into(name), "role": "smart_account_administrator"}
    path = open_form(site, page, name)
    fill(form_in(page, path), typed)
    send(form_in(page, path))
    page.get_by_role("heading", name="Check what you grant").wait_for()
    page.go_back()
    assert_filled(form_in(page, path), typed)
    send(form_in(page, path))
    choose_french(page)
    page.get_by_role("heading", name="Vérifiez ce que vous accordez").wait_for()
    page.get_by_role("button", name="Modifier").click()
    assert_filled(form_in(page, path), typed)


def test_several_addresses_pasted_into_one_field_become_several(site: ServedSite, page: "Page") -> None:
    path = open_form(site, page, "check_request_form")
    form = form_in(page, path)
    fill(form, typed_into("check_request_form"))
    form.locator("details").first.evaluate("(element) => { element.open = true; }")
    for field in form.locator("input[type=email]").all():
        field.fill("")
    pasted = "it@other.example, Ann Other <ann@other.example>; bob@other.example"
    form.locator("input[type=email]").first.evaluate("(field, text) => { field.value = text; }", pasted)
    send(form)
    page.get_by_role("button", name="Change something").click()
    for number, email in enumerate(("it", "ann", "bob")):
        expect(page.locator(f"main [name='customer_emails/{number}']")).to_have_value(
            re.compile(f"{email}@other.example")
        )
