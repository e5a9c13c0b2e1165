"""The world in which every list has three entries."""

from collections.abc import Iterator

import pytest

from tests.web.api.list_scenario import ListScenario
from tests.web.browser_without_script import site_over
from tests.world import world


@pytest.fixture(scope="module")
def scenario() -> Iterator[ListScenario]:
    """One world for all tests of a module, which restore every row they change."""
    with world() as fresh, site_over(fresh) as site:
        yield ListScenario.over(site)
