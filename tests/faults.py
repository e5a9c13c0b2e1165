"""DynamoDB fails now and then: calls are answered with an error instead of being made, without any wait."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.awsrequest import AWSResponse

from chalicelib.adapters.dynamodb.store import DynamoStore
from tests.world import TABLE, World

Which = Callable[[str, dict[str, Any]], bool]


@contextmanager
def answering(code: str, which: Which, status: int = 400) -> Iterator[list[str]]:
    """Answers those calls with this error, and yields their names; `which` gets a name and parameters."""
    answered: list[str] = []

    def fail(model: Any, params: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        if not which(model.name, json.loads(params["body"])):
            return None
        answered.append(model.name)
        meta = {"HTTPStatusCode": status, "HTTPHeaders": {}}
        response = AWSResponse("", status, {}, None)
        return response, {"Error": {"Code": code, "Message": "as told"}, "ResponseMetadata": meta}

    events = TABLE.client.meta.events
    events.register("before-call.dynamodb.*", fail)
    try:
        yield answered
    finally:
        events.unregister("before-call.dynamodb.*", fail)


def impatient(world: World) -> World:
    """The same system, which does not wait between the tries of a transaction."""
    store = DynamoStore(world.table, world.ports.ids.new_id, lambda _: None)
    return replace(world, container=replace(world.container, ports=replace(world.ports, store=store)))
