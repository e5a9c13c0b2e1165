"""A row of which this release cannot read what is stored is reported, and keeps no other row out."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.importing import read_row
from chalicelib.services.accounts.importing import Imported, import_batch
from tests.unreadable_rows import item_of, put
from tests.world import World

DOMAINS = ("first.example", "second.example", "third.example")


def imported(world: World, *domains: str) -> list[Imported]:
    rows = [read_row(f"Renamed {one}", [one], "", (), world.ports.rules) for one in domains]
    return [one.imported for one in import_batch(world.ports, rows)]


@pytest.mark.parametrize("kind", ["account", "last import", "lock"])
def test_an_unreadable_record_of_an_account_keeps_no_other_row_out(world: World, kind: str) -> None:
    assert imported(world, *DOMAINS) == [Imported.CREATED] * 3
    (lock,) = world.ports.store.locks("second.example")
    row = {
        "account": keys.account(lock.account_id),
        "last import": keys.last_import(lock.account_id),
        "lock": keys.lock("second.example", "second.example"),
    }[kind]
    put({**item_of(row), "document": {"S": '{"status": "of a later release"}'}})
    before = world.rows()
    assert imported(world, *DOMAINS) == [Imported.UNCHANGED, Imported.UNREADABLE, Imported.UNCHANGED]
    assert world.rows() == before
