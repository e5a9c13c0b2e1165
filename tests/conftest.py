"""Fixtures that many tests share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.logs import is_leaking, log_lines
from tests.world import World
from tests.world import world as new_world

# No test reaches a real AWS account: the emulators accept any credentials, and no other source is consulted.
os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
os.environ.update(AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled", AWS_EC2_METADATA_DISABLED="true")

# Properties are judged by what they find, not by the load of the machine.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture
def world() -> Iterator[World]:
    """The whole system on moto, without data."""
    with new_world() as new:
        yield new


@pytest.fixture(scope="session", autouse=True)
def no_log_line_reveals_a_person() -> Iterator[None]:
    """Hold the product to log lines without mail addresses and tokens, whatever the tests do."""
    with log_lines(selects=is_leaking) as leaked:
        yield
    assert leaked == []
