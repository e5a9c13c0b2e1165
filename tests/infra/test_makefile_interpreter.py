"""An interpreter that is named replaces that of an environment that is there; without a name it stays."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# An interpreter that knows its version, and makes environments with itself.
INTERPRETER = """#!/bin/sh
case "$1 $2" in
  *sys.exit*) exit {is_old} ;;
  *'print("'*) echo python3.11 ;;
  *version_info*) echo {version} ;;
  "-m venv")
    for at; do :; done
    rm -rf "$at"
    mkdir -p "$at/bin"
    cp "$0" "$at/bin/python"
    for tool in pip uv; do printf '#!/bin/sh\\n' > "$at/bin/$tool"; chmod +x "$at/bin/$tool"; done
    touch "$at/pyvenv.cfg" ;;
esac
"""
VERSIONS = {"python3.10": "3 10", "python3.11": "3 11", "python3.13": "3 13"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Provide a folder with the Makefile and the pins, and interpreters beside it."""
    (tmp_path / "bin").mkdir()
    for name, version in VERSIONS.items():
        program = tmp_path / "bin" / name
        program.write_text(INTERPRETER.format(version=version, is_old=int(name == "python3.10")))
        program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-rehearsal.txt"):
        (work / name).touch()
    return work


def make(project: Path, target: str, *variables: str, **environment: str) -> int:
    path = f"{project.parent / 'bin'}:/usr/bin:/bin"
    known = {name: text for name, text in os.environ.items() if name != "PYTHON"}
    command = ["make", "-s", target, *variables]
    return subprocess.run(
        command, cwd=project, env=known | {"PATH": path} | environment, check=False, capture_output=True
    ).returncode


def version_in(environment: Path) -> str:
    return subprocess.run(
        [environment / "bin" / "python", "-c", "version_info"], check=True, capture_output=True, text=True
    ).stdout.strip()


def mark(project: Path) -> Path:
    """Leave something in the environment that does not outlive it."""
    (project / ".venv" / "mark").touch()
    return project / ".venv" / "mark"


def test_named_interpreter_replaces_another_one_and_is_kept_without_a_name(project: Path) -> None:
    make(project, "setup", "PYTHON=python3.11")
    before = mark(project)
    make(project, "setup", "PYTHON=python3.13")
    assert version_in(project / ".venv") == VERSIONS["python3.13"]
    assert (project / ".venv" / "installed").exists()
    assert not before.exists()
    kept = mark(project)
    for variables in ([], ["PYTHON=python3.13"]):
        make(project, "setup", *variables)
        assert kept.exists()


def test_interpreter_in_the_environment_is_named_too(project: Path) -> None:
    make(project, "setup", PYTHON="python3.11")
    make(project, "setup", PYTHON="python3.13")
    assert version_in(project / ".venv") == VERSIONS["python3.13"]


@pytest.mark.parametrize("named", ["python3.10", "no-such-python"])
def test_interpreter_that_does_not_serve_leaves_the_environment_as_it_is(project: Path, named: str) -> None:
    make(project, "setup")
    before = mark(project)
    assert make(project, "setup", f"PYTHON={named}") != 0
    assert before.exists()


@pytest.mark.parametrize("named", [[], ["PYTHON=python3.11"]], ids=["plain", "named"])
def test_first_environment_is_made_with_the_interpreter_at_hand(project: Path, named: list[str]) -> None:
    assert make(project, "setup", *named) == 0
    assert version_in(project / ".venv") == VERSIONS["python3.11"]
    kept = mark(project)
    (project / "requirements-dev.txt").touch()
    assert make(project, "setup", *named) == 0
    assert kept.exists(), "new pins need no new environment"


def test_emulator_of_the_rehearsal_follows_the_interpreter(project: Path) -> None:
    emulator = project / ".venv-rehearsal"
    for name in ("python3.11", "python3.13"):
        assert make(project, "rehearse", f"PYTHON={name}") == 0
        assert version_in(emulator) == VERSIONS[name]
    (emulator / "mark").touch()
    assert make(project, "rehearse") == 0
    assert (emulator / "mark").exists()
