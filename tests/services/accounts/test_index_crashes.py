"""Index and accounts agree after a process dies, before a call to the database or after it was carried out."""

from collections.abc import Callable

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, equals
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.adapters.dynamodb.search_rows import PREFIX, rows_of
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.services.accounts.administration import change_account
from chalicelib.services.requests.link_actions import approve, decline
from infra.rebuild_index import rebuild
from tests.backends.observable_table import KilledError, Moment, killed_at
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.world import World


def index_agrees(world: World) -> bool:
    accounts = [decoded(record.document, SmartAccount) for record in world.table.scan(equals("sk", keys.ACCOUNT_ROW))]
    rows = {(record.pk, record.sk): record.document for record in world.table.scan(begins_with("pk", PREFIX))}
    return rows == {key: row for account in accounts for key, row in rows_of(account).items()}


def submitting(world: World) -> Callable[[], object]:
    return world.submit


def approving(world: World) -> Callable[[], object]:
    token = world.token(world.submit())
    return lambda: approve(world.ports, token, True)


def declining(world: World) -> Callable[[], object]:
    token = world.token(world.submit())
    return lambda: decline(world.ports, token, "not_needed", "")


def importing(world: World) -> Callable[[], object]:
    return lambda: world.import_account("Imported", "imported.example", ("it@imported.example",))


def renaming_and_hiding(world: World) -> Callable[[], object]:
    world.import_account("Imported", "imported.example")
    return lambda: world.import_account("Renamed", "imported.example", visibility="restricted")


def changing(world: World) -> Callable[[], object]:
    account, alteration = Account.of(world), Alteration("Renamed", "restricted")
    return lambda: change_account(world.ports, account.caller(ADMINISTRATOR), account.account_id, alteration)


def rebuilding(world: World) -> Callable[[], object]:
    world.import_account("Imported", "imported.example")
    return lambda: rebuild(world.container)


STORIES = [submitting, approving, declining, importing, renaming_and_hiding, changing, rebuilding]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_index_agrees_with_accounts_after_a_crash(
    world: World, story: Callable[[World], Callable[[], object]], call: int, moment: Moment
) -> None:
    act = story(world)
    died = False
    with killed_at(world.table, call, moment):
        try:
            act()
        except KilledError:
            died = True
    assert index_agrees(world)
    # Each operation makes at least two calls; a process that never died would prove nothing.
    assert died or call > 2
