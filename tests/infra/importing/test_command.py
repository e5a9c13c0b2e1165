"""The command: exit codes, what cannot be a file, reports for programs, dry runs."""

import json
import os
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.services.unit_of_work.writes import SaveAccount
from infra.import_directory.__main__ import main
from tests.infra.importing.stored import imported
from tests.world import World

ROWS = """name,domains,visibility,administrators,country
Acme Ltd,acme-ltd.com;acme.com,,it@acme-ltd.com,GB
,next-ltd.com,,,
Acme again,acme-ltd.com,,,
Next Ltd,next-ltd.com,hidden,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Provide a file of which one row goes in."""
    path = tmp_path / "directory.csv"
    path.write_text(ROWS)
    return path


def pipe(directory: Path) -> Path:
    os.mkfifo(directory / "pipe")
    return directory / "pipe"


def unreadable_name(directory: Path) -> Path:
    return directory / ("a" * 300)


def listening(directory: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(directory / "socket"))
    return directory / "socket"


NO_FILES = {
    "a missing file": (lambda directory: directory / "nowhere.csv", "there is no such file"),
    "a missing directory": (lambda directory: directory / "nowhere" / "a.csv", "there is no such file"),
    "a directory": (lambda directory: directory, "this is a directory"),
    "a pipe": (pipe, "this is a pipe"),
    "a socket": (listening, "this is a pipe"),
    "standard input": (lambda _: "-", "this is a pipe"),
    "a device": (lambda _: "/dev/null", "this is a device"),
    "a name that cannot be": (unreadable_name, "the file cannot be read (File name too long)"),
}


@pytest.mark.parametrize(("make", "sentence"), NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_gets_a_sentence(
    operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Any, sentence: str
) -> None:
    named = make(tmp_path)
    run = imported(capsys, named)
    assert (run.status, run.output) == (2, "")
    assert run.errors.startswith(f"{named}: {sentence}")
    assert run.errors.endswith("Nothing was imported.\n")


def test_a_file_that_may_not_be_read_gets_a_sentence(
    operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of the kernel that nobody may read, whoever runs the tests."""
    run = imported(capsys, "/proc/self/mem")
    assert (run.status, run.output) == (2, "")
    assert run.errors.startswith("/proc/self/mem: the file cannot be read (")


def test_rows_are_reported_for_people(operated: World, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = imported(capsys, file)
    assert (run.status, run.errors) == (1, "")
    assert [line.split(":")[0] for line in run.output.splitlines()] == [
        "line 4",
        "line 5",
        "line 3",
        "1 rows imported (1 created, 0 changed, 0 unchanged), 3 reported",
        "1 rows name further domains, which are ignored",
        "Not used",
    ]


def test_rows_are_reported_for_programs(operated: World, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = imported(capsys, file, "--json")
    *reports, counts = [json.loads(line) for line in run.output.splitlines()]
    assert (run.status, run.errors) == (1, "")
    assert [(report["line"], report["imported"]) for report in reports] == [(4, False), (5, False), (3, False)]
    assert reports[2]["reason"] == "/account_name: a new account needs a name"
    assert counts == {
        "created": 1,
        "changed": 0,
        "unchanged": 0,
        "reported": 3,
        "further_domains": 1,
        "unused_columns": ["country"],
    }


def test_row_that_goes_in_only_in_part_is_told_apart(
    operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operated.import_account("Acme", "acme-ltd.com")
    (lock,) = operated.ports.store.locks("acme-ltd.com")
    account = operated.ports.store.account(lock.account_id)
    assert account
    renamed = replace(account, account_name="Better", version=account.version + 1)
    operated.ports.store.commit([SaveAccount(renamed, account)])
    path = tmp_path / "directory.json"
    path.write_text('[{"name": "Cheaper", "domains": ["acme-ltd.com"], "administrators": ["it@acme-ltd.com"]}]')
    run = imported(capsys, path, "--json")
    report, counts = map(json.loads, run.output.splitlines())
    reason = "/account_name was changed since the last import and is kept"
    assert report == {"row": 1, "imported": True, "reason": reason}
    assert (run.status, counts["changed"], counts["reported"]) == (1, 1, 1)


def test_fault_of_the_file_is_one_object_for_programs(
    operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = imported(capsys, tmp_path, "--json")
    assert (run.status, run.errors) == (2, "")
    assert json.loads(run.output) == {
        "error": f"{tmp_path}: this is a directory: name a file in it. Nothing was imported."
    }


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_dry_run_reports_the_same_and_writes_nothing(
    operated: World, file: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    operated.import_account("Next", "next-ltd.com")
    before = operated.rows()
    dry = imported(capsys, file, "--dry-run", *options)
    assert operated.rows() == before
    assert dry.errors == ("" if options else "This was a dry run: nothing was written.\n")
    real = imported(capsys, file, *options)
    assert (dry.status, dry.output) == (real.status, real.output)
    assert operated.rows() != before


def test_file_is_judged_before_a_stack_is_looked_for(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("STAGE", raising=False)
    monkeypatch.setenv("LOCAL_STATE_DIR", str(tmp_path / "no-stack"))
    assert "this is a directory" in imported(capsys, tmp_path).errors
    with pytest.raises(SystemExit, match="2"):
        main([str(file)])
    assert "make run" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["a.csv", "b.csv"], ["a.csv", "--dry"], ["--js", "a.csv"]])
def test_wrong_call_exits_2_with_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: python -m infra.import_directory" in capsys.readouterr().err


def test_help_says_what_the_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    text = capsys.readouterr().out
    assert "Exit codes: 0 all rows went in; 1 some rows were reported; 2 the file or the call is at fault" in text
    assert all(option in text for option in ("--dry-run", "--json", "FILE"))
