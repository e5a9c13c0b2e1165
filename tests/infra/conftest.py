"""The system that operators' commands work on."""

from collections.abc import Iterator

import pytest

from tests.infra.operations import erasing_story
from tests.infra.operations.erasing_story import Story
from tests.infra.operations.operating import operated_on
from tests.world import World
from tests.world import world as new_world


@pytest.fixture
def operated(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world with nothing in it."""
    with operated_on(world, monkeypatch) as one:
        yield one


@pytest.fixture(scope="module")
def told() -> Iterator[Story]:
    """The story is told once for all tests of a module."""
    with new_world() as world:
        yield erasing_story.told(world)


@pytest.fixture
def story(told: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """The story as the system that commands work on; what they do is undone afterwards."""
    with operated_on(told.world, monkeypatch), erasing_story.undone(told.world):
        yield told
