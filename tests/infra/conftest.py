"""Fixtures: the system that operator commands work on."""

from collections.abc import Iterator

import pytest

from tests.infra.operations.operating import operated_on
from tests.infra.personal_data import erasing_story
from tests.infra.personal_data.erasing_story import Story
from tests.world import World, aws_world
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


@pytest.fixture(scope="module")
def module_story_on_aws() -> Iterator[Story]:
    """Create the story on moto, for the tests that are marked `aws`."""
    with aws_world() as world:
        yield erasing_story.create_story(world)


@pytest.fixture
def story(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """Provide the story as the system that commands work on, and undo their changes."""
    is_on_aws = request.node.get_closest_marker("aws")
    story: Story = request.getfixturevalue("module_story_on_aws" if is_on_aws else "module_story")
    with operated_on(story.world, monkeypatch), erasing_story.rolled_back(story.world):
        yield story
