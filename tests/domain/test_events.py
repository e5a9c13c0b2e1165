"""The audit trail: whatever is done to a sealed chain shows, and keys may be rotated."""

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
    """Whether the chain is what the request's row remembers of the original."""
    remembered = chain if original is None else original
    return keys.holds(chain, remembered[-1].seal, len(remembered))


EDITS: dict[str, Callable[[AuditEvent], AuditEvent]] = {
    "request_id": lambda one: replace(one, request_id="request-2"),
    "sequence": lambda one: replace(one, sequence=one.sequence + 1),
    "at": lambda one: replace(one, at=one.at + MICROSECOND),
    "kind": lambda one: replace(one, kind=EventKind.DECLINED),
    "actor.role": lambda one: replace(one, actor=Actor(Role.REVIEWER, HOLDER.who)),
    "actor.who": lambda one: replace(one, actor=Actor(HOLDER.role, "c•••@univ.example")),
    "details": lambda one: replace(one, details={**one.details, "generation": 2}),
    "key_id": lambda one: replace(one, key_id="k2"),
    "seal": lambda one: replace(one, seal=one.seal[::-1]),
}


@given(chains)
def test_a_chain_that_nobody_touched_holds(parts: list[tuple[EventKind, dict[str, str | int]]]) -> None:
    assert holds(sealed(parts, KEYS))


def test_the_empty_chain_of_nothing_holds_and_nothing_else_is_empty() -> None:
    assert KEYS.holds([], "", 0)
    assert not KEYS.holds([], story()[-1].seal, 3)


def test_every_field_of_an_event_is_tried() -> None:
    assert {name.partition(".")[0] for name in EDITS} == {one.name for one in fields(AuditEvent)}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("place", range(3))
def test_an_edit_of_any_field_of_any_event_shows(place: int, name: str) -> None:
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
def test_details_cannot_be_respelt(edit: Callable[[dict[str, str | int]], dict[str, str | int]]) -> None:
    first, *rest = story()
    assert not holds((replace(first, details=edit(dict(first.details))), *rest), original=story())


@given(chains, st.data())
def test_removing_or_doubling_any_event_shows(
    parts: list[tuple[EventKind, dict[str, str | int]]], data: st.DataObject
) -> None:
    chain = sealed(parts, KEYS)
    place = data.draw(st.integers(0, len(chain) - 1))
    assert not holds(chain[:place] + chain[place + 1 :], original=chain)
    assert not holds((*chain[:place], chain[place], *chain[place:]), original=chain)


@given(chains, st.data())
def test_any_other_order_shows(parts: list[tuple[EventKind, dict[str, str | int]]], data: st.DataObject) -> None:
    chain = sealed(parts, KEYS)
    order = tuple(data.draw(st.permutations(chain)))
    assert holds(order, original=chain) is (order == chain)


def test_a_chain_cut_off_at_its_end_shows() -> None:
    assert not holds(story()[:-1], original=story())


def test_a_chain_still_holds_when_it_is_read_back() -> None:
    chain = sealed([(EventKind.SUBMITTED, {"status_to": RequestStatus.PENDING, "generation": 1})], KEYS)
    read = tuple(msgspec.json.decode(msgspec.json.encode(one), type=AuditEvent) for one in chain)
    assert holds(read, original=chain)


def test_a_count_that_does_not_fit_shows() -> None:
    assert not KEYS.holds(story(), story()[-1].seal, 4)


def test_a_gap_in_the_numbers_shows_even_when_it_was_sealed() -> None:
    first, second, _ = story()
    late = KEYS.sealed(replace(second, sequence=3), first.seal)
    assert not holds((first, late))


def test_an_event_of_another_request_does_not_fit_in() -> None:
    theirs = replace(story()[1], request_id="request-2")
    stolen = KEYS.sealed(theirs, story()[0].seal)
    assert not holds((story()[0], stolen, story()[2]), original=story())


def test_whoever_lacks_the_key_cannot_seal() -> None:
    assert not holds(story(AuditKeys(FOREIGN)))
    assert not holds(story(AuditKeys(NEW)))


def test_a_chain_goes_on_under_a_new_key_while_the_old_one_is_kept() -> None:
    rotated = AuditKeys(OLD | NEW)
    assert rotated.current == "k2"
    chain = story(KEYS, rotated)
    assert [one.key_id for one in chain] == ["k1", "k2", "k2"]
    assert holds(chain, rotated)
    assert not holds(chain, AuditKeys(NEW))


def test_a_seal_that_is_no_seal_shows_like_any_edit() -> None:
    first, *rest = story()
    assert not holds((replace(first, seal="•"), *rest), original=story())


def test_a_number_is_not_its_digits() -> None:
    first, *rest = story()
    assert not holds((replace(first, details={"nomination": 1, "generation": "1"}), *rest), original=story())
