"""A stack that ends and starts again. Stacks of one process share the emulators, so no other one runs meanwhile."""

import os
from pathlib import Path

import pytest

from infra.local.find_running import NotRunning, running_stack
from infra.local.stack import LocalStack
from tests.infra.local.toy import Toy, client


def test_stopped_stack_restores_environment_and_keeps_tables(tmp_path: Path) -> None:
    toy = Toy()
    before = dict(os.environ)
    with LocalStack(tmp_path, product=toy.product()) as first:
        table = first.environment["TABLE_NAME"]
        client("dynamodb").put_item(TableName=table, Item={"pk": {"S": "kept"}})
    assert dict(os.environ) == before
    with pytest.raises(NotRunning):
        running_stack(tmp_path)
    with LocalStack(tmp_path, product=toy.product()):
        assert "Item" in client("dynamodb").get_item(TableName=table, Key={"pk": {"S": "kept"}})
