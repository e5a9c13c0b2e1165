"""Fixtures that many tests share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.logs import is_leaking, log_lines
from tests.world import World
from tests.world import world as new_world

# No test reaches a real account: the emulators take any credentials, and nothing else is asked for them.
os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
os.environ.update(AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled", AWS_EC2_METADATA_DISABLED="true")

# Properties are judged by what they find, not by how busy the machine is.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture
def world() -> Iterator[World]:
    """The whole system on moto, with nothing in it."""
    with new_world() as one:
        yield one


@pytest.fixture(scope="session", autouse=True)
def no_log_line_tells_on_somebody() -> Iterator[None]:
    """Whatever the tests do: no line that the product logs in this process holds a mail address or a token."""
    with log_lines(wanted=is_leaking) as told:
        yield
    assert told == []
