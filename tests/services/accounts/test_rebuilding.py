"""Index and accounts agree after a rebuild, despite missing, stale and concurrently changed rows."""

from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, equals
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.adapters.dynamodb.search_rows import FORMER_PREFIXES, PREFIX, rows_of
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.vocabulary import Shelf
from chalicelib.services.accounts.search import search_accounts
from chalicelib.services.requests import link_actions
from chalicelib.services.unit_of_work import writes
from infra import rebuild_index
from infra.rebuild_index import prepare, rebuild, rebuild_if_needed, reindex
from tests.world import World


def accounts(world: World) -> list[SmartAccount]:
    return [decoded(row.document, SmartAccount) for row in world.table.scan(equals("sk", keys.ACCOUNT_ROW))]


def index(world: World) -> dict[keys.Key, str]:
    return {row.key: row.document or "" for row in world.table.scan(begins_with("pk", PREFIX))}


def expected(world: World) -> dict[keys.Key, str]:
    return {key: row for account in accounts(world) for key, row in rows_of(account).items()}


@pytest.fixture
def directory(world: World) -> World:
    for number in range(5):
        world.import_account(f"University of Example {number}", f"u{number}.example")
    world.submit(domain_identifier="asked.example", customer_emails=("it@asked.example",))
    return world


def test_rebuild_restores_missing_rows_and_removes_stale_ones(directory: World) -> None:
    missing, stale = list(index(directory))[:2]
    directory.table.delete(missing)
    account = accounts(directory)[0]
    directory.table.put(
        Row(f"{PREFIX}phrase#old", f"old name\x1f0\x1f{account.account_id}", document=index(directory)[stale])
    )
    assert rebuild(directory.container) == (6, 1)
    assert index(directory) == expected(directory)


def test_second_rebuild_changes_nothing(directory: World) -> None:
    rebuild(directory.container)
    rows = directory.rows()
    rebuild(directory.container)
    assert directory.rows() == rows


def test_killed_rebuild_resumes_where_it_stopped(directory: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_index, "PAGE", 2)
    indexed: list[str] = []

    def dies(ports: object, account: SmartAccount) -> bool:
        if len(indexed) == 5:
            raise KeyboardInterrupt
        indexed.append(account.account_id)
        return True

    monkeypatch.setattr(rebuild_index, "reindex", dies)
    with pytest.raises(KeyboardInterrupt):
        rebuild(directory.container)
    monkeypatch.setattr(rebuild_index, "reindex", reindex)
    written, _ = rebuild(directory.container)
    assert 0 < written < 6
    assert directory.ports.index.vocabulary([Shelf("u", 10)]) == {"university": 6}
    assert index(directory) == expected(directory)


def test_account_changed_during_rebuild_is_indexed_in_its_current_state(directory: World) -> None:
    read = accounts(directory)[0]
    renamed = replace(read, account_name="Another Name", version=read.version + 1)
    directory.ports.store.commit([writes.SaveAccount(renamed, read)])
    reindex(directory.ports, read)
    assert index(directory) == expected(directory)


def test_index_agrees_with_accounts_after_every_transition_of_a_request(directory: World) -> None:
    request = directory.submit()
    assert index(directory) == expected(directory)
    link_actions.approve(directory.ports, directory.token(request), True)
    assert index(directory) == expected(directory)
    declined = directory.submit(domain_identifier="no.example", customer_emails=("it@no.example",))
    link_actions.decline(directory.ports, directory.token(declined), "not_needed", "")
    assert index(directory) == expected(directory)


def former_index(world: World) -> dict[keys.Key, str | None]:
    return {row.key: row.document for row in world.table.scan(begins_with("pk", FORMER_PREFIXES[0]))}


def left_by_the_release_before(world: World) -> None:
    """Leave the rows of the index as the release before had them, and none of this one."""
    for key, document in index(world).items():
        world.table.delete(key)
        world.table.put(Row(key[0].replace(PREFIX, FORMER_PREFIXES[0]), key[1], document=document))


def test_an_index_of_the_release_before_is_written_beside_it_before_and_after_the_release_serves(
    directory: World,
) -> None:
    left_by_the_release_before(directory)
    former = former_index(directory)
    assert prepare(directory.container) == 6
    assert index(directory) == expected(directory)
    assert rebuild_if_needed(directory.container) == 6
    assert (prepare(directory.container), rebuild_if_needed(directory.container)) == (0, 0)
    assert former_index(directory) == former
    assert (
        search_accounts(directory.ports.index, directory.clock.now(), "univresity", 9, None).did_you_mean
        == "university"
    )
    assert rebuild(directory.container) == (6, len(former))
    assert former_index(directory) == {}


def test_what_changed_while_the_release_before_served_is_indexed_once_this_one_does(directory: World) -> None:
    left_by_the_release_before(directory)
    prepare(directory.container)
    read = accounts(directory)[0]
    renamed = replace(read, account_name="Another Name", version=read.version + 1)
    directory.ports.store.commit([writes.SaveAccount(renamed, read)])
    left_by_the_release_before(directory)
    rebuild_if_needed(directory.container)
    assert index(directory) == expected(directory)
