"""The site over a world of a test's own, and a browser that signs in to it by a real provider."""

from collections.abc import Iterator

import pytest

from tests.sign_in import running_provider
from tests.web.browser_without_script import Site, site_over
from tests.web.signing_in import Browser, browser_at
from tests.world import World


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    """The app, wired to the world."""
    with site_over(world) as one:
        yield one


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Where the provider answers."""
    with running_provider() as address:
        yield address


@pytest.fixture
def browser(issuer: str) -> Iterator[Browser]:
    """Nobody is signed in yet."""
    with browser_at(issuer) as one:
        yield one
