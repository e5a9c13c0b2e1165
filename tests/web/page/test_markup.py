"""What people type is shown as they typed it, on every page it reaches, and never becomes a part of the page.

Free texts take all of `MARKUP`. An address takes no angle bracket, double quote or semicolon, and a domain
nothing of the kind: they are tried with what they do take, and where a form shows again what it has refused.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.services.requests import link_actions, requester_actions, review
from chalicelib.web.page.forms import Form
from tests.web.access.markup import access_asked, access_forms
from tests.web.accounts.markup import run, run_forms
from tests.web.approvals.states import TICKED
from tests.web.browser_without_script import Answer, PageReader, Site
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
    WORDS,
    WRITTEN,
    Pages,
    fields_of,
    runs_nothing,
)
from tests.web.requests.stories import FILLED, OUTSIDE, checked
from tests.web.signing_in import Browser
from tests.world import REVIEWER

IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
Story = Callable[[Site], Pages]
Forms = Callable[[Site], Iterator[tuple[Answer, Form]]]


def pending(site: Site) -> Pages:
    """A request as its requester and its approver find it; only a reviewer reads what is for reviewers."""
    request, own = site.world.submit(by=NAMED, **WRITTEN), site.signed_in(NAMED)
    path = f"/requests/{request.request_id}"
    yield own.get(f"/directory?sent={request.request_id}"), {NAME, REQUESTER}
    yield own.get(path), {NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER}
    for one in ("/requests", f"{path}/withdraw", "/accounts?q=univ.example", f"/accounts/{request.account_id}"):
        yield own.get(one), {NAME}
    link = f"/approvals/{site.world.token(request)}"
    yield site.get(link), {NAME, REQUESTER, TO_CUSTOMER}
    site.post(f"{link}/forward", {"email": "head@univ.example", "message": WORDS})
    yield site.get(link), {NAME, REQUESTER}
    new = f"/approvals/{site.world.token(request, '2')}"
    yield site.get(new), {NAME, REQUESTER, TO_CUSTOMER, WORDS}
    yield site.followed(site.post(f"{new}/approve", TICKED)), {NAME}


def declined(site: Site) -> Pages:
    """With a reason, which its writer and the requester read."""
    request = site.world.submit(**WRITTEN)
    link_actions.decline(site.world.ports, site.world.token(request), "other", WORDS)
    yield site.get(f"/approvals/{site.world.token(request)}"), {NAME, WORDS}
    yield site.signed_in().get(f"/requests/{request.request_id}"), {NAME, WORDS}


def withdrawn(site: Site) -> Pages:
    """With a reason that its requester wrote."""
    request = site.world.submit(by=NAMED, **WRITTEN)
    requester_actions.withdraw(site.world.ports, site.world.caller(NAMED), request.request_id, WORDS)
    yield site.get(f"/approvals/{site.world.token(request)}"), {NAME, REQUESTER}
    yield site.signed_in(NAMED).get(f"/requests/{request.request_id}"), {NAME, REQUESTER, WORDS}


def reviewed(site: Site) -> Pages:
    """Before and after a reviewer has declined it with a reason."""
    request, reviewer = site.world.submit(by=NAMED, **WRITTEN, **OUTSIDE), site.signed_in(REVIEWER)
    path = f"/requests/{request.request_id}"
    yield reviewer.get("/reviews"), {NAME, REQUESTER}
    yield reviewer.get(path), {NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER}
    review.review_request(site.world.ports, REVIEWER, request.request_id, False, WORDS)
    yield reviewer.get(path), {NAME, REQUESTER, WORDS}
    yield site.signed_in(NAMED).get(path), {NAME, REQUESTER, WORDS}


def imported(site: Site) -> Pages:
    """An account that an operator named, and whose administrators hear of a request near it."""
    site.world.import_account(IMPORTED, "univ.example", ("partner@reseller.example", ADDRESS))
    own = site.signed_in()
    found = own.get("/accounts?q=univ.example")
    (path,) = [one["href"].removeprefix("/api") for one in found.page.all("a") if "/accounts/" in one["href"]]
    yield found, {IMPORTED}
    yield own.get(path), {IMPORTED, ADDRESS}
    yield own.get("/directory"), {IMPORTED, ADDRESS}
    typed = {**FILLED, **WRITTEN, "domain_identifier": "labs.univ.example"}
    check = own.fill_in(own.get("/requests/new"), "/requests/check", **typed)
    yield check, {NAME, TO_CUSTOMER, TO_REVIEWER, IMPORTED}
    yield own.fill_in(check, "/requests/new"), {NAME, TO_CUSTOMER, TO_REVIEWER}


def addressed(site: Site) -> Pages:
    """To somebody with an address of unusual letters, who may hand it on to another such address."""
    request, own = site.world.submit(customer_emails=(ADDRESS,)), site.signed_in()
    path, link = f"/requests/{request.request_id}", f"/approvals/{site.world.token(request)}"
    yield own.get(path), {ADDRESS}
    yield own.get(f"{path}/reassign?nomination=1"), {ADDRESS}
    yield site.post(f"{link}/forward", {"email": OUTSIDER}), {OUTSIDER}
    yield checked(site, **{"customer_emails/0": ADDRESS, "domain_identifier": "labs.univ.example"}), {ADDRESS}


def searched(site: Site) -> Pages:
    """In vain, which leads to a form with the query in it."""
    own = site.signed_in()
    found = own.get(f"/accounts?q={quote(MARKUP)}")
    (path,) = [one["href"].removeprefix("/api") for one in found.page.all("a") if "account_name=" in one["href"]]
    yield from ((found, {MARKUP}), (own.get(path), {MARKUP}))


def refused(site: Site) -> Iterator[tuple[Answer, Form]]:
    """Every form that shows again what it refuses, and what was typed into it."""
    request, own = site.world.submit(), site.signed_in()
    path, link = f"/requests/{request.request_id}", f"/approvals/{site.world.token(request)}"
    in_request = dict.fromkeys(FILLED.keys() - {"customer_language"}, MARKUP) | {"note_to_reviewer": TOO_LONG}
    for reader, page, action, typed in (
        (own, "/requests/new", "/requests/check", in_request),
        (own, f"{path}/withdraw", "/withdraw", {"reason": TOO_LONG}),
        (own, f"{path}/reassign?nomination=1", "/reassign", {"email": MARKUP}),
        (site, f"{link}/decline", "/decline", {"reason": TOO_LONG}),
        (site, f"{link}/forward", "/forward", {"email": MARKUP, "message": TOO_LONG}),
    ):
        yield reader.fill_in(reader.get(page), action, **typed), typed
    reviewer, other = site.signed_in(REVIEWER), site.world.submit(domain_identifier="b.example", **OUTSIDE)
    typed = {**reviewer.get(f"/requests/{other.request_id}").page.forms[-1].values, "reason": TOO_LONG}
    yield reviewer.post(f"/requests/{other.request_id}/review", typed), {"reason": TOO_LONG}


def addresses(site: Site) -> Iterator[str]:
    """Every kind of page that reads something of its own address, with markup there."""
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
def test_what_people_type_is_shown_as_they_typed_it(site: Site, story: Story, language: str) -> None:
    site.language = language
    for answer, texts in story(site):
        runs_nothing(answer.page)
        read = " ".join([*answer.page.said("body"), *fields_of(answer.page)])
        assert [text for text in texts if text not in read] == []


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("forms", [refused, run_forms, access_forms])
def test_a_form_shows_what_it_refuses_as_it_was_typed(site: Site, forms: Forms, language: str) -> None:
    site.language = language
    for answer, typed in forms(site):
        assert answer.status == 422
        runs_nothing(answer.page)
        assert set(typed.values()) <= fields_of(answer.page)


@IN_EVERY_LANGUAGE
def test_nothing_in_an_address_becomes_a_part_of_a_page(site: Site, language: str) -> None:
    site.language = language
    for address in addresses(site):
        runs_nothing(site.signed_in().get(address, Accept="text/html").page)
    runs_nothing(site.post(f"/requests/check?{urlencode({MARKUP: MARKUP})}").page)


@IN_EVERY_LANGUAGE
def test_a_name_is_shown_as_the_provider_says_it(browser: Browser, issuer: str, language: str) -> None:
    who = f"{language}@reseller.example"
    said = {"email": who, "email_verified": True, "name": MARKUP, "locale": language}
    httpx.put(f"{issuer}/users/{who}", json=said, trust_env=False).raise_for_status()
    browser.sign_in(who)
    page = PageReader(browser.get("/directory").text)
    runs_nothing(page)
    assert (page.all("html"), MARKUP in page.said("body")[0]) == ([{"lang": language}], True)
