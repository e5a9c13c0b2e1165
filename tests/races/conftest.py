"""The engines that races are run on: an emulator of DynamoDB in this process's reach, and the whole local run."""

from collections.abc import Iterator

import pytest

from chalicelib import bootstrap
from chalicelib.bootstrap import Container
from infra.bench.dynamodb_local import dynamodb_local
from infra.create_table import create_tables
from infra.local.environment import Urls, applied, local_environment
from infra.local.state import signing_keys, state_directory
from tests.contract.local_run import Run, discreet_run

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def container() -> Iterator[Container]:
    """The system over an empty DynamoDB Local; nudges are lost, since no queue answers."""
    cache = state_directory() / "bench"
    cache.mkdir(parents=True, exist_ok=True)
    with dynamodb_local(cache) as url:
        urls = Urls(app=NOWHERE, sign_in=NOWHERE, tools=NOWHERE, aws=NOWHERE, dynamodb=url)
        with applied(local_environment(urls, signing_keys(cache))):
            create_tables()
            yield bootstrap.start()


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`python -m infra.run` on free ports, with a state directory of its own."""
    with discreet_run(tmp_path_factory.mktemp("run")) as one:
        yield one
