"""A real sign-in provider and a system whose users sign in through it."""

from collections.abc import Iterator

import pytest

from tests.services.sign_in.signing_in import SignInHarness, harness_with
from tests.sign_in import running_provider


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run the provider and yield its address."""
    with running_provider() as address:
        yield address


@pytest.fixture
def harness(issuer: str) -> Iterator[SignInHarness]:
    """A new system with sessions."""
    with harness_with(issuer) as new:
        yield new
