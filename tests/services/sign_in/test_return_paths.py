"""A sign-in leads back to pages of this product only, whatever a link contains."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.return_paths import LONGEST_PATH, validate_return_path

SITE = "https://accounts.vendor.example/api"

ELSEWHERE = [
    "",
    "directory",
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    " //evil.example/",
    "@evil.example/",
    ".evil.example/",
    "javascript:alert(1)",
    "/directory\r\nSet-Cookie: a=b",
    "/directory\x00",
    "/directory\x7f",
    "/directory#fragment",
    "/directory with spaces",
    "/r\u00e9pertoire",
    "/\u2028",
    "/..",
    "/../other-stage/",
    "/accounts/../../other-stage/",
    "/%2e%2e/other-stage/",
    "/.%2E/other-stage/",
    "/./directory",
    "/" + "a" * LONGEST_PATH,
]
LOOPS = ["/sign-in", "/sign-in/callback", "/sign-in?return_to=/sign-in", "/sign-out", "/%73ign-out"]
PAGES = [
    "/",
    "/directory",
    "/accounts?q=caf%C3%A9+noir&cursor=a.b-c_d~e",
    "/requests/new?from_request=0f",
    "/accounts?q=https://vendor.example/../a//b",
    "/access-requests/",
]


def is_refused(text: str) -> bool:
    try:
        validate_return_path(text)
    except Refused:
        return True
    return False


def test_refused_return_path_names_the_parameter() -> None:
    with pytest.raises(Refused) as refused:
        validate_return_path("//evil.example/")
    assert refused.value.problem is Problem.INVALID_PARAMETER
    assert refused.value.facts == {"parameter": "return_to"}


@pytest.mark.parametrize("text", ELSEWHERE, ids=ascii)
def test_return_path_to_another_site_is_refused(text: str) -> None:
    assert is_refused(text)


@pytest.mark.parametrize("text", LOOPS)
def test_return_path_to_a_sign_in_page_is_refused(text: str) -> None:
    assert is_refused(text)


@pytest.mark.parametrize("text", PAGES)
def test_sign_in_returns_to_the_page_it_started_from(text: str) -> None:
    assert validate_return_path(text) == text


@given(st.text("/.\\%2eE5cf:@?#&a\t\n\r é", max_size=12) | st.text(max_size=20))
def test_every_accepted_return_path_stays_below_the_site(text: str) -> None:
    if is_refused(text):
        return
    resolved = urlsplit(urljoin(SITE, SITE + text))
    assert (resolved.scheme, resolved.netloc) == ("https", "accounts.vendor.example")
    assert resolved.path.startswith("/api/")
    assert text.isascii()
    assert text.isprintable()
