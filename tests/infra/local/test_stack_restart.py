"""A stack that ends and starts again. Stacks of one process share the emulators, so no other one runs meanwhile."""

import os
from pathlib import Path

import pytest

from infra.local.find_running import NotRunning, running_stack
from infra.local.loopback import loopback_client
from infra.local.stack import LocalStack
from tests.infra.local.toy import Toy, client

HTTP = loopback_client()


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


def test_mails_of_a_run_before_stay_and_bounce_with_their_tags(tmp_path: Path) -> None:
    with LocalStack(tmp_path, product=Toy().product(), background=False) as first:
        HTTP.post(f"{first.urls.app}/queue/hello").raise_for_status()
        assert first.work_until_quiet() == 1
        (mail,) = first.controls.mails()
    assert mail.tags == {"kind": ["toy"]}
    toy = Toy()
    with LocalStack(tmp_path, product=toy.product(), background=False) as second:
        assert second.controls.mails() == [mail]
        assert second.work_until_quiet() == 0
        report = {"id": mail.id, "type": "bounce"}
        HTTP.post(f"{second.urls.tools}/ses-events", json=report).raise_for_status()
        second.work_until_quiet()
        assert toy.reports == ["Bounce"]
        assert toy.tags == mail.tags
