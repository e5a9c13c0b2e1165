"""Sending the outbox: claim a row with a lease, see that it is still wanted, render, send, record.

A crash at any line leaves a row that falls due again; what is sent twice is the same message, byte for byte.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from chalicelib.domain.access_request import AccessRequest
from chalicelib.domain.account import Administrator
from chalicelib.domain.link_answers import Link
from chalicelib.domain.mails import DECIDING, Mail, MailStatus
from chalicelib.services.delivery_reports import give_up
from chalicelib.services.mail_matters import Matter, is_wanted, matter_of, recipients_of
from chalicelib.services.outbox import Outbox
from chalicelib.services.pacing import Pace
from chalicelib.services.ports import MailKey, Ports, StaleState
from chalicelib.services.sending_failures import SendingFailed, Verdict, failed, failure_of
from chalicelib.services.signals import Signal

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

    def render(self, mail: Mail, matter: Matter, token: str | None) -> OutgoingMail:
        """The message, the same bytes at every call with the same row and matter."""
        ...


@dataclass(frozen=True)
class PostOffice:
    """What sending takes beside the use cases' ports."""

    outbox: Outbox
    renderer: Renderer
    mailer: Mailer
    reviewers: tuple[Administrator, ...]
    pace: Pace


def deliver(ports: Ports, office: PostOffice, keys: Iterable[MailKey]) -> int:
    """Sends those of the mails that are due and not claimed by another; returns how many went out.

    Stops where the mail service takes nothing more: what is left is due still, and the next sweep's.
    """
    sent = refusals = 0
    for key in keys:
        now = ports.clock.now()
        mail = office.outbox.claim(key, now, now + LEASE)
        if mail is None:
            continue
        try:
            outcome = _outcome(ports, office, mail)
        except Exception as error:
            # One broken row must not hold up the others.
            verdict = _take_failure(ports, office, mail, failure_of(error))
            refusals += verdict is Verdict.RETRY
            if verdict is Verdict.STOP_THE_LINE or refusals >= REFUSALS_IN_A_ROW:
                break
            continue
        _record(office, outcome)
        refusals = 0
        if outcome.status is MailStatus.SENT:
            ports.signals.count(Signal.MAIL_SENT)
            sent += 1
    return sent


def _take_failure(ports: Ports, office: PostOffice, mail: Mail, failure: SendingFailed) -> Verdict:
    ports.signals.count(Signal.MAIL_FAILED)
    row = failed(mail, failure, ports.clock.now())
    if row.status is MailStatus.DEAD:
        give_up(ports, row)
    else:
        _record(office, row)
    return failure.verdict


def _outcome(ports: Ports, office: PostOffice, mail: Mail) -> Mail:
    matter = matter_of(ports, mail)
    now = ports.clock.now()
    if matter is None or not is_wanted(ports, mail, matter, now):
        return replace(mail, status=MailStatus.OBSOLETE, due_at=None)
    if not mail.draft.to:
        _expand(ports, office, mail, matter)
        return replace(mail, status=MailStatus.EXPANDED, due_at=None)
    message = office.renderer.render(mail, matter, _token(ports, mail, matter))
    office.pace.wait()
    message_id = office.mailer.send(message)
    return replace(mail, status=MailStatus.SENT, due_at=None, message_id=message_id, sent_at=now, failure=None)


def _token(ports: Ports, mail: Mail, matter: Matter) -> str | None:
    if isinstance(matter, AccessRequest) or mail.draft.kind not in DECIDING:
        return None
    nomination = matter.nomination(mail.draft.nomination_id or "")
    if nomination is None:
        return None
    link = Link(matter.request_id, nomination.nomination_id, nomination.generation)
    return ports.links.token(link, nomination.link_key)


def _expand(ports: Ports, office: PostOffice, mail: Mail, matter: Matter) -> None:
    """One row a recipient, under an id that the recipient determines: expanding twice adds nothing."""
    added = []
    for person in recipients_of(ports, office.reviewers, mail, matter):
        suffix = hashlib.sha256(person.email.encode()).hexdigest()[:16]
        draft = replace(mail.draft, to=person.email, language=person.language)
        one = Mail(mail.request_id, f"{mail.mail_id}-{suffix}", draft, mail.created_at, due_at=mail.created_at)
        office.outbox.add(one)
        added.append(MailKey(one.request_id, one.mail_id))
    ports.queue.nudge(added)


def _record(office: PostOffice, mail: Mail) -> None:
    try:
        office.outbox.record(mail)
    except StaleState:
        # Its lease ran out and another sender has it; that one's record counts.
        return
