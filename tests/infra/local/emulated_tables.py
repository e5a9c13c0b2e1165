"""The emulated DynamoDB by itself, with one table, to be killed."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import botocore.session
from botocore.config import Config

from infra.local.aws.dynamodb import DynamoDb
from infra.local.environment import CREDENTIALS, REGION
from infra.local.state import lock, prepared

TABLE = "rows"
Item = Mapping[str, Mapping[str, str]]


@contextmanager
def emulator(directory: Path) -> Iterator[tuple[DynamoDb, Any]]:
    """Start the emulator on this directory, and yield it with a client that does not retry."""
    held = lock(prepared(directory))
    died = Event()
    try:
        with DynamoDb(directory / "dynamodb", held, lambda _: died.set()) as emulator:
            emulator.wait_until_ready()
            yield emulator, client_of(emulator.url)
    finally:
        os.close(held)


def client_of(url: str) -> Any:
    keys = {name.lower(): value for name, value in CREDENTIALS.items()}
    once = Config(retries={"total_max_attempts": 1}, read_timeout=5)
    return botocore.session.get_session().create_client("dynamodb", REGION, endpoint_url=url, config=once, **keys)


def create_table(client: Any) -> None:
    keys = {"pk": "HASH", "sk": "RANGE"}
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        BillingMode="PAY_PER_REQUEST",
    )


def item(name: str, text: str = "") -> Item:
    return {"pk": {"S": "p"}, "sk": {"S": name}, **({"text": {"S": text}} if text else {})}


def stored(client: Any) -> dict[str, str]:
    items = client.scan(TableName=TABLE)["Items"]
    return {found["sk"]["S"]: found.get("text", {}).get("S", "") for found in items}


def kill(emulator: DynamoDb) -> None:
    os.kill(emulator.process_id, signal.SIGKILL)
    emulator.wait_until_ended()
