"""When a proof is checked."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.proofs.timetable import free_at, next_while_asked, next_while_proved, refuse_unless_free

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "following"),
    [
        (timedelta(), 5 * MINUTE),
        (4 * MINUTE, 5 * MINUTE),
        (5 * MINUTE, HOUR),
        (HOUR, 6 * HOUR),
        (6 * HOUR, DAY),
        (DAY, 2 * DAY),
        (1.5 * DAY, 2 * DAY),
        (28 * DAY, 29 * DAY),
        (29 * DAY, 30 * DAY),
        (40 * DAY, 30 * DAY),
    ],
)
def test_asked_proof_is_checked_by_the_timetable_until_its_deadline(age: timedelta, following: timedelta) -> None:
    assert next_while_asked(START, START + age) == START + following


def test_proved_domain_is_checked_weekly_and_when_it_lapses() -> None:
    assert next_while_proved(START, START) == START + 7 * DAY
    assert next_while_proved(START, START + 7 * DAY) == START + 14 * DAY
    assert next_while_proved(START, START + 15 * DAY) == START + 21 * DAY


def test_button_rests_for_a_minute() -> None:
    assert free_at([], START) <= START
    assert free_at([START], START + timedelta(seconds=10)) == START + MINUTE
    assert free_at([START], START + MINUTE) <= START + MINUTE


def test_button_is_pressed_20_times_a_day() -> None:
    presses = [START + number * MINUTE for number in range(20)]
    now = START + HOUR
    assert free_at(presses[:19], now) <= now
    assert free_at(presses, now) == START + DAY
    assert free_at(presses, START + DAY) <= START + DAY


def test_refusal_says_how_long_to_wait() -> None:
    with pytest.raises(Refused) as refusal:
        refuse_unless_free([START], START + timedelta(seconds=15))
    assert refusal.value.problem is Problem.CHECK_TOO_SOON
    assert refusal.value.retry_after == timedelta(seconds=45)
