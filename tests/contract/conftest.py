"""One local run for the whole contract suite, and people and domains for each test of its own."""

from collections.abc import Iterator

import pytest

from infra.local.child import stack_in_a_process
from tests.contract.cast import Cast
from tests.contract.journey import Journey
from tests.contract.local_run import Run


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`python -m infra.run` on free ports, with a state directory of its own."""
    with stack_in_a_process(tmp_path_factory.mktemp("run")) as stack, Run.of(stack) as one:
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
