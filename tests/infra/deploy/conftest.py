"""One emulator for all steps: each test has a stage of its own in it."""

from collections.abc import Iterator

import pytest

from tests.infra.emulator import Emulator


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Started at the first test that asks for it."""
    emulator = Emulator(tmp_path_factory.mktemp("aws"))
    try:
        emulator.wait_until_ready()
        yield emulator
    finally:
        emulator.stop()
