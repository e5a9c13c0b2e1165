"""The audit trail: every change of a sealed chain is detected, and keys can be rotated."""

from collections.abc import Callable
from dataclasses import fields, replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.events import AuditEvent, AuditKeys, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.event_chains import FOREIGN, HOLDER, KEYS, NEW, OLD, Chain, chains, sealed
from tests.domain.requests.stories import MICROSECOND


def story(*keys: AuditKeys) -> Chain:
    kinds = (EventKind.SUBMITTED, EventKind.FORWARDED, EventKind.APPROVED)
    return sealed([(kind, {"nomination": "1", "generation": 1}) for kind in kinds], *(keys or (KEYS,)))


def holds(chain: Chain, keys: AuditKeys = KEYS, original: Chain | None = None) -> bool:
    """Tell whether the chain is the one that the request's row records."""
    expected = chain if original is None else original
    return keys.holds(chain, expected[-1].seal, len(expected))


EDITS: dict[str, Callable[[AuditEvent], AuditEvent]] = {
    "request_id": lambda event: replace(event, request_id="request-2"),
    "sequence": lambda event: replace(event, sequence=event.sequence + 1),
    "at": lambda event: replace(event, at=event.at + MICROSECOND),
    "kind": lambda event: replace(event, kind=EventKind.DECLINED),
    "actor.role": lambda event: replace(event, actor=Actor(Role.REVIEWER, HOLDER.who)),
    "actor.who": lambda event: replace(event, actor=Actor(HOLDER.role, "c•••@univ.example")),
    "details": lambda event: replace(event, details={**event.details, "generation": 2}),
    "key_id": lambda event: replace(event, key_id="k2"),
    "seal": lambda event: replace(event, seal=event.seal[::-1]),
}


@given(chains)
def test_unchanged_chain_holds(contents: list[tuple[EventKind, dict[str, str | int]]]) -> None:
    assert holds(sealed(contents, KEYS))


def test_empty_chain_holds_only_when_no_event_was_recorded() -> None:
    assert KEYS.holds([], "", 0)
    assert not KEYS.holds([], story()[-1].seal, 3)


def test_table_of_edits_covers_every_field_of_an_event() -> None:
    assert {name.partition(".")[0] for name in EDITS} == {field.name for field in fields(AuditEvent)}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("place", range(3))
def test_edit_of_any_field_of_any_event_is_detected(place: int, name: str) -> None:
    chain = list(story())
    chain[place] = EDITS[name](chain[place])
    assert not holds(tuple(chain), AuditKeys(NEW | OLD), story())


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda details: {}, id="emptied"),
        pytest.param(lambda details: {**details, "extra": ""}, id="an empty one added"),
        pytest.param(lambda details: {"generation1nomination": "1"}, id="shifted"),
    ],
)
def test_rearranged_details_are_detected(edit: Callable[[dict[str, str | int]], dict[str, str | int]]) -> None:
    first, *rest = story()
    assert not holds((replace(first, details=edit(dict(first.details))), *rest), original=story())


@given(chains, st.data())
def test_removed_or_duplicated_event_is_detected(
    contents: list[tuple[EventKind, dict[str, str | int]]], data: st.DataObject
) -> None:
    chain = sealed(contents, KEYS)
    place = data.draw(st.integers(0, len(chain) - 1))
    assert not holds(chain[:place] + chain[place + 1 :], original=chain)
    assert not holds((*chain[:place], chain[place], *chain[place:]), original=chain)


@given(chains, st.data())
def test_changed_order_is_detected(contents: list[tuple[EventKind, dict[str, str | int]]], data: st.DataObject) -> None:
    chain = sealed(contents, KEYS)
    order = tuple(data.draw(st.permutations(chain)))
    assert holds(order, original=chain) is (order == chain)


def test_truncated_chain_is_detected() -> None:
    assert not holds(story()[:-1], original=story())


def test_chain_holds_after_storing_and_reading() -> None:
    chain = sealed([(EventKind.SUBMITTED, {"status_to": RequestStatus.PENDING, "generation": 1})], KEYS)
    read = tuple(msgspec.json.decode(msgspec.json.encode(event), type=AuditEvent) for event in chain)
    assert holds(read, original=chain)


def test_wrong_count_is_detected() -> None:
    assert not KEYS.holds(story(), story()[-1].seal, 4)


def test_sealed_gap_in_the_numbers_is_detected() -> None:
    first, second, _ = story()
    late = KEYS.sealed(replace(second, sequence=3), first.seal)
    assert not holds((first, late))


def test_event_of_another_request_is_detected() -> None:
    theirs = replace(story()[1], request_id="request-2")
    stolen = KEYS.sealed(theirs, story()[0].seal)
    assert not holds((story()[0], stolen, story()[2]), original=story())


def test_seal_of_another_key_is_detected() -> None:
    assert not holds(story(AuditKeys(FOREIGN)))
    assert not holds(story(AuditKeys(NEW)))


def test_chain_can_continue_under_a_new_key() -> None:
    rotated = AuditKeys(OLD | NEW)
    assert rotated.current == "k2"
    chain = story(KEYS, rotated)
    assert [event.key_id for event in chain] == ["k1", "k2", "k2"]
    assert holds(chain, rotated)
    assert not holds(chain, AuditKeys(NEW))


def test_malformed_seal_is_detected() -> None:
    first, *rest = story()
    assert not holds((replace(first, seal="•"), *rest), original=story())


def test_number_and_its_digits_have_different_seals() -> None:
    first, *rest = story()
    assert not holds((replace(first, details={"nomination": 1, "generation": "1"}), *rest), original=story())
