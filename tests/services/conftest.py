"""A real sign-in provider, and a house that people sign in to by it."""

from collections.abc import Iterator

import pytest

from tests.services.sign_in.signing_in import House, house_with
from tests.sign_in import running_provider


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Where the provider answers."""
    with running_provider() as address:
        yield address


@pytest.fixture
def house(issuer: str) -> Iterator[House]:
    """Sessions over a table of their own."""
    with house_with(issuer) as one:
        yield one
