"""`verify` confirms the audit trails of this suite and detects edited and dropped events.

Runs last in the suite, to verify the trails of all other tests.
"""

import json
from collections.abc import Iterator
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.contract.journey.story import Journey
from tests.contract.local_run import Run

Row = dict[str, Any]


def verify(run: Run, *request_ids: str) -> "CompletedProcess[str]":
    return run.command("infra.verify", *request_ids)


@pytest.fixture
def trail(run: Run, journey: Journey) -> Iterator[list[Row]]:
    """Provide the rows of the journey's events and restore them afterwards."""
    request_id = journey.request["request_id"]
    rows = [row for key, row in sorted(run.rows().items()) if request_id in key[0] and "EVENT" in key[1]]
    yield rows
    for row in rows:
        run.database("PutItem", Item=row)


def test_every_trail_of_suite_is_intact(run: Run, journey: Journey) -> None:
    assert journey.responses["approve"].status_code == 200
    verified = verify(run)
    assert verified.returncode == 0, verified.stderr


def test_edited_event_is_detected(run: Run, journey: Journey, trail: list[Row]) -> None:
    edited = json.loads(trail[1]["document"]["S"]) | {"at": "2020-01-01T00:00:00Z"}
    row = trail[1] | {"document": {"S": json.dumps(edited)}}
    run.database("PutItem", Item=row)
    verified = verify(run)
    assert verified.returncode == 1
    (complaint,) = verified.stderr.splitlines()
    assert complaint.startswith(f"{journey.request['request_id']}: the audit trail is NOT intact: ")
    assert complaint.endswith("event 2 was edited")


def test_dropped_last_event_is_detected(run: Run, journey: Journey, trail: list[Row]) -> None:
    key = {name: trail[-1][name] for name in ("pk", "sk")}
    run.database("DeleteItem", Key=key)
    assert verify(run, journey.request["request_id"]).returncode == 1


def test_single_trail_is_verified_and_unknown_id_has_none(run: Run, journey: Journey) -> None:
    verified = verify(run, journey.request["request_id"], "unknown")
    assert verified.returncode == 1
    assert verified.stdout.startswith("1 of 2 ")
