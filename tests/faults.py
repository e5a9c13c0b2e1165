"""DynamoDB faults: calls are answered with an error at once instead of being made."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.awsrequest import AWSResponse

from chalicelib.adapters.dynamodb.store import DynamoStore
from tests.backends.aws_clients import event_hook
from tests.world import TABLE, World

CallFilter = Callable[[str, dict[str, Any]], bool]


@contextmanager
def calls_failing_with(code: str, matches: CallFilter, status: int = 400) -> Iterator[list[str]]:
    """Answer the selected calls with this error and yield their names; `which` gets a call's name and parameters."""
    answered: list[str] = []

    def fail(model: Any, params: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        if not matches(model.name, json.loads(params["body"])):
            return None
        answered.append(model.name)
        meta = {"HTTPStatusCode": status, "HTTPHeaders": {}}
        response = AWSResponse("", status, {}, None)
        return response, {"Error": {"Code": code, "Message": "injected by the test"}, "ResponseMetadata": meta}

    with event_hook(TABLE.client, "before-call.dynamodb.*", fail):
        yield answered


def without_backoff(world: World) -> World:
    """Return the same system without pauses between the attempts of a transaction."""
    store = DynamoStore(world.table, world.ports.ids.new_id, lambda _: None)
    return replace(world, container=replace(world.container, ports=replace(world.ports, store=store)))
