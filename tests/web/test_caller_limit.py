"""A caller who makes too many calls is turned away before anything is read, and others are served."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app import app
from infra.bench.events import get
from tests.backends.observable_table import observed
from tests.logs import log_lines
from tests.web.browser_without_script import Site, site_over
from tests.world import SETTINGS
from tests.world import world as new_world

HOME, ELSEWHERE = "203.0.113.7", "198.51.100.1"
MOST = 20


@pytest.fixture
def limited() -> Iterator[Site]:
    """A site that takes 20 calls of a caller in a minute."""
    with new_world(replace(SETTINGS, calls_per_caller=MOST)) as world, site_over(world) as site:
        yield site


def call(resource: str, source: str | None = HOME, **headers: str) -> dict[str, Any]:
    event = get(resource)
    event["headers"] = headers
    event["requestContext"] |= {"identity": {"sourceIp": source}}
    answer: dict[str, Any] = app(event, None)
    return answer


def used_up(source: str = HOME) -> None:
    assert {call("/healthz", source)["statusCode"] for _ in range(MOST)} == {200}


@pytest.mark.parametrize("resource", ["/healthz", "/readyz", "/v1/accounts", "/directory", "/sign-in", "/requests/new"])
def test_caller_who_hammers_is_told_when_to_go_on(limited: Site, resource: str) -> None:
    used_up()
    with observed(limited.world.table, lambda *_: pytest.fail("the table was read")):
        answer = call(resource)
    assert answer["statusCode"] == 429
    assert answer["headers"]["Retry-After"] == "3"


def test_api_answers_with_problem_document(limited: Site) -> None:
    used_up()
    answer = call("/v1/accounts")
    problem = json.loads(answer["body"])
    assert (problem["type"], problem["status"]) == (f"{SETTINGS.public_url}/problems/too-many-calls", 429)
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("language", "words"), [("en", "Too many calls at once"), ("fr", "Trop d’appels à la fois")])
def test_browser_is_answered_in_words(limited: Site, language: str, words: str) -> None:
    used_up()
    answer = call("/directory", accept="text/html", **{"accept-language": language})
    assert answer["headers"]["Content-Type"].startswith("text/plain")
    assert answer["body"].startswith(words)


def test_other_callers_are_served_meanwhile(limited: Site) -> None:
    used_up()
    assert call("/healthz")["statusCode"] == 429
    assert call("/healthz", ELSEWHERE)["statusCode"] == 200
    assert call("/healthz", None)["statusCode"] == 200


def test_headers_make_no_other_caller(limited: Site) -> None:
    used_up()
    assert call("/healthz", **{"x-forwarded-for": ELSEWHERE})["statusCode"] == 429


def test_after_the_wait_the_caller_is_served_again(limited: Site) -> None:
    used_up()
    limited.world.clock.advance(seconds=3)
    assert call("/healthz")["statusCode"] == 200
    assert call("/healthz")["statusCode"] == 429


def test_call_that_is_turned_away_is_logged_with_its_caller(limited: Site) -> None:
    used_up()
    with log_lines() as lines:
        call("/healthz")
    (line,) = map(json.loads, lines)
    assert (line["status"], line["route"]) == (429, "/healthz")
    assert line["caller"]
    assert HOME not in str(line)


def test_calls_that_are_turned_away_are_counted(limited: Site, capsys: pytest.CaptureFixture[str]) -> None:
    used_up()
    for _ in range(3):
        call("/healthz")
    counted = [json.loads(line).get("CallerLimited", 0) for line in capsys.readouterr().out.splitlines()]
    assert sum(counted) == 3
