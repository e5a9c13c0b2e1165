"""`verify` notices an event that was made to look sealed: it never would be, so its trail could be cut off later."""

import pytest

from chalicelib.adapters.dynamodb import keys
from infra.audit_trails.verifying import verify
from tests.infra.operations.trail_story import Story
from tests.unreadable_rows import item_of, put
from tests.world import World

REASON = "event 1 names a sealing that does not state it"


@pytest.mark.parametrize("sealing", ["1", "0", "x", ""])
def test_event_that_names_a_sealing_which_does_not_state_it_is_noticed(world: World, sealing: str) -> None:
    story = Story.of(world)
    request = world.submit(domain_identifier="new.example", customer_emails=("it@new.example",))
    item = item_of(world.table, keys.event(request.request_id, 1))
    put(world.table, {name: item[name] for name in ("pk", "sk", "document")} | {"holder": {"S": sealing}})
    world.minute()
    assert story.reasons() == {request.request_id: REASON}
    (alone,) = verify(world.table, world.ports.audit, [request.request_id])
    assert alone.reason == REASON
