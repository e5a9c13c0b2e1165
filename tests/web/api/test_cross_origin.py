"""Scripts of other origins may call the API where the setting names their origin, and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.test_settings import faults, read
from tests.web.browser_without_script import Response, Site, site_over
from tests.world import SETTINGS, world

PARTNER, OTHER, FOREIGN = "https://partner.example", "http://127.0.0.1:5173", "https://partner.example.evil"
NO_ORIGINS = [
    "*",
    "null",
    "partner.com",
    "https://",
    "https://partner.com/",
    "https://partner.com/app",
    "https://partner.com?x",
    "https://*.partner.com",
    "https://user@partner.com",
    "https://partner.com:0x50",
    "https://partner.com:65536",
    "http://partner.com",
    "https://partner.com https://other.com",
    "https://partner.com, ftp://partner.com",
]
API_PATHS = ["/v1/accounts", "/v1/account-requests", "/v1/approvals/x/approve", "/v1/openapi.json", "/v1"]
OUTSIDE = ["/directory", "/healthz", "/requests/new", "/sign-in"]


@pytest.fixture
def open_site() -> Iterator[Site]:
    """The app, whose API two origins may call."""
    with world(replace(SETTINGS, cors_origins=frozenset({PARTNER, OTHER}))) as new, site_over(new) as site:
        yield site


def preflight(site: Site, path: str, origin: str, method: str = "POST") -> Response:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    return site.send("OPTIONS", path, {"Origin": origin, **asked})


@pytest.mark.parametrize("origin", [PARTNER, OTHER])
@pytest.mark.parametrize("path", API_PATHS)
def test_preflight_of_a_listed_origin_is_answered_204(open_site: Site, path: str, origin: str) -> None:
    answer = preflight(open_site, path, origin)
    assert (answer.status, answer.text) == (204, "")
    assert answer.headers["access-control-allow-origin"] == origin
    assert {"GET", "POST", "PATCH", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(", "))
    sent = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert {"authorization", "content-type", "idempotency-key", "if-match", "if-none-match"} <= set(sent)
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", API_PATHS)
@pytest.mark.parametrize("origin", [FOREIGN, "null", "", "https://PARTNER.example", f"{PARTNER}, {OTHER}"])
def test_preflight_of_another_origin_is_refused(open_site: Site, path: str, origin: str) -> None:
    answer = preflight(open_site, path, origin)
    assert answer.status in {404, 405}
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("path", API_PATHS)
def test_without_the_setting_nobody_may_call(site: Site, path: str) -> None:
    for answer in (preflight(site, path, PARTNER), site.get(path, Origin=PARTNER)):
        assert answer.status != 204
        assert not [name for name in answer.headers if name.startswith("access-control-") or name == "vary"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_are_no_part_of_it(open_site: Site, path: str) -> None:
    for answer in (preflight(open_site, path, PARTNER), open_site.get(path, Origin=PARTNER)):
        assert answer.status != 204
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/openapi.json", 200),
        ("GET", "/v1/accounts", 401),
        ("GET", "/v1", 404),
        ("PUT", "/v1/accounts", 405),
        ("POST", "/v1/approvals/x/approve", 415),
    ],
)
def test_every_answer_can_be_read_by_a_listed_origin_with_its_headers(
    open_site: Site, method: str, path: str, status: int
) -> None:
    answer = open_site.send(method, path, {"Origin": PARTNER, "Content-Type": "text/csv"})
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, PARTNER)
    exposed = set(answer.headers["access-control-expose-headers"].split(", "))
    assert exposed >= {"Location", "Link", "Retry-After", "ETag", "X-Request-Id", "Idempotency-Replayed"}
    foreign = open_site.send(method, path, {"Origin": FOREIGN, "Content-Type": "text/csv"})
    assert foreign.status == status
    assert "access-control-allow-origin" not in foreign.headers


def test_origins_are_kept_as_browsers_name_them() -> None:
    assert read().cors_origins == frozenset()
    given = (
        "https://Partner.COM:443, https://münchen.de:8443,, http://127.0.0.1:5173,http://localhost:80,http://[::1]:30"
    )
    assert read(CORS_ORIGINS=given).cors_origins == {
        "https://partner.com",
        "https://xn--mnchen-3ya.de:8443",
        "http://127.0.0.1:5173",
        "http://localhost",
        "http://[::1]:30",
    }


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_what_no_browser_names_is_refused_with_what_to_give_instead(text: str) -> None:
    (fault,) = faults(CORS_ORIGINS=text)
    assert fault.startswith("CORS_ORIGINS is not usable: give origins with commas between them")
