"""A new list of suffixes is used only once the rows have been moved for it."""

from pathlib import Path

import pytest

from infra.deploy.__main__ import deploy_app
from infra.deploy.rows import NotMigrated, run_migrate
from infra.deploy.stages import read_stage
from infra.deploy.target import Target

TARGET = Target(read_stage("dev"), "us-east-1", lambda _: None, {})


def test_rows_are_held_before_the_deploy_and_moved_after_it() -> None:
    done: list[str] = []
    deploy_app(TARGET, lambda _, option: done.append(option), lambda command, *_: done.append(command))
    assert done == ["--hold", "deploy", "--if-needed"]


def test_nothing_is_deployed_while_the_rows_cannot_be_held() -> None:
    def fails(target: Target, option: str) -> None:
        raise NotMigrated(f"{option} of {target.stage.name}")

    with pytest.raises(NotMigrated, match="--hold of dev"):
        deploy_app(TARGET, fails, lambda *_: pytest.fail("deployed"))


def test_failed_migration_names_the_command_that_continues_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    run_migrate(TARGET, "--hold")  # exit status 1: something needs attention
    refusing = tmp_path / "python"
    refusing.write_text("#!/bin/sh\nexit 2\n")
    refusing.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(refusing))
    with pytest.raises(NotMigrated, match='make operate STAGE=dev DO="migrate"'):
        run_migrate(TARGET, "--if-needed")
