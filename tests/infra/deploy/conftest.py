"""An emulated AWS for the session, in which each test has its own stage."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.rehearsal.emulator import emulated_aws
from tests.infra.emulator import Emulator


@pytest.fixture(scope="session")
def aws() -> Iterator[Emulator]:
    """Start the emulator for the first test that uses it."""
    with emulated_aws(Path(sys.executable)) as url:
        yield Emulator(url)
