"""A world whose metrics are recorded, and a system whose users sign in through a real provider."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.recorded_metrics import RecordedMetrics
from tests.services.sign_in.signing_in import SignInHarness, harness_with
from tests.sign_in import running_provider
from tests.world import World


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run the provider and yield its address."""
    with running_provider() as address:
        yield address


@pytest.fixture
def harness(issuer: str, request: pytest.FixtureRequest) -> Iterator[SignInHarness]:
    """A new system with sessions."""
    with harness_with(issuer, request) as new:
        yield new


@pytest.fixture
def metrics() -> RecordedMetrics:
    """Metrics without any count."""
    return RecordedMetrics()


@pytest.fixture
def observed(world: World, metrics: RecordedMetrics) -> World:
    """A world whose metrics are recorded."""
    return replace(world, container=replace(world.container, ports=replace(world.ports, metrics=metrics)))
