"""The periods and limits that an operator may set. Every field is a setting; these are the defaults."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.value_classes import value_class


class ReviewGate(StrEnum):
    """When a reviewer of the vendor looks at a request before the customer hears of it."""

    ON_MISMATCH = "on_mismatch"
    ALWAYS = "always"
    NEVER = "never"


@value_class
class Policy:
    """The settings that an operator may change; the rules themselves are code."""

    review_gate: ReviewGate = ReviewGate.ON_MISMATCH
    link_length: timedelta = timedelta(days=14)
    request_length: timedelta = timedelta(days=90)
    reminders_after: tuple[timedelta, ...] = tuple(timedelta(days=day) for day in (3, 8, 13, 18, 30, 60, 83))
    review_length: timedelta = timedelta(days=14)
    review_reminders_after: tuple[timedelta, ...] = tuple(timedelta(days=day) for day in (2, 5, 10))
    access_length: timedelta = timedelta(days=60)
    access_reminders_after: tuple[timedelta, ...] = tuple(timedelta(days=day) for day in (3, 10, 25))
    # From when on reviewers may decide a request for access beside the administrators.
    access_escalation: timedelta = timedelta(days=30)
    resend_pause: timedelta = timedelta(minutes=10)
    resends_per_nomination: int = 10
    forward_hops: int = 5
    customer_addresses: int = 5
    nominations_per_request: int = 50
    open_requests: int = 25
    mail_window: timedelta = timedelta(hours=24)
    mails_per_recipient: int = 3
    mails_per_organisation: int = 20
    # Of these, by one team.
    mails_per_team: int = 10
    mails_per_requester: int = 200
    # So many mails an hour go alone to a reviewer, and so many outcomes a day of one team to one recipient.
    mails_per_reviewer: int = 10
    outcomes_per_recipient: int = 3
    # How long a closed request keeps its addresses; zero for good.
    address_retention: timedelta = timedelta(0)


class Wait(StrEnum):
    """What somebody waits for while nobody has decided."""

    REVIEW = "review"
    APPROVAL = "approval"
    ACCESS = "access"


@value_class
class Timetable:
    """When those who may decide are reminded, when others may decide beside them, and when the wait ends."""

    reminders: tuple[timedelta, ...]
    ends: timedelta
    escalates: timedelta | None = None

    def progress(self, since: datetime, until: datetime, now: datetime) -> tuple[int, datetime | None]:
        """Return how many reminders have come to their day by now, and the day of the next one before the end."""
        days = sorted(since + length for length in self.reminders)
        passed = sum(day <= now for day in days)
        return passed, next((day for day in days[passed:] if day < until), None)


TIMETABLES: Mapping[Wait, Callable[[Policy], Timetable]] = {
    Wait.REVIEW: lambda policy: Timetable(policy.review_reminders_after, policy.review_length),
    Wait.APPROVAL: lambda policy: Timetable(policy.reminders_after, policy.request_length),
    Wait.ACCESS: lambda policy: Timetable(
        policy.access_reminders_after, policy.access_length, policy.access_escalation
    ),
}
