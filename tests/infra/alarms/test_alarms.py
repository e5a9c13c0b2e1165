"""Each alarm rings by the failure that it is for, within five minutes of it, and on no stage that works."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from chalicelib.services.unit_of_work.outbox import TOO_LONG
from tests.infra.alarms.failures import FAILURES
from tests.infra.alarms.watched_stage import ALARMS, WatchedStage, watched_stage
from tests.infra.operations.runbooks import DOCUMENT, blocks
from tests.infra.stack.stack_template import of_type, on_stage, properties

IN_TIME = timedelta(minutes=5)
SLOWER: Mapping[str, str] = {
    "ApiLatency": "a percentile of few calls says nothing, and slow is not broken",
}
# What only those know who have read the code.
JARGON = re.compile(r"nudge|outbox|sweep|dead|poison|queue-age|dlq|schedule-stopped|deliver_mail", re.IGNORECASE)


@pytest.fixture
def stage() -> Iterator[WatchedStage]:
    with watched_stage() as stage:
        yield stage


def test_every_alarm_has_a_failure() -> None:
    assert FAILURES.keys() == set(ALARMS)
    assert SLOWER.keys() <= FAILURES.keys()


@pytest.mark.parametrize("alarm", FAILURES)
def test_alarm_rings_within_five_minutes_of_its_failure(stage: WatchedStage, alarm: str) -> None:
    assert stage.ringing() == set()
    since = stage.world.clock.now()
    FAILURES[alarm](stage)
    assert alarm in stage.ringing()
    assert (stage.world.clock.now() - since <= IN_TIME) is (alarm not in SLOWER)


def test_work_of_a_day_rings_no_alarm(stage: WatchedStage) -> None:
    for number in range(20):
        stage.submit(number)
        for resource in ("/healthz", "/readyz", "/v1/approvals/{token}"):
            stage.call(resource, token="x")
        stage.minute()
        assert stage.ringing() == set()


def test_command_and_alarm_call_the_same_too_long() -> None:
    assert properties("OutboxAge")["Threshold"] == TOO_LONG.total_seconds()


@pytest.mark.parametrize("alarm", ALARMS)
def test_alarm_has_a_name_that_a_stranger_understands(alarm: str) -> None:
    settings = properties(alarm)
    name = on_stage(settings["AlarmName"], "prod").removeprefix("smart-account-requests-prod-")
    sentence, _, link = settings["AlarmDescription"].partition(" See ")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)
    assert sentence.endswith(".")
    assert link
    assert not JARGON.search(f"{name} {sentence}")


def test_every_line_of_the_dashboard_has_a_name_that_a_stranger_understands() -> None:
    body = json.loads(properties("Dashboard")["DashboardBody"]["Fn::Sub"])
    widgets = [widget["properties"] for widget in body["widgets"]]
    lines = [metric[-1] for widget in widgets for metric in widget.get("metrics", [])]
    labels = [line["label"] for line in lines]
    assert len(labels) > 30
    assert not [name for name in (*labels, *(widget["title"] for widget in widgets)) if JARGON.search(name)]


def test_names_of_alarms_are_told_apart() -> None:
    names = [settings["Properties"]["AlarmName"]["Fn::Sub"] for settings in of_type("AWS::CloudWatch::Alarm").values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("alarm", ALARMS)
def test_runbook_of_alarm_has_commands(alarm: str) -> None:
    """`tests/infra/operations/test_runbooks.py` runs them all."""
    anchor = properties(alarm)["AlarmDescription"].rpartition("#")[2]
    with_commands = {block.heading.lower().replace(" ", "-") for block in blocks(DOCUMENT.read_text(encoding="utf-8"))}
    assert anchor in with_commands
