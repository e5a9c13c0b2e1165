"""One caller's calls are limited, and nobody else's."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.services.caller_limit import MOST_REMEMBERED, CallerLimit


class Clock:
    """Seconds that a test adds to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def passed(limit: CallerLimit, caller: str, calls: int) -> int:
    """Return how many of so many calls at once may go on."""
    return sum(limit.wait(caller) is None for _ in range(calls))


def test_caller_has_a_minutes_calls_at_once_and_then_as_many_a_minute() -> None:
    clock = Clock()
    limit = CallerLimit(60, clock)
    assert passed(limit, "one", 100) == 60
    clock.seconds += 10
    assert passed(limit, "one", 100) == 10
    clock.seconds += 3_600
    assert passed(limit, "one", 100) == 60


def test_other_callers_are_served() -> None:
    limit = CallerLimit(60, Clock())
    assert passed(limit, "one", 1_000) == 60
    assert passed(limit, "other", 60) == 60


def test_caller_who_waits_as_told_is_served() -> None:
    clock = Clock()
    limit = CallerLimit(7, clock)
    passed(limit, "one", 7)
    wait = limit.wait("one")
    assert wait is not None
    clock.seconds += wait.total_seconds() + 0.001
    assert limit.wait("one") is None


def test_call_that_is_turned_away_costs_nothing() -> None:
    clock = Clock()
    limit = CallerLimit(60, clock)
    assert passed(limit, "one", 10_000) == 60
    clock.seconds += 1
    assert limit.wait("one") is None


def test_clock_that_is_set_back_locks_nobody_out() -> None:
    clock = Clock()
    limit = CallerLimit(60, clock)
    passed(limit, "one", 60)
    clock.seconds -= 500
    assert limit.wait("one") == timedelta(seconds=1)
    clock.seconds += 2
    assert limit.wait("one") is None


def test_container_remembers_a_bounded_number_of_callers() -> None:
    limit = CallerLimit(1, Clock())
    for number in range(3 * MOST_REMEMBERED):
        limit.wait(str(number))
    assert len(limit._left) <= MOST_REMEMBERED


@given(st.integers(1, 100), st.lists(st.floats(0, 30), max_size=200))
def test_no_more_pass_than_the_limit_allows(per_minute: int, pauses: list[float]) -> None:
    clock = Clock()
    limit, start, served = CallerLimit(per_minute, clock), clock.seconds, 0
    for pause in pauses:
        clock.seconds += pause
        served += limit.wait("one") is None
    assert served <= per_minute + (clock.seconds - start) * per_minute / 60 + 1e-6
