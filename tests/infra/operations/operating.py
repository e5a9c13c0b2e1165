"""Run operator commands on a test world."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib import bootstrap
from infra.operate.__main__ import main
from tests.world import World


@contextmanager
def operated_on(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Make the world the system that commands work on."""
    monkeypatch.setenv("STAGE", "test")
    before = bootstrap._Started.container
    bootstrap.use(world.container)
    yield world
    bootstrap._Started.container = before


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run a command with `--json`; return its exit code and result."""
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)
