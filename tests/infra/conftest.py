"""Fixtures: the system that operator commands work on."""

from collections.abc import Iterator

import pytest

from tests.infra.operations.operating import operated_on
from tests.infra.personal_data import erasing_story
from tests.infra.personal_data.erasing_story import Story
from tests.world import World
from tests.world import world as new_world


@pytest.fixture
def operated(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Provide an empty world as the system that commands work on."""
    with operated_on(world, monkeypatch) as operated:
        yield operated


@pytest.fixture(scope="module")
def module_story() -> Iterator[Story]:
    """Create the story once for all tests of a module."""
    with new_world() as world:
        yield erasing_story.create_story(world)


@pytest.fixture
def story(module_story: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """Provide the story as the system that commands work on, and undo their changes."""
    with operated_on(module_story.world, monkeypatch), erasing_story.rolled_back(module_story.world):
        yield module_story
