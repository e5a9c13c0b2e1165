"""`python -m infra.import_directory` and `infra.export_directory` as operators call them: exit codes and sentences."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Run

pytestmark = pytest.mark.slow

File = Callable[[str], str | bytes]
# One of each kind; `tests/infra/importing` has the others. Each takes a domain that is not used yet.
FINE: dict[str, File] = {
    "a.csv": lambda domain: f"name;domains\nAcme Ltd;{domain}\n",
    "capitals.csv": lambda domain: f"Name, Domains , VISIBILITY\r\nAcme Ltd,{domain},Restricted\r\n,,\r\n",
    "a.json": lambda domain: f'\ufeff[{{"account_name": "Acme Ltd", "domains": ["{domain}"]}}]',
}
REPORTED: dict[str, tuple[File, str]] = {
    "surplus.csv": (
        lambda domain: f"name,domains\nSurplus,x.{domain},a@x.example\nAcme Ltd,{domain}\n",
        "line 2: more cells",
    ),
    "long.csv": (lambda domain: f"name,domains\n{'a' * 131_073},x.{domain}\nAcme Ltd,{domain}\n", "line 2: the row is"),
}
REFUSED: dict[str, tuple[File, str]] = {
    "quote.csv": (
        lambda domain: f'name,domains\n"Open,{domain}\nNext,x.{domain}\n',
        "a quote that begins on line 2 never",
    ),
    "header.csv": (lambda domain: f"Acme Ltd,{domain}\n", "no column called name or account_name"),
    "doubled.csv": (lambda domain: f"name,name,domains\nA,B,{domain}\n", "two columns called name"),
    "empty.csv": (lambda _: "", "the file is empty"),
    "spreadsheet.csv": (lambda _: b"PK\x03\x04", "a spreadsheet"),
    "latin.csv": (
        lambda domain: f"name,domains\nCafé,{domain}\n".encode("latin-1"),
        "line 2: the text looks like Windows",
    ),
    "wide.csv": (lambda domain: f"name,domains\nCafé,{domain}\n".encode("utf-16"), "looks like UTF-16, not UTF-8"),
}


@pytest.fixture
def domain(cast: Cast) -> str:
    """Provide an unused domain."""
    return cast.domain()


def imported(run: Run, directory: Path, name: str, content: str | bytes, *options: str) -> "CompletedProcess[str]":
    file = directory / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run.command("infra.import_directory", *options, str(file))


def accounts(run: Run) -> set[str]:
    """Return the keys of all accounts; the schedule changes rows of others while tests run."""
    return {partition for partition, sort in run.rows() if sort == "ACCOUNT"}


def counts(completed: "CompletedProcess[str]") -> dict[str, Any]:
    """Return the last line of a report for programs."""
    found: dict[str, Any] = json.loads(completed.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("name", FINE)
def test_fine_file_is_imported_and_exits_0(run: Run, tmp_path: Path, domain: str, name: str) -> None:
    completed = imported(run, tmp_path, name, FINE[name](domain), "--json")
    assert (completed.returncode, completed.stderr) == (0, "")
    assert (counts(completed)["created"], counts(completed)["reported"]) == (1, 0)


@pytest.mark.parametrize("name", REPORTED)
def test_bad_row_is_reported_and_exits_1(run: Run, tmp_path: Path, domain: str, name: str) -> None:
    make, sentence = REPORTED[name]
    completed = imported(run, tmp_path, name, make(domain))
    assert (completed.returncode, completed.stderr) == (1, "")
    assert sentence in completed.stdout
    assert "1 rows imported (1 created, 0 changed, 0 unchanged), 1 reported" in completed.stdout


@pytest.mark.parametrize("name", REFUSED)
def test_faulty_file_changes_nothing_and_exits_2(run: Run, tmp_path: Path, domain: str, name: str) -> None:
    make, sentence = REFUSED[name]
    before = accounts(run)
    completed = imported(run, tmp_path, name, make(domain))
    assert (completed.returncode, completed.stdout) == (2, "")
    assert sentence in completed.stderr
    assert completed.stderr.endswith("Nothing was imported.\n")
    assert accounts(run) == before


@pytest.mark.parametrize("named", ["nowhere.csv", ".", "-", "--unknown"])
def test_what_is_no_file_exits_2_with_a_sentence(run: Run, named: str) -> None:
    completed = run.command("infra.import_directory", named)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr


def test_dry_run_changes_nothing(run: Run, tmp_path: Path, domain: str) -> None:
    before, content = accounts(run), f"name,domains\nAcme Ltd,{domain}\n"
    dry = imported(run, tmp_path, "a.csv", content, "--dry-run", "--json")
    assert accounts(run) == before
    real = imported(run, tmp_path, "a.csv", content, "--json")
    assert (dry.returncode, dry.stdout) == (real.returncode, real.stdout)


@pytest.mark.parametrize("name", ["accounts.csv", "accounts.json"])
def test_export_is_imported_and_changes_nothing(run: Run, tmp_path: Path, domain: str, name: str) -> None:
    imported(run, tmp_path, "a.csv", f"name,domains\n'=Acme & Café,{domain}\n").check_returncode()
    exported = run.command("infra.export_directory", str(tmp_path / name))
    assert exported.returncode == 0, exported.stderr
    content = (tmp_path / name).read_text(encoding="utf-8")
    assert ("'=Acme & Café" if name.endswith(".csv") else '"=Acme & Café"') in content
    again = counts(imported(run, tmp_path, name, content, "--json"))
    assert (again["created"], again["changed"]) == (0, 0)
    assert again["unchanged"] > 0
