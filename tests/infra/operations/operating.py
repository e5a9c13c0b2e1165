"""The operator's command line over a world: what it says, and by which exit code it ends."""

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
    """The world as the system that commands work on."""
    monkeypatch.setenv("STAGE", "test")
    before = bootstrap._Started.container
    bootstrap.use(world.container)
    yield world
    bootstrap._Started.container = before


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the answer, for programs; what people read has the same facts."""
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)
