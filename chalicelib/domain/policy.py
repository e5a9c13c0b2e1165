"""The periods and limits that an operator may set. Every field is a setting; these are the defaults."""

from datetime import timedelta
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
    # How long a closed request keeps its addresses; zero for good.
    address_retention: timedelta = timedelta(0)
