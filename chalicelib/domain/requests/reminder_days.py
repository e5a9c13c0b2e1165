"""On which days of a request's life reminders fall, and which of them have come."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest


def remind_next(request: AccountRequest, policy: Policy, now: datetime) -> AccountRequest:
    """The request with the reminders counted whose day has come, and the day of the next."""
    days = _reminder_days(request, policy)
    passed = sum(day <= now for day in days)
    coming = next((day for day in days[passed:] if day < request.expires_at), None)
    return replace(request, reminders=passed, remind_at=coming)


def last_reminder_day(request: AccountRequest, policy: Policy) -> datetime:
    """The day of the last reminder that was counted; the beginning, before the first."""
    days = _reminder_days(request, policy)
    return days[: request.reminders][-1] if request.reminders else request.created_at


def _reminder_days(request: AccountRequest, policy: Policy) -> list[datetime]:
    since = request.pending_since
    return [since + length for length in sorted(policy.reminders_after)] if since else []
