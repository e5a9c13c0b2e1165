"""The emulated DynamoDB is killed, and every acknowledged write is there when it starts again."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.local.aws.dynamodb import DynamoDbFailed
from infra.local.state import prepared
from tests.infra.local.emulated_tables import TABLE, create_table, emulator, item, kill, stored


def write_in_every_way(client: Any) -> None:
    """Write by each operation that the product uses, and be refused once."""
    for name in ("put", "updated", "deleted", "gone"):
        client.put_item(TableName=TABLE, Item=item(name, "é\n1"))
    client.update_item(
        TableName=TABLE,
        Key=item("updated"),
        UpdateExpression="SET #t = :t",
        ExpressionAttributeNames={"#t": "text"},
        ExpressionAttributeValues={":t": {"S": "2"}},
    )
    client.delete_item(TableName=TABLE, Key=item("deleted"))
    client.batch_write_item(
        RequestItems={TABLE: [{"PutRequest": {"Item": item("batch")}}, {"DeleteRequest": {"Key": item("gone")}}]}
    )
    client.transact_write_items(TransactItems=[{"Put": {"TableName": TABLE, "Item": item("transaction", "3")}}])
    refused = {"TableName": TABLE, "Item": item("refused"), "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(
            TransactItems=[{"Delete": {"TableName": TABLE, "Key": item("put")}}, {"Put": refused}]
        )


pytestmark = pytest.mark.slow
WRITTEN = {"put": "é\n1", "updated": "2", "batch": "", "transaction": "3"}


def test_acknowledged_writes_outlive_a_kill(tmp_path: Path) -> None:
    with emulator(tmp_path) as (first, client):
        create_table(client)
        write_in_every_way(client)
        kill(first)
    with emulator(tmp_path) as (second, client):
        assert stored(client) == WRITTEN
        client.put_item(TableName=TABLE, Item=item("later"))
        kill(second)
    with emulator(tmp_path) as (_, client):
        assert stored(client) == {**WRITTEN, "later": ""}
        client.put_item(TableName=TABLE, Item=item("last"))
    with emulator(tmp_path) as (_, client):
        assert stored(client) == {**WRITTEN, "later": "", "last": ""}


def test_line_that_a_kill_cut_off_is_dropped_and_table_keeps_its_settings(tmp_path: Path) -> None:
    expiry = {"AttributeName": "expires", "Enabled": True}
    with emulator(tmp_path) as (first, client):
        create_table(client)
        client.update_time_to_live(TableName=TABLE, TimeToLiveSpecification=expiry)
        client.put_item(TableName=TABLE, Item=item("whole"))
        kill(first)
    with newest_journal(tmp_path).open("ab") as file:
        file.write(newest_journal(tmp_path).read_bytes()[:-10])
    with emulator(tmp_path) as (second, client):
        described = client.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
        assert described == {"AttributeName": "expires", "TimeToLiveStatus": "ENABLED"}
        client.put_item(TableName=TABLE, Item=item("later"))
        kill(second)
    with emulator(tmp_path) as (_, client):
        assert stored(client) == {"whole": "", "later": ""}


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="no limit can be set for another process here")
def test_write_that_the_disk_has_no_room_for_is_refused_and_spoils_no_other(tmp_path: Path) -> None:
    with emulator(tmp_path) as (first, client):
        create_table(client)
        client.put_item(TableName=TABLE, Item=item("before"))
        resource.prlimit(first.process_id, resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))
        with pytest.raises(ClientError, match="whole"):
            client.put_item(TableName=TABLE, Item=item("large", "x" * 2_000))
        resource.prlimit(first.process_id, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        client.put_item(TableName=TABLE, Item=item("after"))
        kill(first)
    with emulator(tmp_path) as (_, client):
        assert {"before", "after"} <= stored(client).keys()


def test_long_journal_becomes_a_snapshot_and_a_kill_meanwhile_loses_nothing(tmp_path: Path) -> None:
    with emulator(tmp_path) as (first, client):
        create_table(client)
        for number in range(30):
            client.put_item(TableName=TABLE, Item=item("counted", str(number) + "x" * 500))
        kill(first)
    long, snapshot = newest_journal(tmp_path), tmp_path / "dynamodb" / "dynamodb.json"
    assert long.stat().st_size > snapshot.stat().st_size
    # A kill has left half a snapshot, and before that a journal that nothing names any more.
    snapshot.with_name("dynamodb.json.new").write_text('{"half a snap')
    snapshot.with_name("journal-0").write_text("old\n")
    with emulator(tmp_path) as (_, client):
        assert stored(client) == {"counted": "29" + "x" * 500}
        assert newest_journal(tmp_path) != long
        assert not newest_journal(tmp_path).exists()
        assert not long.exists()
    with emulator(tmp_path) as (_, client):
        assert stored(client) == {"counted": "29" + "x" * 500}


def newest_journal(directory: Path) -> Path:
    """Return the journal that the snapshot names."""
    saved = json.loads((directory / "dynamodb" / "dynamodb.json").read_text())
    return directory / "dynamodb" / f"journal-{saved['journal']}"


def test_tables_of_a_release_without_journal_are_read(tmp_path: Path) -> None:
    directory = tmp_path / "dynamodb"
    with emulator(tmp_path) as (_, client):
        create_table(client)
    saved = json.loads((directory / "dynamodb.json").read_text())
    saved.pop("journal")
    for file in directory.iterdir():
        file.unlink()
    (directory / "dynamodb.json").write_text(json.dumps(saved))
    with emulator(tmp_path) as (_, client):
        assert client.list_tables()["TableNames"] == [TABLE]
        client.put_item(TableName=TABLE, Item=item("new"))
        assert stored(client) == {"new": ""}


def test_unreadable_tables_are_not_touched_and_the_log_says_what_to_do(tmp_path: Path) -> None:
    directory = prepared(tmp_path / "dynamodb")
    (directory / "dynamodb.json").write_text("no JSON")
    with pytest.raises(DynamoDbFailed, match="dynamodb/log"), emulator(tmp_path):
        pass
    assert (directory / "dynamodb.json").read_text() == "no JSON"
    assert f"{directory} cannot be read" in (directory / "log").read_text()
    assert "Move it away to start from nothing" in (directory / "log").read_text()
