"""The files that pages load: kept for ever under names of their content, small, and nothing else is readable."""

import pytest

from chalicelib.rendering.pages.static_names import MEDIA_TYPES, STATIC, hashed
from tests.web.browser_without_script import Site

LARGEST = {"style.css": 12 * 1024, "page.js": 3 * 1024, "icon.svg": 1024}


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_a_file_is_served_for_ever_under_its_hashed_name(site: Site, name: str) -> None:
    answer = site.get(f"/static/{hashed(name)}")
    assert answer.status == 200
    assert answer.text == (STATIC / name).read_text()
    assert answer.headers["content-type"] == MEDIA_TYPES[name]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["style.css", "style.000000000000.css", "..%2fsettings.py", "%2e%2e%2fapp.py", "", "__init__.py"]
)
def test_no_other_name_names_anything(site: Site, name: str) -> None:
    assert site.get(f"/static/{name}").status == 404


def test_the_table_has_every_file_and_none_is_large() -> None:
    files = [path.name for path in STATIC.iterdir()]
    assert sorted(files) == sorted(MEDIA_TYPES) == sorted(LARGEST)
    for name in files:
        assert (STATIC / name).stat().st_size <= LARGEST[name]


def test_no_file_loads_another() -> None:
    for name in MEDIA_TYPES:
        text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text
        assert "url(" not in text
        assert "@import" not in text
