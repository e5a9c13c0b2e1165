"""What people type is shown unchanged on every page it reaches, and never becomes part of the page.

Free texts accept all of `MARKUP`. An address accepts no angle bracket, double quote or semicolon, and a domain accepts
no markup at all: they are tried with what they do accept, and where a form is shown again after a refusal.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.services.requests import link_actions, requester_actions, review
from chalicelib.web.page.forms import Form
from tests.sign_in import change_person
from tests.web.access.markup import access_asked, access_forms
from tests.web.accounts.markup import run, run_forms
from tests.web.approvals.states import TICKED
from tests.web.browser_without_script import PageReader, Response, Site
from tests.web.page.markup import (
    ADDRESS,
    IMPORTED,
    MARKUP,
    NAME,
    NAMED,
    OUTSIDER,
    REQUESTER,
    TO_CUSTOMER,
    TO_REVIEWER,
    TOO_LONG,
    TYPED_MARKUP,
    WORDS,
    Pages,
    assert_no_injection,
    fields_of,
)
from tests.web.requests.stories import FILLED, OUTSIDE, checked
from tests.web.signing_in import Browser
from tests.world import REVIEWER

IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
Story = Callable[[Site], Pages]
Forms = Callable[[Site], Iterator[tuple[Response, Form]]]


def pending(site: Site) -> Pages:
    """Yield the pages of a request for its requester and its approvers, who do not see notes for reviewers."""
    request, visitor = site.world.submit(by=NAMED, **TYPED_MARKUP), site.signed_in(NAMED)
    path = f"/requests/{request.request_id}"
    yield visitor.get(f"/directory?sent={request.request_id}"), {NAME, REQUESTER}
    yield visitor.get(path), {NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER}
    for page in ("/requests", f"{path}/withdraw", "/accounts?q=univ.example", f"/accounts/{request.account_id}"):
        yield visitor.get(page), {NAME}
    link = f"/approvals/{site.world.token(request)}"
    yield site.get(link), {NAME, REQUESTER, TO_CUSTOMER}
    site.post(f"{link}/forward", {"email": "head@univ.example", "message": WORDS})
    yield site.get(link), {NAME, REQUESTER}
    new = f"/approvals/{site.world.token(request, '2')}"
    yield site.get(new), {NAME, REQUESTER, TO_CUSTOMER, WORDS}
    yield site.followed(site.post(f"{new}/approve", TICKED)), {NAME}


def declined(site: Site) -> Pages:
    """Yield the pages of a request declined with a reason, for the approver and the requester."""
    request = site.world.submit(**TYPED_MARKUP)
    link_actions.decline(site.world.ports, site.world.token(request), "other", WORDS)
    yield site.get(f"/approvals/{site.world.token(request)}"), {NAME, WORDS}
    yield site.signed_in().get(f"/requests/{request.request_id}"), {NAME, WORDS}


def withdrawn(site: Site) -> Pages:
    """Yield the pages of a request withdrawn with a reason."""
    request = site.world.submit(by=NAMED, **TYPED_MARKUP)
    requester_actions.withdraw(site.world.ports, site.world.caller(NAMED), request.request_id, WORDS)
    yield site.get(f"/approvals/{site.world.token(request)}"), {NAME, REQUESTER}
    yield site.signed_in(NAMED).get(f"/requests/{request.request_id}"), {NAME, REQUESTER, WORDS}


def reviewed(site: Site) -> Pages:
    """Yield the pages of a request before and after a reviewer declines it with a reason."""
    request, reviewer = site.world.submit(by=NAMED, **TYPED_MARKUP, **OUTSIDE), site.signed_in(REVIEWER)
    path = f"/requests/{request.request_id}"
    yield reviewer.get("/reviews"), {NAME, REQUESTER}
    yield reviewer.get(path), {NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER}
    review.review_request(site.world.ports, REVIEWER, request.request_id, False, WORDS)
    yield reviewer.get(path), {NAME, REQUESTER, WORDS}
    yield site.signed_in(NAMED).get(path), {NAME, REQUESTER, WORDS}


def imported(site: Site) -> Pages:
    """Yield the pages of an imported account and of a request near it."""
    site.world.import_account(IMPORTED, "univ.example", ("partner@reseller.example", ADDRESS))
    visitor = site.signed_in()
    found = visitor.get("/accounts?q=univ.example")
    (path,) = [
        link["href"].removeprefix("/api") for link in found.page.elements_of("a") if "/accounts/" in link["href"]
    ]
    yield found, {IMPORTED}
    yield visitor.get(path), {IMPORTED, ADDRESS}
    yield visitor.get("/directory"), {IMPORTED, ADDRESS}
    typed = {**FILLED, **TYPED_MARKUP, "domain_identifier": "labs.univ.example"}
    check = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    yield check, {NAME, TO_CUSTOMER, TO_REVIEWER, IMPORTED}
    yield visitor.fill_in(check, "/requests/new"), {NAME, TO_CUSTOMER, TO_REVIEWER}
    request = site.world.submit(domain_identifier="a.univ.example")
    yield site.get(f"/approvals/{site.world.token(request)}"), {IMPORTED}
    in_review = site.world.submit(domain_identifier="b.univ.example", **OUTSIDE)
    yield site.signed_in(REVIEWER).get(f"/requests/{in_review.request_id}"), {IMPORTED}


def addressed(site: Site) -> Pages:
    """Yield the pages of a request to an unusual address, and of its forward to another one."""
    request, visitor = site.world.submit(customer_emails=(ADDRESS,)), site.signed_in()
    path, link = f"/requests/{request.request_id}", f"/approvals/{site.world.token(request)}"
    yield visitor.get(path), {ADDRESS}
    yield visitor.get(f"{path}/reassign?nomination=1"), {ADDRESS}
    yield site.post(f"{link}/forward", {"email": OUTSIDER}), {OUTSIDER}
    yield checked(site, **{"customer_emails/0": ADDRESS, "domain_identifier": "labs.univ.example"}), {ADDRESS}


def searched(site: Site) -> Pages:
    """Yield a search without a result and the form that is linked there."""
    visitor = site.signed_in()
    found = visitor.get(f"/accounts?q={quote(MARKUP)}")
    (path,) = [
        link["href"].removeprefix("/api") for link in found.page.elements_of("a") if "account_name=" in link["href"]
    ]
    yield from ((found, {MARKUP}), (visitor.get(path), {MARKUP}))


def refused(site: Site) -> Iterator[tuple[Response, Form]]:
    """Yield the response of every form that is shown again after a refusal, with what was typed into it."""
    request, visitor = site.world.submit(), site.signed_in()
    path, link = f"/requests/{request.request_id}", f"/approvals/{site.world.token(request)}"
    in_request = dict.fromkeys(FILLED.keys() - {"customer_language"}, MARKUP) | {"note_to_reviewer": TOO_LONG}
    for reader, page, action, typed in (
        (visitor, "/requests/new", "/requests/check", in_request),
        (visitor, f"{path}/withdraw", "/withdraw", {"reason": TOO_LONG}),
        (visitor, f"{path}/reassign?nomination=1", "/reassign", {"email": MARKUP}),
        (site, f"{link}/decline", "/decline", {"reason": TOO_LONG}),
        (site, f"{link}/forward", "/forward", {"email": MARKUP, "message": TOO_LONG}),
    ):
        yield reader.fill_in(reader.get(page), action, **typed), typed
    reviewer, other = site.signed_in(REVIEWER), site.world.submit(domain_identifier="b.example", **OUTSIDE)
    typed = {**reviewer.get(f"/requests/{other.request_id}").page.forms[-1].values, "reason": TOO_LONG}
    yield reviewer.post(f"/requests/{other.request_id}/review", typed), {"reason": TOO_LONG}


def paths_with_markup(site: Site) -> Iterator[str]:
    """Yield a path of every kind of page, with markup in each part that the page reads."""
    request, everywhere = site.world.submit(), quote(MARKUP, safe="")
    path, link = f"/requests/{request.request_id}", f"/approvals/{site.world.token(request)}"
    names = ("sent", "nomination", "return_to", "from_request", "account_name", MARKUP)
    query = urlencode(dict.fromkeys(names, MARKUP))
    for page in ("directory", "requests/new", "requests", "accounts", "sign-in", "sign-out", "help"):
        yield f"/{page}?{query}"
    for page in (path, f"{path}/withdraw", f"{path}/reassign", link, f"{link}/forward", f"{link}/renew"):
        yield f"{page}?{query}"
    for page in ("", "accounts/", "requests/", "approvals/", "problems/", "static/", "directory?cursor="):
        yield f"/{page}{everywhere}"
    yield from (f"/approvals/{everywhere}/renew", f"/requests/{everywhere}/withdraw")


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize(
    "story", [pending, declined, withdrawn, reviewed, imported, addressed, searched, run, access_asked]
)
def test_typed_text_is_shown_unchanged(site: Site, story: Story, language: str) -> None:
    site.language = language
    for response, texts in story(site):
        assert_no_injection(response.page)
        read = " ".join([*response.page.texts("body"), *fields_of(response.page)])
        assert [text for text in texts if text not in read] == []


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("forms", [refused, run_forms, access_forms])
def test_refused_form_shows_typed_text_unchanged(site: Site, forms: Forms, language: str) -> None:
    site.language = language
    for response, typed in forms(site):
        assert response.status == 422
        assert_no_injection(response.page)
        assert set(typed.values()) <= fields_of(response.page)


@IN_EVERY_LANGUAGE
def test_markup_in_a_url_never_becomes_part_of_a_page(site: Site, language: str) -> None:
    site.language = language
    for address in paths_with_markup(site):
        assert_no_injection(site.signed_in().get(address, Accept="text/html").page)
    assert_no_injection(site.post(f"/requests/check?{urlencode({MARKUP: MARKUP})}").page)


@IN_EVERY_LANGUAGE
def test_name_from_the_provider_is_shown_unchanged(browser: Browser, issuer: str, language: str) -> None:
    who = f"{language}@reseller.example"
    claims = {"email": who, "email_verified": True, "name": MARKUP, "locale": language}
    change_person(issuer, who, claims)
    browser.sign_in(who)
    page = PageReader(browser.get("/directory").text)
    assert_no_injection(page)
    assert (page.elements_of("html"), MARKUP in page.texts("body")[0]) == ([{"lang": language}], True)
