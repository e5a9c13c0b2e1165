"""What is logged and counted on a journey with failures reveals no person and contains what an operator needs."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from app import app
from infra.bench.events import get
from tests.logs import is_leaking, log_lines
from tests.web.browser_without_script import Site
from tests.web.logged_story import PRIVATE_TEXTS, Story
from tests.world import SETTINGS


@dataclass
class Recorded:
    """The lines and metrics written, and the tokens that they must not contain."""

    lines: list[str]
    metrics: list[str]
    tokens: list[str]

    @property
    def logged(self) -> list[dict[str, Any]]:
        """The parsed log lines."""
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def recorded(site: Site, capsys: pytest.CaptureFixture[str]) -> Recorded:
    """The recorded output of the whole journey."""
    story = Story(site)
    with log_lines() as lines:
        story.run()
    secret = story.partner.headers["Cookie"].partition("=")[2]
    return Recorded(lines, capsys.readouterr().out.splitlines(), [*story.tokens, secret])


def test_no_line_contains_a_token_an_address_or_a_typed_text(recorded: Recorded) -> None:
    private = [*PRIVATE_TEXTS, *recorded.tokens, *map(quote, PRIVATE_TEXTS), *map(quote_plus, PRIVATE_TEXTS)]
    for line in [*recorded.lines, *recorded.metrics]:
        text = json.dumps(json.loads(line), ensure_ascii=False)
        assert [secret for secret in private if secret in text] == []
        assert not is_leaking(text)


def test_every_call_is_logged_once_with_its_route(recorded: Recorded) -> None:
    calls = [line for line in recorded.logged if line["message"] == "answered"]
    seen = [(line["method"], line["route"], line["status"]) for line in calls]
    assert seen[:4] == [
        ("GET", "/accounts", 200),
        ("GET", "/requests/new", 200),
        ("POST", "/requests/check", 200),
        ("POST", "/requests", 303),
    ]
    assert ("GET", "/{proxy+}", 404) in seen
    assert ("DELETE", "/approvals/{token}", 405) in seen
    assert ("GET", "/v1/approvals/{token}", 500) in seen
    assert all(line["request_id"] and line["milliseconds"] >= 0 for line in calls)


def test_fault_is_logged_with_its_kind_and_place(recorded: Recorded) -> None:
    errors = [line for line in recorded.logged if line["level"] == "ERROR"]
    faults = [line["message"] + line.get("fault", "") for line in errors if "set aside" not in line["message"]]
    assert [fault for fault in faults if not ("LookupError" in fault and "logged_story.py" in fault)] == []
    assert all(line["request_id"] for line in errors)
    by_function = Counter(line["function"] for line in errors if "set aside" not in line["message"])
    assert (by_function["api_handler"], by_function["mail_events"]) == (3, 1)
    assert by_function["sweep"] > 1


def test_metrics_of_the_journey_are_written_with_their_stage(recorded: Recorded) -> None:
    added: dict[str, float] = {}
    for embedded in map(json.loads, recorded.metrics):
        assert embedded["stage"] == SETTINGS.stage
        for metric in embedded["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
            added[metric["Name"]] = added.get(metric["Name"], 0) + embedded[metric["Name"]]
    assert {name for name, number in added.items() if number == 1} >= {
        "RequestCreated",
        "RequestDecided",
        "MailDead",
    }
    assert added["SweepRan"] == 2
    assert {"LinkOpened", "MailSent", "MailFailed", "OutboxAgeSeconds"} <= set(added)


def logged_call(source: str | None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Call the API's function from a source address, as API Gateway does; return the log line of the call."""
    event = get("/healthz")
    event["headers"] = dict(headers or {})
    event["requestContext"] |= {"identity": {"sourceIp": source}}
    with log_lines() as lines:
        app(event, None)
    (line,) = lines
    assert not is_leaking(line)
    entry: dict[str, Any] = json.loads(line)
    return entry


def test_calls_of_one_caller_are_joined_for_a_day_and_name_no_address(site: Site) -> None:
    """Whatever a caller writes into headers: only the gateway says where a call comes from."""
    home, forwarded = "203.0.113.7", {"x-forwarded-for": "198.51.100.1"}
    first = logged_call(home)
    assert first["caller"]
    assert home not in str(first)
    assert logged_call(home, forwarded)["caller"] == first["caller"]
    assert logged_call("198.51.100.1")["caller"] != first["caller"]
    site.world.clock.advance(days=1)
    assert logged_call(home)["caller"] not in (first["caller"], None)


@pytest.mark.parametrize("source", [None, "", "unknown"])
def test_call_without_source_address_is_logged_without_caller(site: Site, source: str | None) -> None:
    line = logged_call(source)
    assert line["message"] == "answered"
    assert "caller" not in line
