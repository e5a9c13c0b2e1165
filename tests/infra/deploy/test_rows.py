"""A new list of suffixes is used only once the rows have been moved for it."""

import json
from pathlib import Path

import pytest

from infra.deploy.__main__ import LONGEST_CALL_SECONDS, deploy_app
from infra.deploy.rows import NotMigrated, run_migrate
from infra.deploy.stages import read_stage
from infra.deploy.target import Target
from infra.local.state import PROJECT_ROOT

TARGET = Target(read_stage("dev"), "us-east-1", lambda _: None, {})


@pytest.mark.parametrize(
    ("is_held", "steps"),
    [
        (False, ["index --prepare", "--hold", "deploy", "--if-needed", "index --if-needed"]),
        (True, ["index --prepare", "--hold", "deploy", LONGEST_CALL_SECONDS, "--if-needed", "index --if-needed"]),
    ],
)
def test_rows_are_held_before_the_deploy_and_moved_after_it(is_held: bool, steps: list[object]) -> None:
    done: list[object] = []

    def migrate(_: Target, option: str) -> bool:
        done.append(option)
        return is_held

    def rebuild(_: Target, option: str) -> None:
        done.append(f"index {option}")

    deploy_app(TARGET, migrate, lambda command, *_: done.append(command), done.append, rebuild)
    assert done == steps


def test_last_calls_of_the_release_before_end_while_the_deployment_waits() -> None:
    longest = json.loads((PROJECT_ROOT / ".chalice" / "config.json").read_text())["lambda_timeout"]
    assert longest < LONGEST_CALL_SECONDS


def test_nothing_is_deployed_while_the_rows_cannot_be_held() -> None:
    def fails(target: Target, option: str) -> bool:
        raise NotMigrated(f"{option} of {target.stage.name}")

    with pytest.raises(NotMigrated, match="--hold of dev"):
        deploy_app(TARGET, fails, lambda *_: pytest.fail("deployed"), rebuild=lambda *_: None)


def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let this script answer instead of the command."""
    standing_in = tmp_path / "python"
    standing_in.write_text(f"#!/bin/sh\n{script}\n")
    standing_in.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(standing_in))


@pytest.mark.parametrize(
    "script", ["echo '{}'; exit 2", "exit 1", "exit 0", "echo 'Traceback'; exit 1", "echo '{}'; kill -9 $$"]
)
@pytest.mark.parametrize("option", ["--hold", "--if-needed"])
def test_migration_that_does_not_say_what_it_did_fails_and_names_the_command_that_continues(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, option: str
) -> None:
    command(tmp_path, monkeypatch, script)
    with pytest.raises(NotMigrated, match='make operate STAGE=dev DO="migrate"'):
        run_migrate(TARGET, option)


@pytest.mark.parametrize(("status", "held"), [(0, "true"), (1, "false")])
def test_what_needs_attention_stops_no_deployment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, held: str
) -> None:
    command(tmp_path, monkeypatch, f"echo '{{\"held\": {held}}}'; exit {status}")
    assert run_migrate(TARGET, "--hold") is (held == "true")
