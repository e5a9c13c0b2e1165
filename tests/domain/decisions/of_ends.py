"""Decisions about the time and the end of a request: withdrawing, expiring, giving up, reminding, watching."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Audience, Mail, MailStatus, Report, ReportKind
from chalicelib.domain.requests import closing, reminders, review
from chalicelib.domain.requests.delivery import notice_to_requester
from chalicelib.domain.requests.progress import history_of, steps_of
from chalicelib.domain.requests.request import AccountRequest, Watcher
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    KEY,
    POLICY,
    REVIEWER,
    START,
    accepted,
    approved,
    in_review,
    pending,
    submission_transition,
)

DAY, HOUR, MINUTE, INSTANT = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
WATCHER = Person("person-9", MailAddress.parse("watcher@rival.example"), "Wat", "", frozenset())


def watched_by(number: int) -> AccountRequest:
    """Return a request of whose end so many people are to be told."""
    return replace(
        pending(), watchers=tuple(Watcher(f"watcher-{one}", f"w{one}@x.example", "en") for one in range(number))
    )


def link_mail(kind: ReportKind | None = None, age: timedelta = timedelta(), mail_id: str = "0001-01") -> Mail:
    """Return the mail with the first link, of which this was reported."""
    draft = submission_transition().mails[0]
    at = START + age
    mail = Mail("request-1", mail_id, draft, at, sent_at=at)
    report = Report(kind, at + MINUTE, "gone") if kind else None
    return replace(mail, status=MailStatus.BOUNCED if kind else MailStatus.SENT, report=report)


BOUNCE = ReportKind.BOUNCE
ENDED: Mapping[str, Decision[Any]] = {
    "withdraw": Decision(pending, lambda one: closing.withdraw(one, " Wrong name. ", START + DAY)),
    "withdraw in review": Decision(in_review, lambda one: closing.withdraw(one, "", START + DAY)),
    "withdraw what is closed": Decision(lambda: approved(pending()), lambda one: closing.withdraw(one, "", START)),
    "withdraw at length": Decision(pending, lambda one: closing.withdraw(one, "x" * 5000, START)),
    "expire": Decision(pending, lambda one: closing.expire(one, one.expires_at)),
    "expire in review": Decision(in_review, lambda one: closing.expire(one, one.expires_at)),
    "expire just before the end": Decision(pending, lambda one: closing.expire(one, one.expires_at - INSTANT)),
    "expire what is closed": Decision(lambda: approved(pending()), lambda one: closing.expire(one, one.expires_at)),
    "give up": Decision(pending, lambda one: closing.give_up(one, START + 8 * DAY)),
    "give up what is closed": Decision(lambda: approved(pending()), lambda one: closing.give_up(one, START)),
    "watch": Decision(pending, lambda one: closing.watched(one, WATCHER, START)),
    "watch as requester": Decision(
        pending, lambda one: closing.watched(one, replace(WATCHER, person_id="person-1"), START)
    ),
    "watch twice": Decision(
        lambda: watched_by(1), lambda one: closing.watched(one, replace(WATCHER, person_id="watcher-0"), START)
    ),
    "watch as the twentieth": Decision(
        lambda: watched_by(19), lambda one: len(closing.watched(one, WATCHER, START).watchers)
    ),
    "watch as one too many": Decision(lambda: watched_by(20), lambda one: closing.watched(one, WATCHER, START + DAY)),
    "watch what is closed": Decision(lambda: approved(pending()), lambda one: closing.watched(one, WATCHER, START)),
    "tell who watched": Decision(
        lambda: watched_by(1), lambda one: closing.end_notices(one, closing.withdraw(one, "", START).request)
    ),
    "tell nobody": Decision(pending, lambda one: closing.end_notices(one, closing.withdraw(one, "", START).request)),
    "tell nobody while it is open": Decision(lambda: watched_by(1), lambda one: closing.end_notices(one, one)),
    "give up after two bounces": Decision(
        lambda: pending(customer_emails=("it@univ.example",)),
        lambda one: closing.gives_up_at(one, [link_mail(BOUNCE), link_mail(BOUNCE, 2 * DAY, "0002-01")]),
    ),
    "give up after two bounces too near": Decision(
        lambda: pending(customer_emails=("it@univ.example",)),
        lambda one: closing.gives_up_at(one, [link_mail(BOUNCE), link_mail(BOUNCE, 2 * DAY - INSTANT, "0002-01")]),
    ),
    "give up while another may be reached": Decision(
        pending, lambda one: closing.gives_up_at(one, [link_mail(BOUNCE), link_mail(BOUNCE, 2 * DAY, "0002-01")])
    ),
    "remind of what bounced once": Decision(pending, lambda one: closing.not_reminded(one, [link_mail(BOUNCE)])),
    "remind of what bounced twice": Decision(
        pending, lambda one: closing.not_reminded(one, [link_mail(BOUNCE), link_mail(BOUNCE, 2 * DAY, "0002-01")])
    ),
    "tell of a bounce": Decision(
        pending, lambda one: notice_to_requester(one, link_mail(BOUNCE), [link_mail(BOUNCE)], START + HOUR)
    ),
    "tell of no bounce": Decision(pending, lambda one: notice_to_requester(one, link_mail(), [link_mail()], START)),
}


def remind(request: AccountRequest, *unreachable: str, after: timedelta) -> object:
    """Remind those who may decide."""
    return reminders.remind(request, frozenset(unreachable), POLICY, KEY, START + after)


REMINDED: Mapping[str, Decision[Any]] = {
    "remind just before the day": Decision(pending, lambda one: remind(one, after=3 * DAY - INSTANT)),
    "remind on the day": Decision(pending, lambda one: remind(one, after=3 * DAY)),
    "remind of two days at once": Decision(pending, lambda one: remind(one, after=9 * DAY)),
    "remind on the day of a new link": Decision(pending, lambda one: remind(one, after=18 * DAY)),
    "remind just after a link's end": Decision(
        lambda: replace(pending(), remind_at=START + 13 * DAY, reminders=2), lambda one: remind(one, after=14 * DAY)
    ),
    "remind all but one": Decision(pending, lambda one: remind(one, "1", after=3 * DAY)),
    "remind on the last day": Decision(
        lambda: replace(pending(), remind_at=START + 83 * DAY, reminders=6), lambda one: remind(one, after=83 * DAY)
    ),
    "remind reviewers": Decision(in_review, lambda one: remind(one, after=2 * DAY)),
    "remind of what is closed": Decision(lambda: approved(pending()), lambda one: remind(one, after=3 * DAY)),
    "remind next": Decision(
        pending,
        lambda one: [reminders.next_reminder(one, frozenset(ids), START) for ids in ((), ("1",), ("1", "2"))],
    ),
}


def entries(mail: Mail) -> object:
    """Return the history of a request with this mail, as pairs of what happened when."""
    return [(one.at, one.is_failure, one.mail is mail) for one in history_of([], [mail])]


FOLLOWED: Mapping[str, Decision[Any]] = {
    "follow what is pending": Decision(pending, lambda one: steps_of(one, START + DAY)),
    "follow what is in review": Decision(in_review, lambda one: steps_of(one, START + DAY)),
    "follow what was accepted": Decision(lambda: accepted(START + DAY), lambda one: steps_of(one, START + DAY)),
    "follow what was approved": Decision(
        lambda: approved(pending(), now=START + DAY), lambda one: steps_of(one, START + 2 * DAY)
    ),
    "follow what was declined in review": Decision(
        lambda: review.decline(in_review(), REVIEWER, "No.", START + DAY).request,
        lambda one: steps_of(one, START + 2 * DAY),
    ),
    "follow what has expired": Decision(pending, lambda one: steps_of(one, START + 90 * DAY)),
    "read of a mail": created(lambda: entries(link_mail())),
    "read of a mail that came back": created(lambda: entries(link_mail(BOUNCE))),
    "read of a mail to reviewers": created(
        lambda: entries(replace(link_mail(), draft=replace(link_mail().draft, audience=Audience.REVIEWERS)))
    ),
}

OF_ENDS = {**FOLLOWED, **ENDED, **REMINDED}
