"""When a domain proof is checked: by its holder, and by the schedule."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.domain.errors import LimitName, Problem, Refused

# How long the record may take to appear, counted from the asking.
ASKING_LENGTH = timedelta(days=30)
FIRST_CHECKS = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
DAILY = timedelta(days=1)
WEEKLY = timedelta(weeks=1)
# A proof ends when its record has not been seen for so long.
GONE_LENGTH = timedelta(weeks=3)
# Checks by the button.
BETWEEN_CHECKS = timedelta(seconds=60)
CHECKS_A_DAY = 20
A_DAY = timedelta(days=1)


def next_while_asked(asked_at: datetime, now: datetime) -> datetime:
    """Return the next time of the timetable; at the deadline at the latest, when the proof expires."""
    age = now - asked_at
    first = next((length for length in FIRST_CHECKS if length > age), None)
    following = first if first is not None else (age // DAILY + 1) * DAILY
    return min(asked_at + following, asked_at + ASKING_LENGTH)


def next_while_proved(seen_at: datetime, now: datetime) -> datetime:
    """Return when a proof that was checked just now is checked again; at the latest when it lapses unless seen."""
    return min(now + WEEKLY, seen_at + GONE_LENGTH)


def recent_checks(presses: Sequence[datetime], now: datetime) -> tuple[datetime, ...]:
    """Return the checks by the button that still count towards the most of a day."""
    return tuple(press for press in presses if press > now - A_DAY)


def free_at(presses: Sequence[datetime], now: datetime) -> datetime:
    """Return when the button may be used next; a time that is not later than `now` if it may be used."""
    recent = sorted(recent_checks(presses, now))
    pause_ends = recent[-1] + BETWEEN_CHECKS if recent else now
    return max(pause_ends, recent[-CHECKS_A_DAY] + A_DAY) if len(recent) >= CHECKS_A_DAY else pause_ends


def refuse_unless_free(presses: Sequence[datetime], now: datetime) -> None:
    """Raise `check-too-soon` with the time until the button may be used."""
    wait = free_at(presses, now) - now
    if wait > timedelta():
        is_daily = len(recent_checks(presses, now)) >= CHECKS_A_DAY
        name, limit = (LimitName.CHECKS_PER_DAY, CHECKS_A_DAY) if is_daily else (LimitName.CHECK_PAUSE, 1)
        raise Refused(Problem.CHECK_TOO_SOON, retry_after=wait, facts={"limit_name": name, "limit": limit})
