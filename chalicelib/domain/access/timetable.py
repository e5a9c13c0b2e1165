"""Where the timetable of an access request begins."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.policy import TIMETABLES, Policy, Wait


def begin(request: AccessRequest, policy: Policy, since: datetime, *, has_decider: bool) -> AccessRequest:
    """Return the request with its times; where nobody at the account may decide it is the reviewers' at once."""
    timetable = TIMETABLES[Wait.ACCESS](policy)
    expires_at = since + timetable.ends
    passed, coming = timetable.progress(since, expires_at, since)
    return replace(
        request,
        waits_since=since,
        expires_at=expires_at,
        reminders=passed,
        remind_at=coming,
        escalates_at=since + timetable.escalates if has_decider and timetable.escalates else since,
        is_escalated=not has_decider,
    )
