"""The site over a world of a test's own."""

from collections.abc import Iterator

import pytest

from tests.web.site import Site, site_over
from tests.world import World


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    """The app, wired to the world."""
    with site_over(world) as one:
        yield one
