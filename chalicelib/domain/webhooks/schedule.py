"""When an event is sent to a webhook again, and when a webhook that fails is left alone."""

from datetime import datetime, timedelta

# After each failed attempt; then the event is given up, a day after the first.
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=8),
)
# No attempt begins later after the first than this, whatever has put it off.
SERIES_LENGTH = timedelta(hours=26)
# A wait is longer by up to this share of itself, so that what failed together is not tried together.
JITTER = 0.1
# How long a claim holds; an attempt takes a quarter of it at the most.
LEASE = timedelta(minutes=1)
# A webhook that did not answer is left alone: so long after the first time, then twice as long each time.
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# A webhook that has failed for so long is disabled when the next event is given up.
FAILING_LENGTH = timedelta(days=5)
# The secret of before is valid for so long after a new one was made.
ROTATION_LENGTH = timedelta(days=1)
# Deliveries are kept for so long.
LOG_LENGTH = timedelta(days=30)


def lengthened(wait: timedelta, jitter: float) -> timedelta:
    """Return the wait with its share of jitter, which is a random number from 0 to 1."""
    return wait * (1 + JITTER * jitter)


def next_attempt(failed: int, series_at: datetime, now: datetime, jitter: float) -> datetime | None:
    """Return when to try again after so many failed attempts; None if that is over."""
    if failed > len(RETRIES):
        return None
    due_at = now + lengthened(RETRIES[failed - 1], jitter)
    return due_at if is_within_series(series_at, due_at) else None


def is_within_series(series_at: datetime, due_at: datetime) -> bool:
    """Whether an attempt at this time still belongs to a series that began then."""
    return due_at <= series_at + SERIES_LENGTH


def pause(unanswered: int, jitter: float) -> timedelta:
    """Return for how long a webhook is left alone that did not answer so many times, one after the other."""
    # Beyond the longest pause the power would only grow.
    doubled = FIRST_PAUSE * 2 ** min(unanswered - 1, 10)
    return lengthened(min(doubled, LONGEST_PAUSE), jitter)
