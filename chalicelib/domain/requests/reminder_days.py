"""The days on which a request's reminders are due, and how many of them have passed."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.policy import TIMETABLES, Policy, Wait
from chalicelib.domain.requests.request import AccountRequest


def remind_next(request: AccountRequest, policy: Policy, now: datetime) -> AccountRequest:
    """Return the request with every reminder counted whose day has come, and with the day of the next one."""
    wait = request.state.wait
    if wait is None:
        return replace(request, remind_at=None)
    passed, coming = TIMETABLES[wait](policy).progress(_waits_since(request), request.expires_at, now)
    return replace(request, reminders=passed, remind_at=coming)


def last_reminder_day(request: AccountRequest, policy: Policy) -> datetime:
    """Return the day of the last counted reminder; before the first, the time since which the request waits."""
    since, wait = _waits_since(request), request.state.wait
    days = sorted(TIMETABLES[wait](policy).reminders if wait else ())
    return since + days[request.reminders - 1] if request.reminders else since


def _waits_since(request: AccountRequest) -> datetime:
    is_of_review = request.state.wait is Wait.REVIEW
    return request.created_at if is_of_review else request.pending_since or request.created_at
