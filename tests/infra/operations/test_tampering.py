"""`verify` notices what is written to the table past the product, and says what it is; growth raises no alarm."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.events import AuditEvent
from chalicelib.services.requests import link_actions
from infra.audit_trails.verifying import verify, verify_all
from tests.backends.memory_table import MemoryTable
from tests.infra.operations.trail_story import KINDS, Story, strip
from tests.unreadable_rows import item_of, put
from tests.world import world

COUNTS = {"request": 4, "access_request": 2, "account": 5}


@pytest.fixture(scope="module")
def told() -> Iterator[Story]:
    """One story for all tests: each finds its rows as they were."""
    with world() as fresh:
        yield Story.of(fresh)


@pytest.fixture
def story(told: Story) -> Iterator[Story]:
    table = told.world.table
    assert isinstance(table, MemoryTable)
    rows = dict(table.items)
    yield told
    table.items = rows


of_each_kind = pytest.mark.parametrize("kind", KINDS)


def test_untouched_trails_are_intact_and_sealed(story: Story) -> None:
    verdicts = story.verdicts()
    assert story.reasons() == {}
    assert all(verdicts[trail_id].is_sealed for trail_id in story.ids.values())
    assert {kind: len(story.events(kind)) for kind in KINDS} == COUNTS


@of_each_kind
def test_last_event_taken_away_and_record_set_back_is_noticed(story: Story, kind: str) -> None:
    story.world.table.delete(story.events(kind)[-1])
    story.restore(story.record(kind))
    reason = f"{COUNTS[kind]} events were sealed, and the record counts {COUNTS[kind] - 1}"
    assert reason in story.reasons()[story.ids[kind]]
    assert [verdict.reason for verdict in one_by_one(story, kind)] == [story.reasons()[story.ids[kind]]]


@of_each_kind
def test_trail_that_was_set_back_and_grew_again_is_noticed(story: Story, kind: str) -> None:
    """Somebody takes the last event away, and the product writes another in its place."""
    *_, before, last = story.events(kind)
    table, number = story.world.table, COUNTS[kind]
    known, replaced = (stored(table, key, AuditEvent) for key in (before, last))
    assert known is not None
    assert replaced is not None
    later = replace(replaced, at=story.world.clock.now() + timedelta(seconds=1))
    other = story.world.ports.audit.sealed(later, known.seal)
    table.put(Row(*last, document=encoded(other)))
    story.edit(story.record(kind), lambda record: record.update(last_seal=other.seal))
    assert story.reasons() == {story.ids[kind]: f"event {number} is not the one that was sealed"}


CHANGED_STATUS: Mapping[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "request": (lambda record: record.update(status="pending"), "pending, which does not follow from event 4"),
    "access_request": (lambda record: record.update(decision=None), "pending, which does not follow from event 2"),
    "account": (lambda record: record.update(status="cancelled"), "cancelled, which does not follow from event 5"),
}


@of_each_kind
def test_record_whose_status_differs_from_its_last_event_is_noticed(story: Story, kind: str) -> None:
    change, reason = CHANGED_STATUS[kind]
    story.edit(story.record(kind), change)
    assert f"the record's status is {reason}" in story.reasons()[story.ids[kind]]


@pytest.mark.parametrize("account", ["cancelled", "missing"])
def test_account_without_trail_that_differs_from_its_request_is_noticed(story: Story, account: str) -> None:
    request = story.world.submit(domain_identifier="new.example", customer_emails=("it@new.example",))
    link_actions.approve(story.world.ports, story.world.token(request), True)
    assert story.reasons() == {}
    key = keys.account(request.account_id)
    if account == "missing":
        story.world.table.delete(key)
    else:
        story.edit(key, lambda record: record.update(status=account))
    assert story.reasons() == {request.request_id: f"the status of its account is {account}, and not active"}


UNKNOWN: Mapping[str, Callable[[Story, Any], None]] = {
    "a field": lambda story, key: story.edit(key, lambda event: event.update(note="nothing to see")),
    "a field of the actor": lambda story, key: story.edit(key, lambda event: event["actor"].update(name="Ada")),
    "an attribute": lambda story, key: put(
        story.world.table, {**item_of(story.world.table, key), "note": {"S": "nothing to see"}}
    ),
    "a time to live": lambda story, key: put(
        story.world.table, {**item_of(story.world.table, key), "forget_at": {"N": "1"}}
    ),
    "a field twice": lambda story, key: put(story.world.table, twice(item_of(story.world.table, key))),
}


def twice(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "document": {"S": item["document"]["S"].replace("{", '{"kind":"approved",', 1)}}


@of_each_kind
@pytest.mark.parametrize("what", UNKNOWN)
def test_event_with_something_that_its_seal_does_not_cover_is_noticed(story: Story, kind: str, what: str) -> None:
    UNKNOWN[what](story, story.events(kind)[0])
    assert story.reasons() == {story.ids[kind]: "event 1 holds what its seal does not cover"}


@of_each_kind
@pytest.mark.parametrize("number", ["1", "0000001", "\uff10\uff10\uff10\uff10\uff10\uff11", "000001x"], ids=ascii)
def test_copy_of_an_event_under_another_number_is_noticed(story: Story, kind: str, number: str) -> None:
    """Somebody edits an event, and puts the genuine one where it is read instead."""
    first = story.events(kind)[0]
    row = story.world.table.get(first)
    assert row is not None
    story.world.table.put(replace(row, sk=f"{keys.EVENT_PREFIX}{number}"))
    assert f"event {number} cannot be read" in story.reasons()[story.ids[kind]]


@of_each_kind
def test_trail_deleted_whole_is_noticed(story: Story, kind: str) -> None:
    partition, _ = story.record(kind)
    for key in [key for key in story.world.rows() if key[0] == partition]:
        story.world.table.delete(key)
    reason = f"{COUNTS[kind]} events were sealed, and the record is gone"
    assert story.reasons()[story.ids[kind]] == reason
    assert [verdict.reason for verdict in one_by_one(story, kind)] == [reason]


def test_events_of_an_account_all_taken_away_are_noticed(story: Story) -> None:
    for key in story.events("account"):
        story.world.table.delete(key)
    story.edit(story.record("account"), lambda record: record.update(event_count=0, last_seal=""))
    assert story.reasons() == {story.ids["account"]: "5 events were sealed, and the record counts 0"}


@of_each_kind
def test_trail_in_place_of_another_is_noticed(story: Story, kind: str) -> None:
    partition, _ = story.record(kind)
    for (owner, sort), item in story.world.rows().items():
        if owner == partition:
            put(story.world.table, {**item, "pk": {"S": f"{partition}0"}, "sk": {"S": sort}})
    assert "the record is of another trail" in story.reasons()[f"{story.ids[kind]}0"]
    assert "event 1 is of another trail" in story.reasons()[f"{story.ids[kind]}0"]


def sealing_removed(story: Story) -> None:
    story.world.table.delete(keys.sealing(1))


def sealing_edited(story: Story) -> None:
    story.edit(keys.sealing(1), lambda sealing: sealing["details"].popitem())


def record_of_sealings_removed(story: Story) -> None:
    story.world.table.delete(keys.sealings())


def record_of_sealings_unreadable(story: Story) -> None:
    story.world.table.put(Row(*keys.sealings(), document="{"))


def record_of_sealings_set_back(story: Story) -> None:
    story.edit(keys.sealings(), lambda record: record.update(event_count=0, last_seal=""))


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (sealing_removed, "event 1 is missing"),
        (sealing_edited, "event 1 was edited"),
        (record_of_sealings_removed, "it has no record"),
        (record_of_sealings_unreadable, "its record cannot be read"),
        (record_of_sealings_set_back, "event 1 is not counted by the record"),
    ],
)
def test_tampering_with_the_sealings_is_noticed_and_accuses_no_other_trail(
    story: Story, tamper: Callable[[Story], None], reason: str
) -> None:
    tamper(story)
    assert story.reasons() == {"sealings": reason}


class GrowingTable(MemoryTable):
    """A table in which something happens before each read of a partition, of the table, or of a record."""

    def __init__(self, table: MemoryTable, grow: Callable[[], None]) -> None:
        super().__init__()
        self.items = table.items
        self._grow = grow

    def query(self, *args: Any, **options: Any) -> Any:
        self._grow()
        return super().query(*args, **options)

    def scan(self, *args: Any, **options: Any) -> Any:
        self._grow()
        return super().scan(*args, **options)


def test_trails_that_grow_and_are_sealed_meanwhile_raise_no_alarm(story: Story) -> None:
    growing = story.world
    known = [growing.submit(domain_identifier=f"u{n}.example", customer_emails=(f"it@u{n}.example",)) for n in range(3)]
    undecided, turns = iter(known), cycle([True, False])

    def grow() -> None:
        request = next(undecided, None) if next(turns) else None
        if request is not None:
            link_actions.approve(growing.ports, growing.token(request), True)
            growing.submit(domain_identifier=f"new-{request.domain_identifier}", customer_emails=("it@new.example",))
            growing.minute()

    assert isinstance(growing.table, MemoryTable)
    table = GrowingTable(growing.table, grow)
    assert [str(one) for one in verify_all(table, growing.ports.audit) if not one.is_intact] == []
    assert next(undecided, None) is None


def test_trails_of_earlier_releases_are_intact_before_and_after_they_are_sealed(story: Story) -> None:
    strip(story.world)
    assert story.reasons() == {}
    assert not any(verdict.is_sealed for verdict in story.verdicts().values())
    story.world.minute()
    assert story.reasons() == {}
    assert all(verdict.is_sealed for verdict in story.verdicts().values())


def one_by_one(story: Story, kind: str) -> list[Any]:
    return list(verify(story.world.table, story.world.ports.audit, [story.ids[kind]]))
