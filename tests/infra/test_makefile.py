"""Values of make variables reach the commands unchanged, and no shell executes them."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from infra.local.environment import FROM_THE_SHELL
from infra.operate.__main__ import main

ROOT = Path(__file__).parents[2]
# Replaces the interpreter: records the arguments of each call, separated by NULs.
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
# By target and variable: the prefix of the argument that holds the variable's value.
ARGUMENTS = {
    ("import", "FILE"): "",
    ("import", "STAGE"): "",
    ("export", "FILE"): "",
    ("export", "STAGE"): "",
    ("deploy", "STAGE"): "",
    ("deploy", "ALARM_ADDRESS"): "--alarm-address=",
    ("deploy", "MAIL_DOMAIN"): "--mail-domain=",
    ("deploy", "USER_POOL"): "--user-pool=",
    ("deploy", "DOMAIN"): "--domain=",
    ("deploy", "CERTIFICATE"): "--certificate=",
    ("deploy", "BASE_PATH"): "--base-path=",
    ("rollback", "STAGE"): "",
    ("destroy", "STAGE"): "",
    ("operate", "STAGE"): "",
    ("operate", "DO"): "",
    ("token", "USER"): "",
    ("token", "CLIENT"): "",
    ("bench", "ORGANISATIONS"): "--organisations=",
}
IN_THE_ENVIRONMENT = (
    *FROM_THE_SHELL,
    "PORT",
    "SIGN_IN_PORT",
    "TOOLS_PORT",
    "PATH_PREFIX",
    "LOCAL_STATE_DIR",
    "CI",
    "SEED",
    "ALL",
    "ONLY",
    "CHECKED",
    "COVERAGE",
    "X",
)


def calls_of(directory: Path, target: str, *variables: str, **environment: str) -> list[list[str]]:
    """Make the target with a stub for the interpreter; return the arguments of each call."""
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
    stub_variables = (f"BIN={bin_directory}", f"INSTALLED={installed}")
    subprocess.run(
        ["make", "-s", "-f", str(ROOT / "Makefile"), target, *stub_variables, *variables],
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
def test_make_variable_is_passed_as_one_argument(tmp_path: Path, target: str, variable: str, hostile: str) -> None:
    (call,) = calls_of(tmp_path, target, f"{variable}={hostile}")
    assert ARGUMENTS[target, variable] + hostile in call


@pytest.mark.parametrize("hostile", HOSTILE)
def test_make_variables_read_by_command_are_not_executed(tmp_path: Path, hostile: str) -> None:
    typed = (f"{variable}={hostile}" for variable in IN_THE_ENVIRONMENT)
    assert calls_of(tmp_path, "run", *typed) == [["-m", "infra.run"]]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("target", "variable"), ARGUMENTS)
def test_variable_from_environment_is_not_executed(tmp_path: Path, target: str, variable: str, hostile: str) -> None:
    calls = calls_of(tmp_path, target, **{variable: hostile})
    assert len(calls) == (variable != "USER")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_python_variable_is_not_executed_by_shell(tmp_path: Path, hostile: str) -> None:
    for at, environment in ((tmp_path / "typed", {}), (tmp_path / "environment", {"PYTHON": hostile})):
        at.mkdir()
        typed = () if environment else (f"PYTHON={hostile}",)
        assert calls_of(at, "setup", *typed, f"INSTALLED={at / 'nothing'}", **environment) == []


def test_all_makefile_variables_are_tested() -> None:
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
def test_operate_arguments_are_split_like_shell_words(tmp_path: Path, typed: str, words: list[str]) -> None:
    (call,) = calls_of(tmp_path, "operate", f"DO={typed}")
    assert call == ["-m", "infra.operate", "--typed", typed]
    assert shlex.split(typed) == words


@pytest.mark.parametrize("typed", ["outbox; touch x", "outbox --unknown", "find 'SAR", "", "erase a@x.example --y"])
def test_invalid_operate_arguments_are_usage_error(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--typed", typed])
    assert "usage:" in capsys.readouterr().err
