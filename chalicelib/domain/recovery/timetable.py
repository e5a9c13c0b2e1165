"""When those who must know of a recovery are mailed, and when each wait ends."""

from datetime import datetime, timedelta

# From the beginning of the notice. All three mails go out before the account is given.
NOTICE_DAYS = tuple(timedelta(days=day) for day in (0, 3, 6))
NOTICE_LENGTH = timedelta(days=7)
# Between the last mail and the end, also where the schedule was away on some of the days.
AFTER_LAST_MAIL = timedelta(days=1)
# How long reviewers may take.
REVIEW_LENGTH = timedelta(days=14)
# An account comes to a notice once in so long.
BETWEEN_NOTICES = timedelta(days=90)
# How long ago the record of an ownership proof may have been seen.
FRESH = timedelta(days=1)


def days_passed(since: datetime, now: datetime) -> int:
    """Return how many of the days with a mail have come by now."""
    return sum(since + length <= now for length in NOTICE_DAYS)


def next_day(since: datetime, passed: int) -> datetime | None:
    """Return when the next mail goes out; None after the last one."""
    return since + NOTICE_DAYS[passed] if passed < len(NOTICE_DAYS) else None


def end_of_notice(since: datetime, mailed_at: datetime) -> datetime:
    """Return when the notice ends, whose last mail so far went out at this time."""
    return max(since + NOTICE_LENGTH, mailed_at + AFTER_LAST_MAIL)
