"""The clock of the local stack can be advanced, and stays advanced."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.clock import FARTHEST, AdjustableClock, ClockRefused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_clock_starts_at_machine_time(file: Path) -> None:
    before = datetime.now(UTC)
    assert before <= AdjustableClock(file).now() <= datetime.now(UTC)


def test_clock_advances_by_given_time(file: Path) -> None:
    clock = AdjustableClock(file)
    now = clock.advance(timedelta(days=91))
    assert now - datetime.now(UTC) > timedelta(days=90)
    assert clock.now() >= now


def test_clock_offset_persists_between_runs(file: Path) -> None:
    AdjustableClock(file).advance(timedelta(days=3, seconds=1.5))
    assert AdjustableClock(file).offset == timedelta(days=3, seconds=1.5)


@pytest.mark.parametrize("by", [timedelta(seconds=-1), FARTHEST + timedelta(seconds=1)])
def test_clock_rejects_going_back_or_too_far(file: Path, by: timedelta) -> None:
    clock = AdjustableClock(file)
    with pytest.raises(ClockRefused):
        clock.advance(by)
    assert clock.offset == timedelta()


@given(st.lists(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400)), max_size=5))
def test_clock_advances_add_up(tmp_path_factory: pytest.TempPathFactory, steps: list[timedelta]) -> None:
    clock = AdjustableClock(tmp_path_factory.mktemp("clock") / "clock")
    for step in steps:
        clock.advance(step)
    assert clock.offset == sum(steps, timedelta())
