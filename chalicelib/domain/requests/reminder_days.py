"""The days on which a request's reminders are due, and how many of them have passed."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest


def remind_next(request: AccountRequest, policy: Policy, now: datetime) -> AccountRequest:
    """Return the request with every reminder counted whose day has come, and with the day of the next one."""
    days = _reminder_days(request, policy)
    passed = sum(day <= now for day in days)
    coming = next((day for day in days[passed:] if day < request.expires_at), None)
    return replace(request, reminders=passed, remind_at=coming)


def last_reminder_day(request: AccountRequest, policy: Policy) -> datetime:
    """Return the day of the last counted reminder; before the first, the time at which the request was created."""
    days = _reminder_days(request, policy)
    return days[: request.reminders][-1] if request.reminders else request.created_at


def _reminder_days(request: AccountRequest, policy: Policy) -> list[datetime]:
    since = request.pending_since
    return [since + length for length in sorted(policy.reminders_after)] if since else []
