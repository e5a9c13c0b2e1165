"""Importing directories: duplicates, conflicts, invalid rows and files, and a busy database."""

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.import_merge import Reason
from chalicelib.domain.errors import Refused
from chalicelib.services.accounts.importing import BATCH, Imported
from chalicelib.services.accounts.search import search_accounts
from chalicelib.services.unit_of_work.writes import SaveAccount
from infra.disk_records import DiskRecords
from infra.import_directory.files import LocatedRow, Unreadable, rows_of_file
from infra.import_directory.importing import CONCURRENCY, import_rows
from infra.import_directory.outcome import Outcome
from infra.import_directory.reasons import LEFT_ALONE, NOT_IMPORTED
from tests.backends.observable_table import Call, Moment, busy_at, observed
from tests.world import World

ROWS: list[dict[str, Any]] = [
    {"name": "Acme", "domains": ["acme.example", "acme.test"], "administrators": ["it@acme.example"]},
    {"account_name": "Globex", "domain": "globex.example", "visibility": "restricted"},
    {"name": "Acme again", "domain": "acme.example"},
    {"name": "", "domain": "localhost"},
    {"name": "Acme again", "domain": "acme.example"},
]
# In memory they would take 3 MB.
ROWS_OF_A_FILE = 8_000
CSV = "name,domain,administrators\nAcme,acme.example;acme.test,it@acme.example\nGlobex,globex.example,\n"


def located(rows: list[dict[str, Any]]) -> list[LocatedRow]:
    return [(f"row {number}", row) for number, row in enumerate(rows, start=1)]


def run(world: World, rows: list[dict[str, Any]]) -> tuple[Outcome, list[str], list[float]]:
    reports, pauses = list[str](), list[float]()
    outcome = Outcome(say=reports.append)
    import_rows(world.ports, world.container.ports.index, located(rows), outcome, pauses.append)
    return outcome, reports, pauses


def throttled(world: World, times: int) -> AbstractContextManager[object]:
    """Let the database be busy for this many calls."""
    calls = count()
    return busy_at(world.table, lambda _: next(calls) < times)


def test_first_of_rows_with_same_identifier_counts(world: World) -> None:
    outcome, reports, _ = run(world, ROWS)
    assert str(outcome) == "2 rows imported (2 created, 0 changed, 0 unchanged), 3 reported"
    assert [report.partition(":")[0] for report in reports] == ["row 3", "row 4", "row 5"]
    assert reports[0] == "row 3: acme.example was imported from row 1 already"
    assert "/account_name" in reports[1]
    assert "/domains/0" in reports[1]
    assert outcome.further == 1


def test_second_import_changes_nothing(world: World) -> None:
    run(world, ROWS)
    before = {key: row for key, row in world.rows().items() if not key[0].startswith("WORDS")}
    outcome, _, _ = run(world, ROWS)
    assert outcome.counts == {Imported.UNCHANGED: 2}
    assert {key: row for key, row in world.rows().items() if key in before} == before


def test_value_changed_since_last_import_is_kept_and_reported(
    world: World,
) -> None:
    run(world, [{"name": "Acme", "domain": "acme.example"}])
    (lock,) = world.ports.store.locks("acme.example")
    account = world.ports.store.account(lock.account_id)
    assert account
    chosen = replace(account, account_name="Better", search_visibility=Visibility.RESTRICTED)
    world.ports.store.commit([SaveAccount(replace(chosen, version=account.version + 1), account)])
    assert run(world, [{"name": "Acme", "domain": "acme.example"}])[1] == []
    assert run(world, [{"domain": "acme.example"}])[1] == []
    outcome, reports, _ = run(
        world, [{"name": "Cheaper", "domain": "acme.example", "administrators": "it@acme.example"}]
    )
    assert str(outcome) == "1 rows imported (0 created, 1 changed, 0 unchanged), 1 reported"
    assert reports == ["row 1: /account_name was changed since the last import and is kept"]


def test_new_account_without_name_is_reported(world: World) -> None:
    outcome, reports, _ = run(world, [{"domain": "acme.example"}])
    assert str(outcome) == "0 rows imported (0 created, 0 changed, 0 unchanged), 1 reported"
    assert reports == ["row 1: /account_name: a new account needs a name"]


def test_every_import_failure_has_text() -> None:
    assert set(LEFT_ALONE) == set(Reason)
    counted = {Imported.CREATED, Imported.CHANGED, Imported.UNCHANGED}
    assert set(NOT_IMPORTED) == set(Imported) - counted - {Imported.BUSY}


@pytest.mark.parametrize("times", [1, 3, 9, 30])
def test_import_waits_for_throttled_database(world: World, times: int) -> None:
    with throttled(world, times):
        outcome, _, pauses = run(world, ROWS)
    assert outcome.counts == {Imported.CREATED: 2}
    assert pauses
    found = search_accounts(world.container.ports.index, world.clock.now(), "acme", 25, None)
    assert [account.account_name for account in found.items] == ["Acme"]


def test_import_ends_if_database_stays_unreachable(world: World) -> None:
    before = world.rows()
    with throttled(world, 20_000), pytest.raises(Refused):
        run(world, ROWS)
    assert world.rows() == before


def test_csv_and_json_yield_same_rows(tmp_path: Path) -> None:
    table, listed = tmp_path / "directory.csv", tmp_path / "directory.json"
    table.write_text(CSV, encoding="utf-8-sig")
    listed.write_text(json.dumps([{"name": "Acme"}, {"name": "Globex"}]), encoding="utf-8")
    rows = [(place, row["name"]) for place, row in rows_of_file(table) if not isinstance(row, Unreadable)]
    assert rows == [("line 2", "Acme"), ("line 3", "Globex")]
    assert list(rows_of_file(listed)) == [("row 1", {"name": "Acme"}), ("row 2", {"name": "Globex"})]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'"list"',
        b"[1]",
        b'[{"name": "Acme"}',
        b'[{"name": "Acme"}] []',
        b'[{"name": "\xff"}]',
        b"[nul]",
    ],
)
def test_json_that_is_not_list_of_objects_is_rejected(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "directory.json"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r".+"):
        list(rows_of_file(file))


def test_no_more_rows_are_read_than_are_imported_at_the_same_time(world: World) -> None:
    """So a file of any length takes the memory of some rows."""
    read, written, waiting = list[int](), list[str](), list[int]()

    def rows() -> Iterator[LocatedRow]:
        for number in range(3 * BATCH * CONCURRENCY):
            read.append(number)
            yield f"row {number}", {"name": f"Organisation {number}", "domain": f"d{number}.example"}

    def note(moment: Moment, call: Call) -> None:
        if (moment, call.verb) == ("before", "transact"):
            waiting.append(len(read) - len(written))
            written.append(call.verb)

    with observed(world.table, note):
        import_rows(world.ports, world.ports.index, rows(), Outcome(say=lambda _: None))
    assert len(written) == len(read)
    assert max(waiting) <= BATCH * CONCURRENCY


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_memory_does_not_grow_with_file(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"directory.{kind}"
    rows = [{"name": f"Organisation {n}", "domain": f"d{n}.example"} for n in range(ROWS_OF_A_FILE)]
    if kind == "json":
        file.write_text(json.dumps(rows), encoding="utf-8")
    else:
        lines = "".join(f"{row['name']},{row['domain']}\n" for row in rows)
        file.write_text(f"name,domain\n{lines}", encoding="utf-8")
    del rows
    with closing(DiskRecords()) as records:
        tracemalloc.start()
        try:
            for place, row in rows_of_file(file):
                assert not isinstance(row, Unreadable)
                assert records.first_place(row["domain"], place) == place
                records.count(row["name"].lower().split())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert records.most_common()["organisation"] == ROWS_OF_A_FILE
    assert peak < 1_000_000
