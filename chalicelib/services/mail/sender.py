"""Sending the outbox: claim a row with a lease, see that it is still wanted, render, send, record.

A crash at any line leaves a row that falls due again; what is sent twice is the same message, byte for byte.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import Protocol

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.errors import Refused
from chalicelib.domain.mails import DECIDING, Mail, MailStatus
from chalicelib.domain.requests.link_status import Link
from chalicelib.services.mail.delivery_reports import give_up
from chalicelib.services.mail.expansion import expand
from chalicelib.services.mail.rate_limiter import RateLimiter
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict, failed
from chalicelib.services.mail.subjects import MailSubject, is_wanted, subject_of
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Claim, Outbox
from chalicelib.services.unit_of_work.ports import MailKey, Ports, StaleState
from chalicelib.services.unit_of_work.setting_aside import NOT_DUE, is_busy, trouble_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
# So many refusals in a row that the next would be one too: the rest stays due, and uses up no try.
REFUSALS_IN_A_ROW = 3


@dataclass(frozen=True)
class OutgoingMail:
    """A message ready to be sent: raw MIME, to one address; `key` is what reports on it will name."""

    recipient: str
    message: bytes
    key: MailKey


class Mailer(Protocol):
    """Hands a message to the mail service."""

    def send(self, mail: OutgoingMail) -> str:
        """The service's message id. Raises `SendingFailed`."""
        ...


class Renderer(Protocol):
    """Makes the message of an outbox row."""

    def render(self, mail: Mail, mail_subject: MailSubject, token: str | None) -> OutgoingMail:
        """The message, the same bytes at every call with the same row and matter."""
        ...


@dataclass(frozen=True)
class MailSender:
    """What sending takes beside the use cases' ports."""

    outbox: Outbox
    renderer: Renderer
    mailer: Mailer
    reviewers: tuple[Administrator, ...]
    rate_limiter: RateLimiter


class Tried(Enum):
    """What came of one try."""

    SENT = auto()
    # There was nothing to send.
    SETTLED = auto()
    GIVEN_UP = auto()
    REFUSED = auto()
    STOPPED = auto()
    # Not due, busy or set aside: no try of the mail's own.
    PASSED_OVER = auto()


AFTER: Mapping[Verdict, Tried] = {
    Verdict.RETRY: Tried.REFUSED,
    Verdict.GIVE_UP: Tried.GIVEN_UP,
    Verdict.STOP_SENDING: Tried.STOPPED,
}
Aside = Callable[[MailKey, str], object]


def _leave(key: MailKey, trouble: str) -> None:
    """The sweep finds what this one passes over."""


def deliver(
    ports: Ports, office: MailSender, keys: Iterable[MailKey], aside: Aside = _leave, most: int = sys.maxsize
) -> int:
    """Sends those of the mails that are due and not claimed by another; returns how many went out.

    Stops after `most` tries, and where the mail service takes nothing more: what is left is due still, and the
    next sweep's. A mail that this release cannot handle goes to `aside` and counts as no try.
    """
    sent = tries = refusals = 0
    for key in keys:
        tried = _try(ports, office, key, aside)
        sent += tried is Tried.SENT
        tries += tried is not Tried.PASSED_OVER
        refusals = {Tried.SENT: 0, Tried.SETTLED: 0, Tried.REFUSED: refusals + 1}.get(tried, refusals)
        if tried is Tried.STOPPED or refusals >= REFUSALS_IN_A_ROW or tries >= most:
            break
    return sent


def _try(ports: Ports, office: MailSender, key: MailKey, aside: Aside) -> Tried:
    """One mail's try. Whatever it raises stops no other: where the database is busy, the mail is due as before."""
    claim, now = None, ports.clock.now()
    try:
        claim = office.outbox.claim(key, now, now + LEASE)
        if claim is None:
            aside(key, NOT_DUE)
            return Tried.PASSED_OVER
        return _sent(ports, office, claim.mail)
    except StaleState:
        return Tried.PASSED_OVER
    except Exception as error:
        if claim is not None:
            _give_back(office, claim)
        if not is_busy(error):
            ports.metrics.count(Metric.MAIL_FAILED)
            logger.exception("a mail could not be handled")
            aside(key, trouble_of(error))
        return Tried.PASSED_OVER


def _sent(ports: Ports, office: MailSender, mail: Mail) -> Tried:
    try:
        outcome = _outcome(ports, office, mail)
    except SendingFailed as failure:
        return _take_failure(ports, office, mail, failure)
    is_sent = outcome.status is MailStatus.SENT
    if is_sent:
        ports.metrics.count(Metric.MAIL_SENT)
    _record(office, outcome)
    return Tried.SENT if is_sent else Tried.SETTLED


def _take_failure(ports: Ports, office: MailSender, mail: Mail, failure: SendingFailed) -> Tried:
    ports.metrics.count(Metric.MAIL_FAILED)
    row = failed(mail, failure, ports.clock.now())
    if row.status is MailStatus.DEAD:
        give_up(ports, row)
    else:
        _record(office, row)
    return AFTER[failure.verdict]


def _outcome(ports: Ports, office: MailSender, mail: Mail) -> Mail:
    mail_subject = subject_of(ports, mail)
    now = ports.clock.now()
    if mail_subject is None or not is_wanted(ports, mail, mail_subject, now):
        return replace(mail, status=MailStatus.OBSOLETE, due_at=None)
    if not mail.draft.to:
        expand(ports, office.outbox, office.reviewers, mail, mail_subject)
        return replace(mail, status=MailStatus.EXPANDED, due_at=None)
    message = office.renderer.render(mail, mail_subject, _token(ports, mail, mail_subject))
    office.rate_limiter.wait()
    message_id = office.mailer.send(message)
    return replace(mail, status=MailStatus.SENT, due_at=None, message_id=message_id, sent_at=now, failure=None)


def _token(ports: Ports, mail: Mail, mail_subject: MailSubject) -> str | None:
    if isinstance(mail_subject, AccessRequest) or mail.draft.kind not in DECIDING:
        return None
    nomination = mail_subject.nomination(mail.draft.nomination_id or "")
    if nomination is None:
        return None
    link = Link(mail_subject.request_id, nomination.nomination_id, nomination.generation)
    return ports.links.token(link, nomination.link_key)


def _record(office: MailSender, mail: Mail) -> None:
    try:
        office.outbox.record(mail)
    except StaleState:
        return  # Its lease ran out; the record of the sender that has it now counts.
    except Refused as refused:
        if not is_busy(refused):
            raise
        # What was sent is not to be sent again at once: the lease runs out first.
        logger.warning("what became of a mail could not be recorded")


def _give_back(office: MailSender, claim: Claim) -> None:
    """The mail is due as it was, with this try not used; if that fails too, it is due when the lease runs out."""
    try:
        office.outbox.record(replace(claim.mail, due_at=claim.due_at, attempts=claim.mail.attempts - 1))
    except Exception as error:
        logger.warning("a mail stays claimed until its lease runs out: %s", trouble_of(error))
