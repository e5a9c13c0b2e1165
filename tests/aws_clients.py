"""AWS clients that outlive a test."""

from functools import cache
from typing import Any

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable


@cache
def kept_client(service: str, region: str, tries: int = 1) -> Any:
    """One client a service and process: making one takes longer than most tests, and moto resets its data.

    Whoever registers a hook on it takes the hook off again.
    """
    return bootstrap.aws_client(service, region, tries)


@cache
def kept_table(name: str, region: str) -> PynamoTable:
    """One table by name and process, for the same reason."""
    return PynamoTable(name, region)
