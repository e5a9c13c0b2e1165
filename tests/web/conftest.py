"""The site over a test's own world, and a browser that signs in through a real provider."""

from collections.abc import Iterator

import pytest

from tests.services.access.stories import ADMINISTRATOR, Account
from tests.sign_in import running_provider
from tests.web.accounts.stories import populated
from tests.web.browser_without_script import Site, site_over
from tests.web.signing_in import Browser, browser_at
from tests.world import World


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    """The app wired to the world."""
    with site_over(world) as new_site:
        yield new_site


@pytest.fixture
def account(site: Site) -> Account:
    """An imported account with an administrator; a colleague administers its Virtual Account Lab.

    Beside Lab it has Office and, below Lab and restricted, Optics: four events.
    """
    return populated(site)


@pytest.fixture
def visitor(site: Site, account: Account) -> Site:
    """The site as the administrator sees it."""
    return site.signed_in(ADMINISTRATOR)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Run the provider and yield its address."""
    with running_provider() as address:
        yield address


@pytest.fixture
def browser(issuer: str) -> Iterator[Browser]:
    """A browser without a session."""
    with browser_at(issuer) as new_browser:
        yield new_browser
