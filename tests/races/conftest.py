"""Fixtures for races: the use cases on DynamoDB Local, and the whole local stack."""

from collections.abc import Iterator

import pytest

from chalicelib import bootstrap
from chalicelib.bootstrap import Container
from infra.create_table import create_tables
from infra.local.environment import Urls, applied, local_environment
from infra.local.state import signing_keys, state_directory
from tests.contract.local_run import Run, private_run

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def container(dynamodb_local_url: str) -> Iterator[Container]:
    """Wire the container to an empty DynamoDB Local; nudges are lost, since there is no queue."""
    urls = Urls(app=NOWHERE, sign_in=NOWHERE, tools=NOWHERE, aws=NOWHERE, dynamodb=dynamodb_local_url)
    with applied(local_environment(urls, signing_keys(state_directory()))):
        create_tables()
        yield bootstrap.start()


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Start `python -m infra.run` on free ports with a temporary state directory."""
    with private_run(tmp_path_factory.mktemp("run")) as run:
        yield run
