"""Sending the outbox: claim a row with a lease, see that it is still wanted, render, send, record.

A crash at any line leaves a row that falls due again; what is sent twice is the same message, byte for byte.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.domain.account import Administrator
from chalicelib.domain.account_request import AccountRequest
from chalicelib.domain.link_answers import Link
from chalicelib.domain.mails import DECIDING, Audience, Mail, MailStatus
from chalicelib.domain.transitions import RequestStatus
from chalicelib.services.outbox import Outbox
from chalicelib.services.ports import MailKey, Ports, StaleState
from chalicelib.services.submitting import distinct_administrators

LEASE = timedelta(minutes=2)
TRIES = 12
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)


class Verdict(StrEnum):
    """Whether another try helps: soon, never, or not before an operator has acted."""

    RETRY = "retry"
    GIVE_UP = "give_up"
    STOP_THE_LINE = "stop_the_line"


class SendingFailed(Exception):
    """The mail service did not take the message; `reason` is its own name for why."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


@dataclass(frozen=True)
class OutgoingMail:
    """A message ready to be sent: raw MIME, to one address."""

    recipient: str
    message: bytes


class Mailer(Protocol):
    """Hands a message to the mail service."""

    def send(self, mail: OutgoingMail) -> str:
        """The service's message id. Raises `SendingFailed`."""
        ...


class Renderer(Protocol):
    """Makes the message of an outbox row."""

    def render(self, mail: Mail, request: AccountRequest, token: str | None) -> OutgoingMail:
        """The message, the same bytes at every call with the same row and request."""
        ...


@dataclass(frozen=True)
class PostOffice:
    """What sending takes beside the use cases' ports."""

    outbox: Outbox
    renderer: Renderer
    mailer: Mailer
    reviewers: tuple[Administrator, ...]


def deliver(ports: Ports, office: PostOffice, keys: Iterable[MailKey]) -> int:
    """Sends those of the mails that are due and not claimed by another; returns how many went out."""
    sent = 0
    for key in keys:
        now = ports.clock.now()
        mail = office.outbox.claim(key, now, now + LEASE)
        if mail is None:
            continue
        try:
            outcome = _outcome(ports, office, mail)
        except Exception as error:
            # One broken row must not hold up the others.
            failure = _failure(error)
            _record(office, _failed(mail, failure, ports.clock.now()))
            if failure.verdict is Verdict.STOP_THE_LINE:
                break
            continue
        _record(office, outcome)
        sent += outcome.status is MailStatus.SENT
    return sent


def _outcome(ports: Ports, office: PostOffice, mail: Mail) -> Mail:
    request = ports.store.request(mail.request_id)
    now = ports.clock.now()
    if request is None or not is_wanted(mail, request, now):
        return replace(mail, status=MailStatus.OBSOLETE, due_at=None)
    if not mail.draft.to:
        _expand(ports, office, mail, request)
        return replace(mail, status=MailStatus.EXPANDED, due_at=None)
    message_id = office.mailer.send(office.renderer.render(mail, request, _token(ports, mail, request)))
    return replace(mail, status=MailStatus.SENT, due_at=None, message_id=message_id, sent_at=now, failure=None)


def is_wanted(mail: Mail, request: AccountRequest, now: datetime) -> bool:
    """Whether the mail still says something true: a deciding link must be its nomination's current one."""
    if mail.draft.kind not in DECIDING:
        return True
    nomination = request.nomination(mail.draft.nomination_id or "")
    return (
        request.status_at(now) is RequestStatus.PENDING
        and nomination is not None
        and nomination.is_waiting
        and nomination.generation == mail.draft.generation
    )


def _token(ports: Ports, mail: Mail, request: AccountRequest) -> str | None:
    nomination = request.nomination(mail.draft.nomination_id or "")
    if nomination is None or mail.draft.kind not in DECIDING:
        return None
    link = Link(request.request_id, nomination.nomination_id, nomination.generation)
    return ports.links.token(link, nomination.link_key)


def _expand(ports: Ports, office: PostOffice, mail: Mail, request: AccountRequest) -> None:
    """One row a recipient, under an id that the recipient determines: expanding twice adds nothing."""
    added = []
    for person in _recipients(ports, office, mail, request):
        suffix = hashlib.sha256(person.email.encode()).hexdigest()[:16]
        draft = replace(mail.draft, to=person.email, language=person.language)
        one = Mail(mail.request_id, f"{mail.mail_id}-{suffix}", draft, mail.created_at, due_at=mail.created_at)
        office.outbox.add(one)
        added.append(MailKey(one.request_id, one.mail_id))
    ports.queue.nudge(added)


def _recipients(ports: Ports, office: PostOffice, mail: Mail, request: AccountRequest) -> Sequence[Administrator]:
    if mail.draft.audience is Audience.REVIEWERS:
        return office.reviewers
    locks = ports.store.locks(request.registrable_domain)
    others = [one.account_id for one in locks if one.ends_at is None and one.account_id != request.account_id]
    accounts = ports.store.accounts(others) if others else ()
    return list(distinct_administrators(accounts).values())


def _failure(error: Exception) -> SendingFailed:
    """Whatever is not the mail service's own word may pass, and is dead after the last try."""
    return error if isinstance(error, SendingFailed) else SendingFailed(Verdict.RETRY, type(error).__name__)


def _failed(mail: Mail, failure: SendingFailed, now: datetime) -> Mail:
    """The row after a failed try. Waiting for an operator does not use up tries."""
    if failure.verdict is Verdict.STOP_THE_LINE:
        return replace(mail, due_at=now + LONGEST_RETRY, attempts=mail.attempts - 1, failure=failure.reason)
    if failure.verdict is Verdict.GIVE_UP or mail.attempts >= TRIES:
        return replace(mail, status=MailStatus.DEAD, due_at=None, failure=failure.reason)
    return replace(mail, due_at=now + retry_after(mail), failure=failure.reason)


def retry_after(mail: Mail) -> timedelta:
    """Doubling from 30 seconds to an hour, spread by up to half; the spread is the row's own, not random."""
    pause: timedelta = min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    spread = zlib.crc32(f"{mail.request_id}{mail.mail_id}{mail.attempts}".encode()) / 2**32
    return pause * (1 + spread / 2)


def _record(office: PostOffice, mail: Mail) -> None:
    try:
        office.outbox.record(mail)
    except StaleState:
        # Its lease ran out and another sender has it; that one's record counts.
        return
