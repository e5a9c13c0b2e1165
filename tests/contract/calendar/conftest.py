"""A stack of its own for stories of hours to months: on the shared one, each step would remind about every request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Run, private_run


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory, python: Path) -> Iterator[Run]:
    """Start `python -m infra.run` on free ports with a temporary state directory."""
    with private_run(tmp_path_factory.mktemp("run"), python=python / "python") as run:
        yield run


@pytest.fixture(scope="package")
def cast(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Provide people and domains."""
    return Cast(run, tmp_path_factory.mktemp("cast"))
