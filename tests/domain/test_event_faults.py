"""Faults of a chain: the changed events are reported, and the others are still checked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.events import EventKind, Fault
from tests.domain.requests.event_chains import KEYS, chains, sealed
from tests.domain.requests.stories import MICROSECOND


@given(chains, st.data())
def test_edited_event_is_reported(contents: list[tuple[EventKind, dict[str, str | int]]], data: st.DataObject) -> None:
    chain = sealed(contents, KEYS)
    place = data.draw(st.integers(1, len(chain)))
    events = dict(enumerate(chain, start=1))
    events[place] = replace(events[place], at=events[place].at + MICROSECOND)
    assert KEYS.faults(events, chain[-1].seal, len(chain)) == {place: Fault.EDITED}


@given(chains, st.data())
def test_events_after_a_missing_one_are_still_checked(
    contents: list[tuple[EventKind, dict[str, str | int]]], data: st.DataObject
) -> None:
    chain = sealed(contents, KEYS)
    missing = data.draw(st.integers(1, len(chain)))
    events = {number: event for number, event in enumerate(chain, start=1) if number != missing}
    assert KEYS.faults(events, chain[-1].seal, len(chain)) == {missing: Fault.MISSING}
    edited = data.draw(st.integers(1, len(chain)))
    if edited in events:
        events[edited] = replace(events[edited], at=events[edited].at + MICROSECOND)
        seen = [missing] if edited == missing + 1 else sorted([missing, edited])
        assert list(KEYS.faults(events, chain[-1].seal, len(chain))) == seen


@given(chains, st.integers(1, 9))
def test_sealed_event_beyond_the_last_is_reported(
    contents: list[tuple[EventKind, dict[str, str | int]]], further: int
) -> None:
    chain = sealed(contents, KEYS)
    count = len(chain)
    added = KEYS.sealed(replace(chain[-1], sequence=count + further), chain[-1].seal)
    events = {**dict(enumerate(chain, start=1)), count + further: added}
    assert KEYS.faults(events, chain[-1].seal, count) == {count + further: Fault.NOT_COUNTED}


@pytest.mark.parametrize("count", [-1, 0, 3, 10**9])
def test_empty_chain_holds_only_with_count_zero(count: int) -> None:
    assert (KEYS.faults({}, "", count) == {}) is (count == 0)


@given(chains)
def test_record_with_another_seal_than_the_last_event_is_reported(
    contents: list[tuple[EventKind, dict[str, str | int]]],
) -> None:
    chain = sealed(contents, KEYS)
    events = dict(enumerate(chain, start=1))
    assert KEYS.faults(events, chain[0].seal, len(chain)) == {len(chain): Fault.OTHER_END}
