"""The public start page, and what pages and mails say of the vendor."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.rendering.brand import Vendor
from chalicelib.rendering.mail.renderer import MailRenderer
from tests.builders import DraftedMail
from tests.rendering.mail.reading import IN_EVERY_LANGUAGE, name_of, read
from tests.web.browser_without_script import PageReader, Site, site_over
from tests.world import PARTNER, REVIEWER, SETTINGS, world

VENDOR = Vendor(
    "icon.svg",
    "#14506e",
    "Vendor & Sons Ltd",
    "1 High Street, Dublin",
    "https://vendor.example/privacy",
    "https://vendor.example/terms",
)
BRANDED = replace(SETTINGS, vendor=VENDOR)


def links(page: PageReader) -> set[str | None]:
    return {element.get("href") for element in page.elements_of("a")}


@pytest.fixture(params=LANGUAGES)
def branded(request: pytest.FixtureRequest) -> Iterator[Site]:
    with world(BRANDED) as fresh, site_over(fresh, request.param) as site:
        yield site


def test_start_page_says_what_this_is_who_runs_it_and_where_to_ask(branded: Site) -> None:
    response = branded.get("/")
    page = PageReader(response.text)
    assert response.status == 200
    assert {VENDOR.privacy_url, VENDOR.terms_url, f"mailto:{SETTINGS.support_address}"} <= links(page)
    assert "Vendor &amp; Sons Ltd, 1 High Street, Dublin" in response.text


def test_without_settings_the_start_page_names_the_brand_alone(site: Site) -> None:
    page = PageReader(site.get("/").text)
    assert SETTINGS.brand_name in page.text
    assert not [link for link in links(page) if link and link.startswith("https:")]


def test_whoever_is_signed_in_is_led_to_their_first_page(site: Site) -> None:
    for person, path in ((PARTNER, "/api/directory"), (REVIEWER, "/api/reviews")):
        response = site.signed_in(person).get("/")
        assert (response.status, response.headers["location"]) == (303, path)


@pytest.mark.parametrize("drafted", IN_EVERY_LANGUAGE, ids=name_of)
def test_mails_have_the_vendors_header_and_imprint(drafted: DraftedMail) -> None:
    mail = read(drafted, MailRenderer("no-reply@vendor.example", BRANDED.brand))
    assert "Vendor & Sons Ltd, 1 High Street, Dublin" in mail.text
    assert {VENDOR.privacy_url, VENDOR.terms_url} <= {word.strip(".") for word in mail.text.split()}
    assert f'bgcolor="{VENDOR.colour}"' in mail.html
    assert "<img" not in mail.html


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/docs/api", "/problems/not-found", "/no-such-page"])
def test_public_pages_and_errors_keep_the_menu_of_whoever_is_signed_in(site: Site, path: str) -> None:
    mine, anybodys = (one.get(path, Accept="text/html").page for one in (site.signed_in(), site))
    menu = "/api/requests"
    assert (menu in links(mine), menu in links(anybodys)) == (True, False)
