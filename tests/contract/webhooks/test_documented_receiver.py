"""The Python receiver of docs/webhooks.md gets what the product sends, verifies it and takes each event once."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.contract.access.accounts import House, next_house
from tests.contract.local_run import Json, Run
from tests.contract.webhooks.documented import KINDS, SOME_SECRET, assert_verifies, free_port, receiving


def prepared(program: str, folder: Path) -> Sequence[str]:
    (folder / "receiver.py").write_text(program, encoding="utf-8")
    return [sys.executable, "receiver.py"]


@pytest.fixture
def house(run_with_accounts: Run) -> House:
    return next_house(run_with_accounts)


def made_webhook(house: House, port: int) -> Json:
    made: Json = house.call(
        house.first, "POST", "/webhooks", json={"url": f"http://localhost:{port}/", "kinds": KINDS}
    ).json()
    return made


def sent(house: House, path: str) -> Json:
    """Have an event sent, and return its delivery when that is done."""
    answer = house.call(house.first, "POST", f"/webhooks/{path}", json={})
    assert answer.status_code == 202, answer.text
    house.run.work(schedule=False)
    log = house.call(house.first, "GET", f"/webhooks/{path.partition('/')[0]}/deliveries").json()["items"]
    delivery: Json = next(one for one in log if one["delivery_id"] == answer.json()["delivery_id"])
    return delivery


def answered(delivery: Json) -> tuple[str, list[int]]:
    return delivery["status"], [attempt["answered_status"] for attempt in delivery["attempts"]]


def test_documented_python_receiver_takes_what_is_sent_and_replayed(house: House, tmp_path: Path) -> None:
    port = free_port()
    webhook = made_webhook(house, port)
    with receiving("python", prepared, tmp_path, port, webhook["secret"]) as receiver:
        delivery = sent(house, f"{webhook['webhook_id']}/test")
        assert answered(delivery) == ("delivered", [204])
        again = sent(house, f"{webhook['webhook_id']}/deliveries/{delivery['delivery_id']}/redeliver")
        assert (again["event_id"], answered(again)) == (delivery["event_id"], ("delivered", [204, 204]))
        assert receiver.ended().splitlines() == [f"verified test {delivery['event_id']}"]


def test_documented_python_receiver_refuses_what_is_not_the_products(tmp_path: Path) -> None:
    with receiving("python", prepared, tmp_path, free_port(), SOME_SECRET) as receiver:
        assert_verifies(receiver)
        assert receiver.ended().splitlines() == ["verified approved evt_r1_2"]


@pytest.mark.parametrize("which", ["before", "after"])
def test_both_secrets_of_a_rotation_verify_what_is_sent(house: House, tmp_path: Path, which: str) -> None:
    port = free_port()
    before = made_webhook(house, port)
    after = house.call(house.first, "POST", f"/webhooks/{before['webhook_id']}/rotate-secret", json={}).json()
    assert after["secret"] != before["secret"]
    secret = {"before": before, "after": after}[which]["secret"]
    with receiving("python", prepared, tmp_path, port, secret) as receiver:
        delivery = sent(house, f"{before['webhook_id']}/test")
        assert receiver.ended().splitlines() == [f"verified test {delivery['event_id']}"]
