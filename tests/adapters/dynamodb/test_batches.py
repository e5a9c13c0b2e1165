"""A batch of more rows than one call takes is one round trip: its calls are made at once."""

from threading import Barrier

import pytest

from chalicelib.adapters.dynamodb.pynamo_table import MOST_KEYS
from chalicelib.adapters.dynamodb.table import Row
from tests.backends.aws_clients import event_hook
from tests.world import TABLE, World

pytestmark = pytest.mark.aws
PARTS = 5
LONGEST_WAIT_SECONDS = 20


class ReadTimeout(Exception):
    """A call that fails."""


KEYS = [(f"P#{number}", "S") for number in range(PARTS * MOST_KEYS)]


def test_five_hundred_rows_are_asked_for_in_five_calls_at_once(world: World) -> None:
    for key in KEYS[::50]:
        world.table.put(Row(*key))
    everybody_is_here = Barrier(PARTS)

    def wait(**_: object) -> None:
        everybody_is_here.wait(LONGEST_WAIT_SECONDS)

    with event_hook(TABLE.client, "before-call.dynamodb.BatchGetItem", wait):
        found = world.table.batch(KEYS)
    assert list(found) == KEYS[::50]


def test_one_call_that_fails_fails_the_whole_read(world: World) -> None:
    calls: list[object] = []

    def fail(**_: object) -> None:
        calls.append(None)
        if len(calls) == 2:
            raise ReadTimeout

    with (
        event_hook(TABLE.client, "before-call.dynamodb.BatchGetItem", fail),
        pytest.raises(ReadTimeout),
    ):
        world.table.batch(KEYS[:250])
