"""Fixtures that many tests share."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from infra.bench.dynamodb_local import dynamodb_local
from infra.local.state import state_directory
from infra.rights.enforcing import Rights, enforced
from tests.backends.own_rights import own_rights
from tests.forking_python import forking_python
from tests.logs import is_leaking, log_lines
from tests.world import World, world_for

# No test reaches a real AWS account: the emulators accept any credentials, and no other source is consulted.
os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
os.environ.update(AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled", AWS_EC2_METADATA_DISABLED="true")

# Jobs that a shell starts in the background ignore Ctrl-C, and the commands that tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Properties are judged by what they find, not by the load of the machine.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A mutant that an example kills is dead: the example need not be made small. The same mutants die each time.
settings.register_profile(
    "mutants", settings.get_profile("house"), derandomize=True, max_examples=50, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_sessionstart() -> None:
    """Empty the caches of the product: a mutant runs in a process in which the tests have run before it was made."""
    modules = [module for name, module in sys.modules.items() if name.startswith("chalicelib")]
    for cached in (one for module in modules for one in vars(module).values() if hasattr(one, "cache_clear")):
        cached.cache_clear()


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking 10,000 collected tests again and again: a tenth of the run's time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The whole system without data: in memory, or on moto for a test marked `aws`."""
    with world_for(request) as new:
        yield new


@pytest.fixture(scope="session")
def dynamodb_local_url() -> Iterator[str]:
    """Start Amazon's DynamoDB Local, for tests marked `races`."""
    cache = state_directory() / "bench"
    cache.mkdir(parents=True, exist_ok=True)
    with dynamodb_local(cache) as url:
        yield url


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Provide the folder of a `python` that forks, for tests that run many commands."""
    with forking_python(tmp_path_factory.mktemp("python")) as folder:
        yield folder


@pytest.fixture(scope="session", autouse=True)
def no_log_line_reveals_a_person() -> Iterator[None]:
    """Hold the product to log lines without mail addresses and tokens, whatever the tests do."""
    with log_lines(selects=is_leaking) as leaked:
        yield
    assert leaked == []


@pytest.fixture(scope="session", autouse=True)
def functions_have_the_rights_of_their_files() -> Iterator[None]:
    """Hold every function that a test invokes to its policy file, under the names that the tests use."""
    with enforced(Rights(own_rights())) as rights:
        yield
    assert rights.denied == []
