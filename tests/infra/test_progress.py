"""Long commands say on stderr how much is done, how fast it goes, and how long the rest takes."""

from itertools import count
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.table import Row
from infra import export_directory, progress, rebuild_index
from infra.import_directory import __main__ as import_directory
from infra.progress import SECONDS, ProgressLines, progress_of_scan
from tests.backends.memory_table import MemoryTable
from tests.world import World


class Clock:
    """A clock that goes on by so many seconds each time it is read."""

    def __init__(self, step: float) -> None:
        self._times = count(0.0, step)

    def __call__(self) -> float:
        return next(self._times)


def said(total: int | None, step: float, number: int) -> list[str]:
    """Return the lines about so many rows."""
    lines: list[str] = []
    assert list(ProgressLines("importing", "row", total, lines.append, Clock(step)).over(range(number))) == [
        *range(number)
    ]
    return lines


def test_rate_and_remaining_time_are_said_every_few_seconds() -> None:
    assert said(1_000, 0.125, 90) == [
        "importing: 40 of 1,000 rows (4%), 8 a second, 0:02:00 left",
        "importing: 80 of 1,000 rows (8%), 8 a second, 0:01:55 left",
    ]


def test_what_is_done_at_once_says_nothing() -> None:
    assert said(100, SECONDS / 200, 100) == []


@pytest.mark.parametrize("total", [None, 0, 3])
def test_no_remaining_time_is_made_up(total: int | None) -> None:
    assert said(total, SECONDS, 4)[-1] == "importing: 4 rows, 0.20 a second"


def examined(world: World) -> tuple[int, int, int]:
    """Return how many rows a scan finds, how many it examined, and how many the table is said to have."""
    for number in range(30):
        world.table.put(Row("A" if number % 3 else "B", str(number)))
    pages: list[int] = []
    found = list(world.table.scan(begins_with("pk", "B"), page_size=4, examined=pages.append))
    return len(found), sum(pages), world.table.estimated_size()


def test_rows_that_a_scan_passes_over_count(world: World) -> None:
    assert examined(world) == (10, 30, 30)


@pytest.mark.aws
def test_rows_that_a_scan_on_dynamodb_passes_over_count(world: World) -> None:
    assert examined(world) == (10, 30, 30)


def test_who_may_not_ask_for_the_size_sees_the_rate() -> None:
    class Closed(MemoryTable):
        def estimated_size(self) -> int:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "DescribeTable")

    lines: list[str] = []
    progress_of_scan("exporting", Closed(), lines.append, Clock(SECONDS)).advance(10)
    assert lines == ["exporting: 10 rows, 2 a second"]


def test_a_rebuild_says_how_far_each_pass_is(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    world.import_account("Acme", "acme.example")
    rebuild_index.rebuild(world.container)
    lines = capsys.readouterr().err.splitlines()
    begun = {line.partition(":")[0] for line in lines}
    assert begun == {"indexing accounts", "dropping stale rows", "counting words", "learning words"}
    assert all(" a second" in line for line in lines)


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_an_import_and_an_export_say_how_far_they_are(
    operated: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    (tmp_path / "a.csv").write_text("name,domains\nAcme,acme.example\nNext,next.example\n")
    assert import_directory.main([*options, str(tmp_path / "a.csv")]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert "importing: 1 of 2 rows (50%), " in "\n".join(lines)
    assert {"reading", "importing", "learning words"} <= {line.partition(":")[0] for line in lines}
    assert export_directory.main([str(tmp_path / "b.csv")]) == 0
    assert capsys.readouterr().err.startswith("exporting: ")
