"""The local run and its DynamoDB are killed repeatedly under load, and lose nothing that they have acknowledged."""

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.infra.local.emulated_tables import TABLE, create_table, emulator, item, kill, stored
from tests.infra.local.killing import CALLS_A_SECOND, Lives, assert_nothing_lost

pytestmark = pytest.mark.races

KILLS, SECONDS = (10, 3) if os.environ.get("ALL") else (2, 2)


def test_run_killed_repeatedly_under_load_loses_no_acknowledged_request_and_no_mail(tmp_path: Path) -> None:
    lives = Lives(tmp_path)
    for _ in range(KILLS):
        lives.live(SECONDS)
    assert_nothing_lost(lives, KILLS * SECONDS * CALLS_A_SECOND // 4)


def test_dynamodb_killed_repeatedly_loses_no_acknowledged_transaction_and_halves_none(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for life in range(KILLS):
        with emulator(tmp_path) as (tables, client):
            if not life:
                create_table(client)
            killed = threading.Event()
            writer = threading.Thread(target=write_until, args=(killed, client, f"{life}", acknowledged))
            writer.start()
            killed.wait(SECONDS)
            kill(tables)
            killed.set()
            writer.join()
    with emulator(tmp_path) as (_, client):
        names = stored(client).keys() - {"counter"}
        counter = client.get_item(TableName=TABLE, Key=item("counter"))["Item"]
    # On a busy machine each call takes longer; what counts is that many were acknowledged before each kill.
    assert len(acknowledged) >= KILLS * SECONDS * CALLS_A_SECOND // 4
    assert set(acknowledged) - names == set()
    assert int(counter["number"]["N"]) == len(names)


def write_until(killed: threading.Event, client: Any, life: str, acknowledged: list[str]) -> None:
    """Write a row and count it in one transaction, so many times a second."""
    number = 0
    while not killed.wait(1 / CALLS_A_SECOND):
        number += 1
        name = f"{life}-{number}"
        count = {
            "TableName": TABLE,
            "Key": item("counter"),
            "UpdateExpression": "ADD #n :one",
            "ExpressionAttributeNames": {"#n": "number"},
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
        with suppress(BotoCoreError, ClientError):
            client.transact_write_items(
                TransactItems=[{"Put": {"TableName": TABLE, "Item": item(name)}}, {"Update": count}]
            )
            acknowledged.append(name)
