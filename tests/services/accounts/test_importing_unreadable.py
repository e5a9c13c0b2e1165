"""An import reports a row whose stored data this release cannot read, and imports the other rows."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.importing import read_row
from chalicelib.services.accounts.importing import Imported, import_batch
from tests.unreadable_rows import item_of, put
from tests.world import World

DOMAINS = ("first.example", "second.example", "third.example")


def imported(world: World, *domains: str) -> list[Imported]:
    rows = [read_row(f"Renamed {domain}", [domain], "", (), world.ports.rules) for domain in domains]
    return [result.imported for result in import_batch(world.ports, rows)]


@pytest.mark.parametrize("kind", ["account", "last import", "lock"])
def test_unreadable_record_of_one_account_does_not_block_other_rows(world: World, kind: str) -> None:
    assert imported(world, *DOMAINS) == [Imported.CREATED] * 3
    (lock,) = world.ports.store.locks("second.example")
    row = {
        "account": keys.account(lock.account_id),
        "last import": keys.last_import(lock.account_id),
        "lock": keys.lock("second.example", "second.example"),
    }[kind]
    put(world.table, {**item_of(world.table, row), "document": {"S": '{"status": "of a later release"}'}})
    before = world.rows()
    assert imported(world, *DOMAINS) == [Imported.UNCHANGED, Imported.UNREADABLE, Imported.UNCHANGED]
    assert world.rows() == before
