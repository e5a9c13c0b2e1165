"""Send the mails of the outbox: claim a row with a lease, check that it is still wanted, render, send, record.

After a crash at any point the row becomes due again. A mail that is sent twice is handed over as the same
bytes; the mail service gives each sending a Message-ID and a date of its own.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from typing import Protocol

from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.errors import Refused
from chalicelib.domain.mails import DECIDING, Mail, MailKind, MailStatus
from chalicelib.domain.recovery.recovery import Objection, Recovery, mailbox_of
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.services.mail.delivery_reports import record_outcome
from chalicelib.services.mail.digests import unless_collected
from chalicelib.services.mail.expansion import expand
from chalicelib.services.mail.rate_limiter import RateLimiter
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict, after_failure
from chalicelib.services.mail.subjects import MailSubject, is_wanted, subject_of
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Claim, Outbox
from chalicelib.services.unit_of_work.ports import MailKey, Ports, StaleState
from chalicelib.services.unit_of_work.setting_aside import NOT_DUE, is_busy, trouble_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
# After this many failures in a row sending stops; the other mails stay due, and no attempt is counted.
FAILURES_IN_A_ROW = 3


@value_class
class OutgoingMail:
    """A rendered message (raw MIME) to one address. Delivery reports refer to it by `key`."""

    recipient: str
    message: bytes
    key: MailKey


class Mailer(Protocol):
    """Sends messages through the mail service."""

    def send(self, mail: OutgoingMail) -> str:
        """Send the message and return the service's message id. Raises `SendingFailed`."""
        ...


class Renderer(Protocol):
    """Renders the message of an outbox row."""

    def render(self, mail: Mail, mail_subject: MailSubject, token: str | None) -> OutgoingMail:
        """Render the message. The same row and subject always give the same bytes."""
        ...


@value_class
class MailSender:
    """What sending needs in addition to the ports of the use cases."""

    outbox: Outbox
    renderer: Renderer
    mailer: Mailer
    reviewers: tuple[Administrator, ...]
    rate_limiter: RateLimiter


class Attempt(Enum):
    """Result of an attempt to send a mail."""

    SENT = auto()
    # Obsolete, expanded to other rows, or collected in a digest: nothing to send.
    NOTHING_TO_SEND = auto()
    GIVEN_UP = auto()
    FAILED = auto()
    STOPPED = auto()
    # Not due, busy or set aside: does not count as an attempt.
    SKIPPED = auto()


RESULTS: Mapping[Verdict, Attempt] = {
    Verdict.RETRY: Attempt.FAILED,
    Verdict.WAIT: Attempt.FAILED,
    Verdict.GIVE_UP: Attempt.GIVEN_UP,
    Verdict.STOP_SENDING: Attempt.STOPPED,
}
SetAside = Callable[[MailKey, str], object]


def _ignore(key: MailKey, trouble: str) -> None:
    """Do nothing; the scheduled job handles the mail."""


def deliver(
    ports: Ports, sender: MailSender, keys: Iterable[MailKey], set_aside: SetAside = _ignore, most: int = sys.maxsize
) -> int:
    """Send the mails that are due and not claimed by another sender; return how many were sent.

    Stops after `most` attempts, or when the mail service accepts nothing; the remaining mails stay due for the
    next run. A mail that this release cannot handle is passed to `set_aside` and not counted as an attempt.
    """
    sent = attempts = failures = 0
    for key in keys:
        result = _try(ports, sender, key, set_aside)
        sent += result is Attempt.SENT
        attempts += result is not Attempt.SKIPPED
        failures = {Attempt.SENT: 0, Attempt.NOTHING_TO_SEND: 0, Attempt.FAILED: failures + 1}.get(result, failures)
        if result is Attempt.STOPPED or failures >= FAILURES_IN_A_ROW or attempts >= most:
            break
    return sent


def _try(ports: Ports, sender: MailSender, key: MailKey, set_aside: SetAside) -> Attempt:
    """Try to send one mail. Errors do not stop the other mails; if the database is busy, the mail stays due."""
    claim, now = None, ports.clock.now()
    try:
        claim = sender.outbox.claim(key, now, now + LEASE)
        if claim is None:
            set_aside(key, NOT_DUE)
            return Attempt.SKIPPED
        return _send(ports, sender, claim.mail)
    except StaleState:
        return Attempt.SKIPPED
    except Exception as error:
        if claim is not None:
            _release(sender, claim)
        if not is_busy(error):
            ports.metrics.count(Metric.MAIL_FAILED)
            logger.exception("a mail could not be handled")
            set_aside(key, trouble_of(error))
        return Attempt.SKIPPED


def _send(ports: Ports, sender: MailSender, mail: Mail) -> Attempt:
    mail_subject = subject_of(ports, mail)
    if mail_subject is None or not is_wanted(ports, mail, mail_subject, ports.clock.now()):
        _record(ports, sender, replace(mail, status=MailStatus.OBSOLETE, due_at=None))
        return Attempt.NOTHING_TO_SEND
    if not mail.draft.to:
        expand(ports, sender.outbox, sender.reviewers, mail, mail_subject)
        _record(ports, sender, replace(mail, status=MailStatus.EXPANDED, due_at=None))
        return Attempt.NOTHING_TO_SEND
    alone = unless_collected(ports, mail, mail_subject)
    return _send_alone(ports, sender, alone, mail_subject) if alone else Attempt.NOTHING_TO_SEND


def _send_alone(ports: Ports, sender: MailSender, mail: Mail, mail_subject: MailSubject) -> Attempt:
    now = ports.clock.now()
    message = sender.renderer.render(mail, mail_subject, _token(ports, mail, mail_subject))
    sender.rate_limiter.wait()
    try:
        message_id = sender.mailer.send(message)
    except SendingFailed as failure:
        return _record_failure(ports, sender, mail, failure)
    ports.metrics.count(Metric.MAIL_SENT)
    sent = replace(mail, status=MailStatus.SENT, due_at=None, message_id=message_id, sent_at=now, failure=None)
    _record(ports, sender, sent)
    return Attempt.SENT


def _record_failure(ports: Ports, sender: MailSender, mail: Mail, failure: SendingFailed) -> Attempt:
    ports.metrics.count(Metric.MAIL_FAILED)
    if failure.verdict is Verdict.STOP_SENDING:
        ports.metrics.count(Metric.MAIL_STOPPED)
    row = after_failure(mail, failure, ports.clock.now())
    if row.status is MailStatus.DEAD:
        record_outcome(ports, row)
    else:
        _record(ports, sender, row)
    return RESULTS[failure.verdict]


def _token(ports: Ports, mail: Mail, mail_subject: MailSubject) -> str | None:
    if isinstance(mail_subject, Recovery) and mail.draft.kind is MailKind.RECOVERY_NOTICE:
        mailbox = mailbox_of(mail_subject.recovery_id, mail.draft.to)
        return ports.links.objection_token(Objection(mail_subject.recovery_id, mail_subject.notices, mailbox))
    if not isinstance(mail_subject, AccountRequest) or mail.draft.kind not in DECIDING:
        return None
    nomination = mail_subject.nomination(mail.draft.nomination_id or "")
    if nomination is None:
        return None
    link = Link(mail_subject.request_id, nomination.nomination_id, nomination.generation)
    return ports.links.token(link, nomination.link_key)


def _record(ports: Ports, sender: MailSender, mail: Mail) -> None:
    try:
        if not _is_recorded_in_list(ports, mail):
            sender.outbox.record(mail)
    except StaleState:
        return  # The lease expired; the sender that has the mail now records the result.
    except Refused as refused:
        if not is_busy(refused):
            raise
        # Do not raise: the mail was sent, and becomes due again only when the lease expires.
        logger.warning("what became of a mail could not be recorded")


def _is_recorded_in_list(ports: Ports, mail: Mail) -> bool:
    """Record a mail with a link in the requester's list too. Whatever hinders it, the mail alone is recorded then."""
    if mail.draft.kind not in DECIDING or mail.status is MailStatus.DUE:
        return False
    try:
        record_outcome(ports, mail)
    except Exception as error:
        logger.warning("what became of a link is not in its list: %s", trouble_of(error))
        return False
    return True


def _release(sender: MailSender, claim: Claim) -> None:
    """Make the mail due as before, without counting the attempt. If this fails, it is due when the lease expires."""
    try:
        sender.outbox.record(replace(claim.mail, due_at=claim.due_at, attempts=claim.mail.attempts - 1))
    except Exception as error:
        logger.warning("a mail stays claimed until its lease runs out: %s", trouble_of(error))
