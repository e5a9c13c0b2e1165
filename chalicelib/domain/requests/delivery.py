"""Delivery reports of the mail service, and the mail status that follows from them.

Reports arrive late, more than once and in any order. Which one counts is decided by the table of report kinds and
then by the contents of the reports, never by the order in which they arrive.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.mails import (
    DECIDING,
    Audience,
    Mail,
    MailDraft,
    MailKind,
    MailStatus,
    Report,
    ReportKind,
)
from chalicelib.domain.requests.request import AccountRequest, Nomination
from chalicelib.domain.value_classes import value_class

DELAYED = "delayed"


@value_class
class Outcome:
    """Effect of a kind of report on the mail, unless there is a report of greater severity."""

    severity: int
    status: MailStatus
    failure: Callable[[Report], str | None]


def _reason(report: Report) -> str:
    return report.reason or report.kind.value


OUTCOMES: Mapping[ReportKind, Outcome] = {
    ReportKind.DELAY: Outcome(1, MailStatus.SENT, lambda _: DELAYED),
    # Less severe than a delivery: the mail arrived, and the bounce was an out-of-office reply or one of two attempts.
    ReportKind.SOFT_BOUNCE: Outcome(2, MailStatus.BOUNCED, _reason),
    ReportKind.DELIVERY: Outcome(3, MailStatus.DELIVERED, lambda _: None),
    ReportKind.REJECT: Outcome(4, MailStatus.DEAD, _reason),
    # More severe than a delivery: some mail servers accept a message first and return it later.
    ReportKind.BOUNCE: Outcome(5, MailStatus.BOUNCED, _reason),
    ReportKind.COMPLAINT: Outcome(6, MailStatus.COMPLAINED, _reason),
}


@value_class
class Standing:
    """What a status means for its mail.

    `stands_for` is the report that is assumed for a row without a stored one (earlier releases stored none). No
    report is assumed for a mail that we gave up: the mail service may have accepted it, and may still report it.
    """

    is_message: bool = True
    stands_for: ReportKind | None = None
    is_unreachable: bool = False
    is_told: bool = False


STANDINGS: Mapping[MailStatus, Standing] = {
    MailStatus.DUE: Standing(),
    MailStatus.SENT: Standing(),
    MailStatus.DELIVERED: Standing(stands_for=ReportKind.DELIVERY),
    MailStatus.BOUNCED: Standing(stands_for=ReportKind.BOUNCE, is_unreachable=True, is_told=True),
    # Another address would not help after a complaint, so the requester sees it but gets no mail.
    MailStatus.COMPLAINED: Standing(stands_for=ReportKind.COMPLAINT, is_unreachable=True),
    MailStatus.EXPANDED: Standing(is_message=False),
    MailStatus.OBSOLETE: Standing(is_message=False),
    MailStatus.DEAD: Standing(is_unreachable=True, is_told=True),
}


def reported(mail: Mail, report: Report) -> Mail:
    """Return the mail with the report applied; the same object if the report changes nothing."""
    if not STANDINGS[mail.status].is_message or not _counts(report, mail):
        return mail
    outcome = OUTCOMES[report.kind]
    return replace(
        mail,
        status=outcome.status,
        due_at=None,
        delivered_at=report.at if outcome.status is MailStatus.DELIVERED else None,
        failure=outcome.failure(report),
        report=report,
    )


def _counts(report: Report, mail: Mail) -> bool:
    if mail.report:
        return _precedence(report) < _precedence(mail.report)
    before = STANDINGS[mail.status].stands_for
    return before is None or OUTCOMES[report.kind].severity > OUTCOMES[before].severity


def _precedence(report: Report) -> tuple[int, datetime, str]:
    """Sort key: the most severe report first, then the earliest, then by reason in alphabetical order."""
    return -OUTCOMES[report.kind].severity, report.at, report.reason


def link_mail(nomination: Nomination, mails: Iterable[Mail]) -> Mail | None:
    """Return the newest mail with the nomination's link, out of those that were sent or are still to be sent."""
    carried = (mail for mail in mails if _is_of(nomination, mail) and STANDINGS[mail.status].is_message)
    return max(carried, key=lambda mail: (mail.draft.generation, mail.mail_id), default=None)


@value_class
class LinkDelivery:
    """What became of the newest mail with somebody's link; mails of up to this generation are no longer waiting."""

    generation: int
    status: MailStatus
    delivered_at: datetime | None = None


def link_deliveries(request: AccountRequest, mails: Iterable[Mail]) -> Mapping[str, LinkDelivery]:
    """Return what became of the links, by nomination; those whose newest mail waits are left out."""
    known, found = list(mails), {}
    for one in request.nominations:
        newest = link_mail(one, known)
        if newest and newest.status is not MailStatus.DUE:
            handled = (mail for mail in known if _is_of(one, mail) and mail.status is not MailStatus.DUE)
            generation = max(mail.draft.generation for mail in handled)
            found[one.nomination_id] = LinkDelivery(generation, newest.status, newest.delivered_at)
    return found


def link_delivery(nomination: Nomination, known: Mapping[str, LinkDelivery]) -> LinkDelivery | None:
    """Return what became of the current link; None while its mail waits, or if there is none."""
    found = known.get(nomination.nomination_id)
    return found if found and found.generation >= nomination.generation else None


def is_bounced(request: AccountRequest, known: Mapping[str, LinkDelivery]) -> bool:
    """Whether somebody who may still decide could not be reached by the current link."""
    current = (link_delivery(one, known) for one in request.waiting())
    return any(one is not None and STANDINGS[one.status].is_unreachable for one in current)


def may_be_bounced(known: Mapping[str, LinkDelivery]) -> bool:
    """Whether `is_bounced` may hold, without the request."""
    return any(STANDINGS[one.status].is_unreachable for one in known.values())


def _is_of(nomination: Nomination, mail: Mail) -> bool:
    return mail.draft.kind in DECIDING and mail.draft.nomination_id == nomination.nomination_id


def is_delayed(mail: Mail | None) -> bool:
    """Whether the mail service is still trying to deliver the message."""
    return mail is not None and mail.status is MailStatus.SENT and mail.failure == DELAYED


def status_since(mail: Mail) -> datetime | None:
    """Return when the mail came to its status; None while it waits, and where earlier releases kept no time."""
    if mail.status is MailStatus.DUE:
        return None
    return mail.delivered_at or (mail.report.at if mail.report else mail.sent_at)


class DeliveryFailure(StrEnum):
    """Why a mail did not arrive, as far as it decides what helps."""

    BOUNCED = "bounced"
    BOUNCED_FOR_NOW = "bounced_for_now"
    COMPLAINED = "complained"
    NEVER_SENT = "never_sent"


def delivery_failure(mail: Mail) -> DeliveryFailure | None:
    """Return why the mail did not arrive; None of one that did, or that may still."""
    if not STANDINGS[mail.status].is_unreachable:
        return None
    if mail.status is MailStatus.BOUNCED:
        is_soft = mail.report is not None and mail.report.kind is ReportKind.SOFT_BOUNCE
        return DeliveryFailure.BOUNCED_FOR_NOW if is_soft else DeliveryFailure.BOUNCED
    return DeliveryFailure.COMPLAINED if mail.status is MailStatus.COMPLAINED else DeliveryFailure.NEVER_SENT


def unreachable(request: AccountRequest, mails: Iterable[Mail]) -> frozenset[str]:
    """Return the ids of waiting nominations whose newest link mail did not arrive or led to a complaint."""
    known = list(mails)
    newest = ((one.nomination_id, link_mail(one, known)) for one in request.waiting())
    return frozenset(nomination_id for nomination_id, mail in newest if mail and STANDINGS[mail.status].is_unreachable)


def is_undelivered(request: AccountRequest, nomination_id: str, mails: Iterable[Mail]) -> bool:
    """Whether a person who may still decide has not received a link, so that another address would help."""
    nomination = request.nomination(nomination_id)
    links = (mail for mail in mails if mail.draft.kind in DECIDING and mail.draft.nomination_id == nomination_id)
    failed = any(STANDINGS[mail.status].is_told for mail in links)
    return failed and nomination is not None and nomination.is_waiting


def notice_to_requester(request: AccountRequest, mail: Mail, mails: Iterable[Mail], now: datetime) -> Mail | None:
    """Return the notice to the requester about a link that was not delivered.

    There is one notice per nomination: None if there was one before, or if another address would not help. A notice
    that was dropped before it was sent does not count; the next failure leads to a notice with another id.
    """
    nomination_id = mail.draft.nomination_id or ""
    if not is_undelivered(request, nomination_id, [mail]):
        return None
    words = [
        one for one in mails if one.draft.kind is MailKind.UNDELIVERABLE and one.draft.nomination_id == nomination_id
    ]
    if any(one.status is not MailStatus.OBSOLETE for one in words):
        return None
    requester = request.requester
    draft = MailDraft(
        MailKind.UNDELIVERABLE,
        Audience.REQUESTER,
        requester.language,
        requester.email,
        nomination_id,
    )
    again = f"-{len(words) + 1}" if words else ""
    mail_id = f"undeliverable-{nomination_id}{again}"
    return Mail(request.request_id, mail_id, draft, created_at=now, due_at=now)
