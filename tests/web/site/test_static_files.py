"""Static files of the pages: cached for ever under hashed names, small, and no other file is readable."""

from dataclasses import replace
from pathlib import PurePath

import pytest

from chalicelib.rendering.brand import Vendor
from chalicelib.rendering.pages.static_names import BRAND_STYLE, MEDIA_TYPES, STATIC, hashed
from tests.web.browser_without_script import Site, site_over
from tests.world import SETTINGS, world

LARGEST = {"style.css": 23 * 1024, "page.js": 11 * 1024, "icon.svg": 1024}


@pytest.mark.parametrize("name", LARGEST)
def test_file_is_cacheable_for_ever_under_its_hashed_name(site: Site, name: str) -> None:
    response = site.get(f"/static/{hashed(name)}")
    assert response.status == 200
    assert response.text == (STATIC / name).read_text()
    assert response.headers["content-type"] == MEDIA_TYPES[PurePath(name).suffix]
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["style.css", "style.000000000000.css", "..%2fsettings.py", "%2e%2e%2fapp.py", "", "__init__.py"]
)
def test_other_file_names_are_not_found(site: Site, name: str) -> None:
    assert site.get(f"/static/{name}").status == 404


def test_every_static_file_is_in_the_table_and_small() -> None:
    files = [path.name for path in STATIC.iterdir()]
    assert {path.suffix for path in STATIC.iterdir()} == set(MEDIA_TYPES)
    assert sorted(files) == sorted(LARGEST)
    for name in files:
        assert (STATIC / name).stat().st_size <= LARGEST[name]


def test_static_files_load_nothing() -> None:
    for name in LARGEST:
        text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text
        assert "url(" not in text
        assert "@import" not in text


def test_vendors_colour_is_a_style_sheet_of_its_own() -> None:
    settings = replace(SETTINGS, vendor=Vendor(colour="#14506e"))
    with world(settings) as fresh, site_over(fresh) as site:
        response = site.get(f"/static/{hashed(BRAND_STYLE, '#14506e')}")
        assert (response.status, response.headers["content-type"]) == (200, MEDIA_TYPES[".css"])
        assert "--brand: #14506e" in response.text
        assert hashed(BRAND_STYLE, "#14506e") in site.get("/help").text


def test_without_a_colour_there_is_no_style_sheet_of_the_brand(site: Site) -> None:
    assert site.get(f"/static/{hashed(BRAND_STYLE, '#14506e')}").status == 404
    assert "brand." not in site.get("/help").text
