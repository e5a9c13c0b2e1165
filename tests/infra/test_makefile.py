"""What is typed behind `make` is a text: it reaches the command as it stands, and nothing in it is run."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from infra.local.environment import FROM_THE_SHELL
from infra.operate.__main__ import main

ROOT = Path(__file__).parents[2]
# Stands in the interpreter's place: a line for each call, its arguments between NULs.
STUB = """#!/bin/sh
printf '%s\\0' "$@" >> "$CALLS"
echo >> "$CALLS"
"""
HOSTILE = (
    "outbox; touch x",
    "$(shell touch x)",
    "$$(touch x)",
    "$(touch x)",
    "${shell touch x}",
    "`touch x`",
    "a && touch x",
    "a | touch x",
    "a & touch x",
    "> x",
    "a\ntouch x\n",
    "' ; touch x ; '",
    '" ; touch x ; "',
    "\\'; touch x #",
    "$(eval all: ; touch x)",
    "$(file >x,y)",
    "a # touch x",
    "-- ; touch x",
)
# The argument of which target holds the value of which variable, and what stands before it.
ARGUMENTS = {
    ("import", "FILE"): "",
    ("deploy", "STAGE"): "",
    ("deploy", "ALARM_ADDRESS"): "--alarm-address=",
    ("deploy", "MAIL_DOMAIN"): "--mail-domain=",
    ("deploy", "USER_POOL"): "--user-pool=",
    ("destroy", "STAGE"): "",
    ("operate", "STAGE"): "",
    ("operate", "DO"): "",
    ("token", "USER"): "",
    ("bench", "ORGANISATIONS"): "--organisations=",
}
IN_THE_ENVIRONMENT = (*FROM_THE_SHELL, "PORT", "SIGN_IN_PORT", "TOOLS_PORT", "PATH_PREFIX", "LOCAL_STATE_DIR", "X")


def made(directory: Path, target: str, *variables: str, **environment: str) -> list[list[str]]:
    """Has the target made with a stub for the interpreter; the arguments of each call."""
    bin_directory, installed, calls = directory / "bin", directory / "installed", directory / "calls"
    bin_directory.mkdir()
    (bin_directory / "python").write_text(STUB)
    (bin_directory / "python").chmod(0o755)
    installed.touch()
    calls.touch()
    (directory / "work").mkdir()
    for name in ("requirements.txt", "requirements-dev.txt"):
        (directory / "work" / name).write_text("")
        os.utime(directory / "work" / name, (0, 0))
    own = (f"BIN={bin_directory}", f"INSTALLED={installed}")
    subprocess.run(
        ["make", "-s", "-f", str(ROOT / "Makefile"), target, *own, *variables],
        cwd=directory / "work",
        env=os.environ | {"CALLS": str(calls)} | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert sorted(path.name for path in (directory / "work").iterdir()) == [
        "requirements-dev.txt",
        "requirements.txt",
    ]
    return [call.split("\0") for call in calls.read_text().split("\0\n")[:-1]]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("target", "variable"), ARGUMENTS)
def test_a_value_is_one_argument_and_is_not_run(tmp_path: Path, target: str, variable: str, hostile: str) -> None:
    (call,) = made(tmp_path, target, f"{variable}={hostile}")
    assert ARGUMENTS[target, variable] + hostile in call


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("variable", IN_THE_ENVIRONMENT)
def test_a_value_that_a_command_reads_itself_is_not_run(tmp_path: Path, variable: str, hostile: str) -> None:
    assert made(tmp_path, "run", f"{variable}={hostile}") == [["-m", "infra.run"]]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("target", "variable"), ARGUMENTS)
def test_a_value_from_the_environment_is_not_run(tmp_path: Path, target: str, variable: str, hostile: str) -> None:
    calls = made(tmp_path, target, **{variable: hostile})
    assert len(calls) == (variable != "USER")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_interpreter_is_a_program_and_no_line_of_a_shell(tmp_path: Path, hostile: str) -> None:
    for at, environment in ((tmp_path / "typed", {}), (tmp_path / "environment", {"PYTHON": hostile})):
        at.mkdir()
        typed = () if environment else (f"PYTHON={hostile}",)
        assert made(at, "setup", *typed, f"INSTALLED={at / 'nothing'}", **environment) == []


def test_every_variable_that_the_makefile_or_its_help_names_is_tried() -> None:
    text = (ROOT / "Makefile").read_text()
    promised = set(re.findall(r"\b([A-Z_]+)=(?!=)", "\n".join(re.findall(r"## .*", text))))
    used = set(re.findall(r"\$\$(?:\{)?([A-Z_]+)", text)) - {"CHOSEN"}
    assert promised | used <= {variable for _, variable in ARGUMENTS} | set(IN_THE_ENVIRONMENT)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("outbox", ["outbox"]),
        (
            "erase rae@x.example --name 'Rae Reviewer' --yes",
            ["erase", "rae@x.example", "--name", "Rae Reviewer", "--yes"],
        ),
        ('find "SAR 1"', ["find", "SAR 1"]),
    ],
)
def test_do_is_split_as_a_shell_splits_words(tmp_path: Path, typed: str, words: list[str]) -> None:
    (call,) = made(tmp_path, "operate", f"DO={typed}")
    assert call == ["-m", "infra.operate", "--typed", typed]
    assert shlex.split(typed) == words


@pytest.mark.parametrize("typed", ["outbox; touch x", "outbox --unknown", "find 'SAR", "", "erase a@x.example --y"])
def test_what_is_no_command_of_the_operators_is_a_usage_error(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--typed", typed])
    assert "usage:" in capsys.readouterr().err
