"""A read of one row raises where it cannot be read; a read of many leaves it out, unless a decision needs it."""

from collections.abc import Iterator
from inspect import getmembers, isfunction

import pytest

from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from tests.adapters.dynamodb.feed.reads import READS_OF_FEEDS
from tests.adapters.dynamodb.kept_rows import BY_KEY, LEFT_OUT, RAISES, Kept
from tests.adapters.dynamodb.programs.reads import READS_OF_PROGRAMS
from tests.adapters.dynamodb.proofs.reads import READS_OF_PROOFS
from tests.adapters.dynamodb.reads_of_accounts import READS_OF_ACCOUNTS
from tests.adapters.dynamodb.reads_of_identities import READS_OF_IDENTITIES
from tests.adapters.dynamodb.reads_of_requests import READS_OF_REQUESTS
from tests.adapters.dynamodb.recovery.reads import READS_OF_RECOVERIES
from tests.adapters.dynamodb.webhooks.reads import READS_OF_WEBHOOKS
from tests.unreadable_rows import item_of, poisoned, put
from tests.world import world as new_world

READS = {**READS_OF_REQUESTS, **READS_OF_ACCOUNTS, **READS_OF_IDENTITIES, **READS_OF_PROOFS}
READS |= {**READS_OF_RECOVERIES, **READS_OF_FEEDS, **READS_OF_PROGRAMS, **READS_OF_WEBHOOKS}
POINTERS = {
    "access_requests_for_reviewers",
    "entries_of",
    "team_entries",
    "requests_in_review",
    "access_request_ids_of",
    "domain_proof_ids_of",
    "inquiry_ids_of",
    "recovery_ids_of",
    "recovery_ids_under_way",
}
BY_KEYS = {"due_deliveries", "due_events", "lost_roles", "possessions", "team_members"}
BY_THEMSELVES = {"preconditions, open requests", "identities_of", "possessions, a role", "listed_version"}
BY_THEMSELVES |= {"former_administrators", "waiting_event", "feed_end"}
OTHERS = set(READS) - POINTERS - BY_KEYS - BY_THEMSELVES
WRITES = {"commit", "save_program_use"}
POISONS = ("broken", "of_later_release", "without_document", "of_another_type")


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    """One table for all reads: nothing in it is changed for good."""
    with new_world() as world:
        yield Kept.in_(world)


def test_every_read_of_the_store_stands_in_the_table() -> None:
    reads = {name for name, _ in getmembers(DynamoStore, isfunction) if not name.startswith("_")} - WRITES
    assert reads == {name.partition(",")[0] for name in READS}
    assert all(one.why for one in READS.values())


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", sorted(OTHERS))
def test_a_read_does_with_a_document_that_it_cannot_read_what_the_table_says(
    kept: Kept, name: str, poison: str
) -> None:
    one = READS[name]
    assert one.read(kept)
    with poisoned(kept.world.table, one.row(kept), poison), collect_unreadable() as unreadable:
        if one.does == RAISES:
            with pytest.raises(Refused) as refused:
                one.read(kept)
            assert refused.value.problem is Problem.RECORD_UNREADABLE
        else:
            assert not one.read(kept)
    assert unreadable.rows == {one.row(kept)}


@pytest.mark.parametrize("name", sorted(POINTERS))
def test_a_place_in_a_list_without_what_it_leads_to_is_left_out(kept: Kept, name: str) -> None:
    one = READS[name]
    key = one.row(kept)
    good = item_of(kept.world.table, key)
    put(kept.world.table, {"pk": good["pk"], "sk": good["sk"]})
    with collect_unreadable() as unreadable:
        assert (one.does, list(one.read(kept))) == (LEFT_OUT, [])
    put(kept.world.table, good)
    assert unreadable.rows == {key}


@pytest.mark.parametrize(
    "bad",
    [{"ends": {"M": {"r1": {"S": "someday"}}}}, {"ends": {"S": "none"}}, {"version": {"S": "one"}}],
)
def test_open_requests_that_cannot_be_counted_are_not_taken_for_none(kept: Kept, bad: dict[str, object]) -> None:
    one = READS["preconditions, open requests"]
    good = item_of(kept.world.table, one.row(kept))
    put(kept.world.table, {**good, **bad})
    with pytest.raises(Refused, match="record-unreadable"):
        one.read(kept)
    put(kept.world.table, good)
    assert one.does == RAISES


@pytest.mark.parametrize("name", sorted(BY_KEYS))
def test_what_says_all_by_its_key_is_read_whatever_it_holds(kept: Kept, name: str) -> None:
    one = READS[name]
    good, before = item_of(kept.world.table, one.row(kept)), one.read(kept)
    put(kept.world.table, {**good, "document": {"S": "{"}, "version": {"S": "one"}})
    assert (one.does, one.read(kept)) == (BY_KEY, before)
    put(kept.world.table, good)


def test_a_role_that_cannot_be_read_is_something_else_than_a_role(kept: Kept) -> None:
    one = READS["possessions, a role"]
    good, before = item_of(kept.world.table, one.row(kept)), one.read(kept)
    put(kept.world.table, {**good, "document": {"S": "{"}})
    after = one.read(kept)
    assert (len(before.roles), before.anything_else, len(after.roles), after.anything_else) == (1, False, 0, True)
    put(kept.world.table, good)


def test_an_identity_that_cannot_be_told_is_not_taken_for_none(kept: Kept) -> None:
    one = READS["identities_of"]
    good = item_of(kept.world.table, one.row(kept))
    assert one.read(kept)
    put(kept.world.table, {"pk": good["pk"], "sk": good["sk"]})
    with pytest.raises(Refused, match="record-unreadable"):
        one.read(kept)
    put(kept.world.table, good)
    assert one.does == RAISES


def test_a_place_in_a_list_that_cannot_be_read_gets_no_deliveries(kept: Kept) -> None:
    one = READS["listed_version"]
    with poisoned(kept.world.table, one.row(kept), "of_another_type"):
        assert (one.does, one.read(kept)) == (LEFT_OUT, False)
    assert one.read(kept)


@pytest.mark.parametrize("poison", ["broken", "of_later_release"])
def test_a_former_administrator_that_cannot_be_read_is_left_out_and_told_of(kept: Kept, poison: str) -> None:
    one = READS["former_administrators"]
    assert one.read(kept)
    with poisoned(kept.world.table, one.row(kept), poison), collect_unreadable() as unreadable:
        assert not one.read(kept)
    assert unreadable.rows == {one.row(kept)}


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("waiting_event", {"effect": {"S": "{"}}),
        ("waiting_event", {"effect": {"S": "{}"}}),
        ("waiting_event", {"effect": {"N": "7"}}),
        ("feed_end", {"version": {"S": "one"}}),
        ("feed_end", {"version": {"NULL": True}}),
    ],
    ids=str,
)
def test_what_a_feed_needs_and_cannot_be_read_is_not_taken_for_none(
    kept: Kept, name: str, bad: dict[str, object]
) -> None:
    one = READS[name]
    good = item_of(kept.world.table, one.row(kept))
    assert one.read(kept)
    put(kept.world.table, {**good, **bad})
    with collect_unreadable() as unreadable, pytest.raises(Refused, match="record-unreadable"):
        one.read(kept)
    put(kept.world.table, good)
    assert (one.does, unreadable.rows) == (RAISES, {one.row(kept)})
