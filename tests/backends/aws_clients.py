"""AWS clients that are shared by all tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from moto.core.models import botocore_stubber

from chalicelib.adapters.aws_client import aws_client
from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable


@cache
def shared_client(service: str, region: str, tries: int = 1) -> Any:
    """Return the only client of a service in this process: creating one takes longer than most tests.

    moto resets its data. A test that registers a hook on it must remove the hook again.
    """
    return aws_client(service, region, tries)


@cache
def shared_table(name: str, region: str) -> PynamoTable:
    """Return the only table of that name in this process, for the same reason."""
    return PynamoTable(name, region)


@contextmanager
def event_hook(client: Any, event: str, hook: Callable[..., object]) -> Iterator[None]:
    """Call the hook at every such event of the client inside the block, and at none after it."""
    assert botocore_stubber.enabled, "a system in memory calls no client: mark the test `aws`"
    client.meta.events.register(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)
