"""Fixtures: one local stack for the whole contract suite; people and domains for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.access import accounts
from tests.contract.access.accounts import House
from tests.contract.cast import Cast
from tests.contract.journey.story import Journey
from tests.contract.local_run import Run, private_run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, python: Path) -> Iterator[Run]:
    """Start `python -m infra.run` on free ports with a temporary state directory."""
    with private_run(tmp_path_factory.mktemp("run"), python=python / "python") as run:
        yield run
        # Of every response of the suite, whichever test was the last one.
        assert sorted(run.mismatches) == []


@pytest.fixture(scope="session")
def cast(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Provide people and domains."""
    return Cast(run, tmp_path_factory.mktemp("cast"))


@pytest.fixture(scope="module")
def requester(cast: Cast) -> str:
    """Provide a requester for a module, which must stay within the limits of one requester."""
    return cast.requester()


@pytest.fixture
def domain(cast: Cast) -> str:
    """Provide an unused domain."""
    return cast.domain()


@pytest.fixture(scope="session")
def journey(run: Run, cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """Walk through the main journey once."""
    journey = Journey(run, cast, tmp_path_factory.mktemp("journey"))
    journey.walk()
    return journey


@pytest.fixture(scope="session")
def run_with_accounts(run: Run, cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Import accounts for tests of access."""
    accounts.build(run, cast, tmp_path_factory.mktemp("estates"))
    return run


@pytest.fixture
def house(run_with_accounts: Run) -> House:
    """Provide an unused account and its administrators."""
    return accounts.next_house(run_with_accounts)
