"""What the mail service reports of a message it took, and what that makes of the mail.

Reports come late, twice and in any order, so what is worse stays: a bounce is not undone by an older delivery.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.account_request import AccountRequest, Nomination
from chalicelib.domain.mails import DECIDING, Audience, Mail, MailDraft, MailKind, MailStatus


class ReportKind(StrEnum):
    """What can be reported."""

    DELIVERY = "delivery"
    DELAY = "delay"
    BOUNCE = "bounce"
    PASSING_BOUNCE = "passing_bounce"
    COMPLAINT = "complaint"
    REJECT = "reject"


@dataclass(frozen=True)
class Report:
    """One report. A passing bounce is also what an out-of-office answer looks like."""

    kind: ReportKind
    at: datetime
    reason: str = ""


DELAYED = "delayed"
UNDELIVERABLE = frozenset({MailStatus.BOUNCED, MailStatus.COMPLAINED, MailStatus.DEAD})
_RANK: Mapping[MailStatus, int] = {
    MailStatus.DUE: 0,
    MailStatus.SENT: 1,
    MailStatus.DELIVERED: 2,
    MailStatus.DEAD: 3,
    MailStatus.BOUNCED: 3,
    MailStatus.COMPLAINED: 4,
}
_BECOMES: Mapping[ReportKind, MailStatus] = {
    ReportKind.DELIVERY: MailStatus.DELIVERED,
    ReportKind.DELAY: MailStatus.SENT,
    ReportKind.BOUNCE: MailStatus.BOUNCED,
    ReportKind.PASSING_BOUNCE: MailStatus.BOUNCED,
    ReportKind.COMPLAINT: MailStatus.COMPLAINED,
    ReportKind.REJECT: MailStatus.DEAD,
}


def reported(mail: Mail, report: Report) -> Mail:
    """The mail as it is known now; the very same where the report tells nothing new."""
    if mail.status not in _RANK:
        return mail
    if report.kind is ReportKind.DELAY:
        return replace(mail, failure=DELAYED) if mail.status is MailStatus.SENT else mail
    if report.kind is ReportKind.PASSING_BOUNCE and mail.status is MailStatus.DELIVERED:
        return mail
    becomes = _BECOMES[report.kind]
    if _RANK[becomes] <= _RANK[mail.status]:
        return mail
    if becomes is MailStatus.DELIVERED:
        return replace(mail, status=becomes, due_at=None, delivered_at=report.at, failure=None)
    return replace(mail, status=becomes, due_at=None, failure=report.reason or report.kind.value)


def link_mail(nomination: Nomination, mails: Iterable[Mail]) -> Mail | None:
    """The newest mail that carries the nomination's link, of those that went or are to go out."""
    carried = (
        mail
        for mail in mails
        if mail.draft.kind in DECIDING
        and mail.draft.nomination_id == nomination.nomination_id
        and mail.status in _RANK
    )
    return max(carried, key=lambda mail: (mail.draft.generation, mail.mail_id), default=None)


def is_delayed(mail: Mail | None) -> bool:
    """Whether the mail service still tries to hand the message over."""
    return mail is not None and mail.status is MailStatus.SENT and mail.failure == DELAYED


def unreachable(request: AccountRequest, mails: Iterable[Mail]) -> frozenset[str]:
    """The waiting nominations whose newest mail did not arrive, or was complained of."""
    known = list(mails)
    newest = ((one.nomination_id, link_mail(one, known)) for one in request.waiting())
    return frozenset(nomination_id for nomination_id, mail in newest if mail and mail.status in UNDELIVERABLE)


def word_to_requester(request: AccountRequest, mail: Mail, mails: Iterable[Mail], now: datetime) -> Mail | None:
    """The mail that tells the requester so, once a nomination; None where it is told, or is not theirs to mend.

    A complaint is no fault of the address, and a nomination that no longer waits needs no correction.
    """
    nomination = request.nomination(mail.draft.nomination_id or "")
    failed = mail.status in (MailStatus.BOUNCED, MailStatus.DEAD)
    if not failed or mail.draft.kind not in DECIDING or nomination is None or not nomination.is_waiting:
        return None
    mail_id = f"undeliverable-{nomination.nomination_id}"
    if any(one.mail_id == mail_id for one in mails):
        return None
    requester = request.requester
    draft = MailDraft(
        MailKind.UNDELIVERABLE,
        Audience.REQUESTER,
        requester.language,
        requester.email,
        nomination.nomination_id,
    )
    return Mail(request.request_id, mail_id, draft, created_at=now, due_at=now)
