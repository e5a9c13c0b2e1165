"""What is logged and counted on a journey with faults tells on nobody, and tells what an operator needs."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.logs import is_leaking, log_lines
from tests.web.browser_without_script import Site
from tests.web.logged_story import PRIVATE, Story
from tests.world import SETTINGS


@dataclass
class Told:
    """What went out, and whom it must not tell on."""

    lines: list[str]
    metrics: list[str]
    tokens: list[str]

    @property
    def logged(self) -> list[dict[str, Any]]:
        """The log's lines, read."""
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def told(site: Site, capsys: pytest.CaptureFixture[str]) -> Told:
    """The story's lines."""
    story = Story(site)
    with log_lines() as lines:
        story.walk()
    secret = story.partner.headers["Cookie"].partition("=")[2]
    return Told(lines, capsys.readouterr().out.splitlines(), [*story.tokens, secret])


def test_no_line_holds_a_token_an_address_a_note_a_name_or_a_query(told: Told) -> None:
    private = [*PRIVATE, *told.tokens, *map(quote, PRIVATE), *map(quote_plus, PRIVATE)]
    for line in [*told.lines, *told.metrics]:
        said = json.dumps(json.loads(line), ensure_ascii=False)
        assert [one for one in private if one in said] == []
        assert not is_leaking(said)


def test_every_call_is_one_line_by_its_route(told: Told) -> None:
    calls = [line for line in told.logged if line["message"] == "answered"]
    seen = [(one["method"], one["route"], one["status"]) for one in calls]
    assert seen[:4] == [
        ("GET", "/accounts", 200),
        ("GET", "/requests/new", 200),
        ("POST", "/requests/check", 200),
        ("POST", "/requests", 303),
    ]
    assert ("GET", "/{proxy+}", 404) in seen
    assert ("DELETE", "/approvals/{token}", 405) in seen
    assert ("GET", "/v1/approvals/{token}", 500) in seen
    assert all(one["request_id"] and one["milliseconds"] >= 0 for one in calls)


def test_a_fault_is_told_by_kind_and_place_in_its_own_call(told: Told) -> None:
    errors = [one for one in told.logged if one["level"] == "ERROR"]
    faults = [one["message"] + one.get("fault", "") for one in errors if "set aside" not in one["message"]]
    assert [one for one in faults if not ("LookupError" in one and "logged_story.py" in one)] == []
    assert all(one["request_id"] for one in errors)
    by_function = Counter(one["function"] for one in errors if "set aside" not in one["message"])
    assert (by_function["api_handler"], by_function["mail_events"]) == (3, 1)
    assert by_function["sweep"] > 1


def test_the_numbers_of_the_journey_go_out_with_their_stage(told: Told) -> None:
    added: dict[str, float] = {}
    for embedded in map(json.loads, told.metrics):
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
