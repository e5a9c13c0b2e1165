"""Retry rules for mails that the mail service did not accept."""

import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.mails import Mail, MailStatus

TRIES = 12
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
# With its jitter. So far ahead of now is no due time of a mail that has to be sent.
LONGEST_PAUSE = LONGEST_RETRY * 1.5


class Verdict(StrEnum):
    """What the failure is about: this mail, or the mail service itself. Only the first can end a mail."""

    # An error that nobody knows: it may be about this mail.
    RETRY = "retry"
    # The service takes no mail just now: throttled, out of quota, out of reach.
    WAIT = "wait"
    GIVE_UP = "give_up"
    # The service takes no mail until an operator has fixed the account.
    STOP_SENDING = "stop_the_line"


class SendingFailed(Exception):
    """Raised if the mail service did not accept the message; `reason` is its error code."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


def after_failure(mail: Mail, failure: SendingFailed, now: datetime) -> Mail:
    """Return the row after a failed attempt. One that fails by the service alone is not counted."""
    if failure.verdict is Verdict.STOP_SENDING:
        return replace(mail, due_at=now + LONGEST_RETRY, attempts=mail.attempts - 1, failure=failure.reason)
    if failure.verdict is Verdict.WAIT:
        pause = _with_jitter(min(max((now - mail.created_at) / 2, FIRST_RETRY), LONGEST_RETRY), mail)
        return replace(mail, due_at=now + pause, attempts=mail.attempts - 1, failure=failure.reason)
    if failure.verdict is Verdict.GIVE_UP or mail.attempts >= TRIES:
        return replace(mail, status=MailStatus.DEAD, due_at=None, failure=failure.reason)
    return replace(mail, due_at=now + retry_after(mail), failure=failure.reason)


def retry_after(mail: Mail) -> timedelta:
    """Exponential backoff from 30 seconds to an hour, with jitter."""
    pause: timedelta = min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    return _with_jitter(pause, mail)


def _with_jitter(pause: timedelta, mail: Mail) -> timedelta:
    """Add up to half of the pause, derived from the row."""
    jitter = zlib.crc32(f"{mail.request_id}{mail.mail_id}{mail.attempts}".encode()) / 2**32
    return pause * (1 + jitter / 2)
