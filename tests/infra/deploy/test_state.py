"""The record of a deployment is shared by those who deploy, and one of them deploys at a time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.deploy.state import LOCK_TIME, DeploymentState, Locked
from tests.infra.emulator import DEV, Emulator

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
API = {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": "abc"}


@pytest.fixture
def s3(aws: Emulator) -> Any:
    """Provide S3 with an empty bucket."""
    client = aws.client("s3")
    client.create_bucket(Bucket="state")
    for key in ("deployed/dev.json", "locks/dev.json"):
        client.delete_object(Bucket="state", Key=key)
    return client


def state(s3: Any, directory: Path) -> DeploymentState:
    return DeploymentState(s3, "state", DEV, directory / "deployed" / "dev.json")


def test_second_operator_has_the_record_of_the_first(s3: Any, tmp_path: Path) -> None:
    state(s3, tmp_path / "first").merge([API])
    second = state(s3, tmp_path / "second")
    assert second.records() == {}
    second.fetch()
    assert second.records() == {"rest_api": API}


def test_local_record_of_an_earlier_release_is_kept_until_the_bucket_has_one(s3: Any, tmp_path: Path) -> None:
    mine = state(s3, tmp_path)
    mine.merge([API])
    s3.delete_object(Bucket="state", Key="deployed/dev.json")
    mine.fetch()
    assert mine.records() == {"rest_api": API}


def test_record_of_the_same_name_is_replaced_and_others_stay(s3: Any, tmp_path: Path) -> None:
    mine = state(s3, tmp_path)
    other = {"name": "sweep", "resource_type": "lambda_function", "lambda_arn": "arn"}
    mine.merge([API, other])
    mine.merge([{**API, "rest_api_id": "def"}])
    assert mine.records() == {"rest_api": {**API, "rest_api_id": "def"}, "sweep": other}


def test_holder_of_the_lock_is_named_with_its_end_and_the_way_to_end_it(s3: Any, tmp_path: Path) -> None:
    mine = state(s3, tmp_path)
    with (
        mine.locked("ann@build (process 7)", lambda: NOW),
        pytest.raises(Locked) as refused,
        mine.locked("bob@desk", lambda: NOW),
    ):
        pytest.fail("locked twice")
    text = str(refused.value)
    assert "ann@build (process 7), until 2026-11-27T13:00:00+00:00" in text
    assert "aws s3 rm s3://state/locks/dev.json" in text


def test_lock_is_free_after_the_block_and_after_its_time(s3: Any, tmp_path: Path) -> None:
    mine = state(s3, tmp_path)
    with pytest.raises(ZeroDivisionError), mine.locked("ann", lambda: NOW):
        raise ZeroDivisionError
    killed = mine.locked("ann", lambda: NOW)
    killed.__enter__()
    with pytest.raises(Locked), mine.locked("bob", lambda: NOW + LOCK_TIME - timedelta(seconds=1)):
        pytest.fail("locked twice")
    with mine.locked("bob", lambda: NOW + LOCK_TIME):
        # Who comes back after its time takes nobody's lock away.
        killed.__exit__(None, None, None)
        with pytest.raises(Locked, match="bob"), mine.locked("cid", lambda: NOW + LOCK_TIME):
            pytest.fail("locked twice")


def test_one_of_two_who_find_an_old_lock_takes_it(s3: Any, tmp_path: Path) -> None:
    mine, later = state(s3, tmp_path), NOW + 2 * LOCK_TIME
    killed, first = mine.locked("old", lambda: NOW), mine.locked("ann", lambda: later)
    killed.__enter__()
    racing = Racing(s3, first.__enter__)
    bob = DeploymentState(racing, "state", DEV, mine.file)
    with pytest.raises(Locked, match="ann"), bob.locked("bob", lambda: later):
        pytest.fail("locked twice")


class Racing:
    """S3, where somebody else writes right before the first write."""

    def __init__(self, s3: Any, first: Callable[[], object]) -> None:
        self._s3 = s3
        self._first = [first]

    def __getattr__(self, name: str) -> Any:
        if name == "put_object" and self._first:
            self._first.pop()()
        return getattr(self._s3, name)
