"""One local run for the whole contract suite, and people and domains for each test of its own."""

from collections.abc import Iterator

import pytest

from tests.contract.access import accounts
from tests.contract.access.accounts import House
from tests.contract.cast import Cast
from tests.contract.journey.story import Journey
from tests.contract.local_run import Run, discreet_run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`python -m infra.run` on free ports, with a state directory of its own."""
    with discreet_run(tmp_path_factory.mktemp("run")) as one:
        yield one


@pytest.fixture(scope="session")
def cast(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Hands out people and domains."""
    return Cast(run, tmp_path_factory.mktemp("cast"))


@pytest.fixture(scope="module")
def requester(cast: Cast) -> str:
    """Somebody with a role, for a module that stays within what one requester may have open."""
    return cast.requester()


@pytest.fixture
def domain(cast: Cast) -> str:
    """An organisation that nobody has heard of."""
    return cast.domain()


@pytest.fixture(scope="session")
def journey(run: Run, cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """The main story, as it went."""
    one = Journey(run, cast, tmp_path_factory.mktemp("journey"))
    one.walk()
    return one


@pytest.fixture(scope="session")
def built(run: Run, cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run, with accounts for tests about access."""
    accounts.build(run, cast, tmp_path_factory.mktemp("estates"))
    return run


@pytest.fixture
def house(built: Run) -> House:
    """An account that no other test uses, and the people who run it."""
    return accounts.next_house(built)
