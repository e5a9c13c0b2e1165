"""An export holds the active accounts, in files that spreadsheet programs and imports take."""

import csv
import json
import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.requests import link_actions, requester_actions
from infra.export_directory import active_accounts, main
from infra.import_directory.importing import PAUSES_SECONDS
from tests.backends.memory_table import MemoryTable
from tests.backends.observable_table import busy_at
from tests.domain.text.scripts import SCRIPTS
from tests.infra.importing.stored import accounts_of, imported
from tests.unreadable_rows import broken, item_of, put
from tests.world import PARTNER, World

FORMULA = "=1+1 & Sons"
NAMES = (
    'Acme, "Ltd"; & Co.',
    FORMULA,
    "'t Hooft",
    "'=quoted",
    "+49 Ltd",
    "-minus",
    "@home",
    "Université de l'Été",
    "ＡＢＣ ＝",
)
EXPORTS = ("directory.csv", "directory.json", "directory.CSV")


@pytest.fixture
def directory(operated: World) -> World:
    """Provide accounts with all that an import may set, and such as are not active."""
    for number, name in enumerate(NAMES):
        people = (f"+a{number}@acme{number}.example", f"b{number}@acme{number}.example")[: number % 3]
        operated.import_account(name, f"acme{number}.example", people, ("", "restricted")[number % 2])
    operated.import_account("Many", "many.example", tuple(f"a{number}@many.example" for number in range(12)))
    approved = operated.submit(
        account_name="Approved", domain_identifier="approved.example", customer_emails=("it@approved.example",)
    )
    link_actions.approve(operated.ports, operated.token(approved), True)
    operated.submit(account_name="Pending", domain_identifier="pending.example")
    ended = operated.submit(account_name="Withdrawn", domain_identifier="withdrawn.example")
    requester_actions.withdraw(operated.ports, operated.caller(PARTNER), ended.request_id, "")
    return operated


@pytest.mark.parametrize("name", EXPORTS)
def test_active_accounts_are_exported_and_an_import_changes_nothing(
    directory: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file, before = tmp_path / name, accounts_of(directory)
    assert main([str(file)]) == 0
    assert capsys.readouterr().out == f"{len(NAMES) + 2} accounts exported to {file}\n"
    again = imported(capsys, file, "--json")
    counts = json.loads(again.output)
    assert (again.status, counts["unchanged"], counts["created"], counts["changed"]) == (0, len(NAMES) + 2, 0, 0)
    assert accounts_of(directory) == before
    rows = rows_but_words(directory)
    assert imported(capsys, file).status == 0
    assert rows_but_words(directory) == rows


def rows_but_words(world: World) -> dict[tuple[str, str], dict[str, Any]]:
    """Return all rows but the table of the commonest words, which each import writes anew."""
    return {key: row for key, row in world.rows().items() if not key[0].startswith("WORDS")}


def read(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as content:
        return {row["domains"]: row for row in csv.DictReader(content)}


@pytest.mark.parametrize("name", EXPORTS)
def test_names_of_every_script_are_in_the_file_as_they_are(operated: World, tmp_path: Path, name: str) -> None:
    names = {account_name for _, account_name, _, _ in SCRIPTS.values()}
    for number, account_name in enumerate(sorted(names)):
        operated.import_account(account_name, f"name{number}.example")
    assert main([str(tmp_path / name)]) == 0
    text = (tmp_path / name).read_text(encoding="utf-8-sig")
    found = json.loads(text) if name.endswith("json") else csv.DictReader(text.splitlines())
    assert {row["account_name"] for row in found} == names


def test_pending_and_ended_accounts_are_left_out(directory: World, tmp_path: Path) -> None:
    main([str(tmp_path / "a.csv")])
    found = read(tmp_path / "a.csv")
    assert "approved.example" in found
    assert not {"pending.example", "withdrawn.example"} & found.keys()
    assert set(accounts_of(directory)) >= {"pending.example", "withdrawn.example"}


def test_csv_is_for_spreadsheet_programs(directory: World, tmp_path: Path) -> None:
    """They take it for UTF-8, and no cell for a formula."""
    file = tmp_path / "a.csv"
    main([str(file)])
    assert file.read_bytes().startswith(b"\xef\xbb\xbfaccount_name,domains,visibility,administrators\r\n")
    rows = read(file)
    assert rows["acme1.example"] == {
        "account_name": "'=1+1 & Sons",
        "domains": "acme1.example",
        "visibility": "restricted",
        "administrators": "'+a1@acme1.example",
    }
    assert rows["acme5.example"]["administrators"] == "'+a5@acme5.example;b5@acme5.example"
    assert not [cell for row in rows.values() for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]


def test_json_is_a_list_of_objects_as_they_are(directory: World, tmp_path: Path) -> None:
    main([str(tmp_path / "a.json")])
    rows = {row["domains"][0]: row for row in json.loads((tmp_path / "a.json").read_bytes())}
    assert rows["acme1.example"] == {
        "account_name": FORMULA,
        "domains": ["acme1.example"],
        "visibility": "restricted",
        "administrators": ["+a1@acme1.example"],
    }


@pytest.mark.parametrize("name", EXPORTS)
def test_empty_directory_is_exported_and_imported(
    operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main([str(tmp_path / name)]) == 0
    assert capsys.readouterr().out.startswith("0 accounts exported")
    assert imported(capsys, tmp_path / name).status == 0


def test_export_replaces_a_file_and_nobody_else_may_read_it(directory: World, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("before")
    main([str(file)])
    assert len(read(file)) > len(NAMES)
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert list(tmp_path.iterdir()) == [file]


def test_export_ends_if_the_database_stays_busy_and_leaves_the_file_as_it_was(
    directory: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, pauses = tmp_path / "a.csv", list[float]()
    file.write_text("before")
    with busy_at(directory.table, lambda call: call.verb == "scan"):
        assert main([str(file)], pauses.append) == 2
    assert (file.read_text(), list(tmp_path.iterdir())) == ("before", [file])
    assert pauses == list(PAUSES_SECONDS)
    assert "Nothing was exported" in capsys.readouterr().err


def test_export_goes_on_behind_the_last_row_when_the_database_was_busy(directory: World, tmp_path: Path) -> None:
    class Faltering(MemoryTable):
        """Is busy after each row."""

        def scan(self, *given: Any, **named: Any) -> Iterator[Row]:
            yield from islice(super().scan(*given, **named), 1)
            if next(super().scan(*given, **named), None):
                raise Refused(Problem.BUSY)

    faltering, pauses = Faltering(), list[float]()
    for row in directory.table.scan():
        faltering.put(row)
    found = [account.account_id for account in active_accounts(faltering, pauses.append)]
    assert found == [account.account_id for account in active_accounts(directory.table, pauses.append)]
    assert len(set(found)) == len(found) == len(NAMES) + 2
    assert set(pauses) == {PAUSES_SECONDS[0]}


def test_unreadable_account_is_listed_and_the_others_are_exported(
    directory: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lock,) = directory.ports.store.locks("acme1.example")
    put(directory.table, broken(item_of(directory.table, keys.account(lock.account_id))))
    assert main([str(tmp_path / "a.csv")]) == 1
    assert capsys.readouterr().err == f"ACCOUNT#{lock.account_id}/ACCOUNT cannot be read and is not in the file\n"
    assert "acme1.example" not in read(tmp_path / "a.csv")
    assert "acme2.example" in read(tmp_path / "a.csv")


NO_FILES = {
    "a directory that is missing": ("nowhere/a.csv", "No such file or directory"),
    "a directory": ("folder.csv", "this is no file"),
    "a pipe": ("pipe.csv", "this is no file"),
}


@pytest.mark.parametrize(("name", "sentence"), NO_FILES.values(), ids=NO_FILES)
def test_where_no_file_can_be_nothing_is_exported(
    directory: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, sentence: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    before = sorted(tmp_path.iterdir())
    assert main([str(tmp_path / name)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"{tmp_path / name}: ")
    assert sentence in printed.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("arguments", [[], ["a.xlsx"], ["-"], ["a.csv", "b.csv"], ["a"], ["--unknown"]])
def test_wrong_call_exits_2_with_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m infra.export_directory" in capsys.readouterr().err


def test_help_says_what_the_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "Exit codes: 0 all active accounts are in the file; 1 some" in capsys.readouterr().out
