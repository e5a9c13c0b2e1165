"""One emulator for all steps: each test has a stage of its own in it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.rehearsal.emulator import emulated_aws
from tests.infra.emulator import Emulator


@pytest.fixture(scope="session")
def aws() -> Iterator[Emulator]:
    """Started at the first test that asks for it."""
    with emulated_aws(Path(sys.executable)) as url:
        yield Emulator(url)
