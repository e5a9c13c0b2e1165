"""Remind who may decide: once on each day of the timetable; approvers with a working link."""

from collections.abc import Set
from datetime import datetime

from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy, Wait
from chalicelib.domain.requests.nominations import deciding_mail, linked
from chalicelib.domain.requests.reminder_days import last_reminder_day, remind_next
from chalicelib.domain.requests.request import AccountRequest, Nomination, Transition


def remind(
    request: AccountRequest, unreachable: Set[str], policy: Policy, link_key: str, now: datetime
) -> Transition | None:
    """Mail the reviewers, or every approver who may still decide; None while no reminder is due.

    If several reminder days have passed since the last run, each of them gets one mail, not several within a minute.
    No mail goes to nominations in `unreachable` (ids of those whose mail could not be delivered), or to those whose
    link has expired since the reminder day: a late run makes no new link if a run in time would have made none.
    """
    is_due = request.remind_at is not None and now >= request.remind_at
    wait = request.state_at(now).wait
    if not is_due or wait is None:
        return None
    reminded = remind_next(request, policy, now)
    if wait is Wait.REVIEW:
        mails: tuple[MailDraft, ...] = (MailDraft(MailKind.REVIEW_REMINDER, Audience.REVIEWERS, language=""),)
    else:
        reminded, mails = _to_approvers(reminded, unreachable, policy, link_key, now)
    event = EventDraft(EventKind.REMINDED, Actor(Role.SYSTEM), {"reminder": reminded.reminders})
    return Transition(reminded, event, mails)


def _to_approvers(
    reminded: AccountRequest, unreachable: Set[str], policy: Policy, link_key: str, now: datetime
) -> tuple[AccountRequest, tuple[MailDraft, ...]]:
    mails = []
    day = last_reminder_day(reminded, policy)
    for nomination in reminded.waiting():
        expired_at = nomination.link_expires_at
        if nomination.nomination_id in unreachable or (expired_at and day < expired_at <= now):
            continue
        working = _working(nomination, reminded, policy, link_key, now)
        reminded = reminded.with_nomination(working)
        mails.append(deciding_mail(MailKind.REMINDER, working))
    return reminded, tuple(mails)


def next_reminder(request: AccountRequest, unreachable: Set[str], now: datetime) -> datetime | None:
    """Return the day on which somebody is reminded next; None if nobody is any more."""
    is_anybody = any(one.nomination_id not in unreachable for one in request.waiting())
    return request.remind_at if is_anybody and request.state_at(now).asks_approvers else None


def _working(
    nomination: Nomination, request: AccountRequest, policy: Policy, link_key: str, now: datetime
) -> Nomination:
    """Return the nomination with a working link, a new one if it has expired. This does not count as a resend."""
    if nomination.link_expires_at is None or now < nomination.link_expires_at:
        return nomination
    return linked(nomination, request, policy, link_key, now)
