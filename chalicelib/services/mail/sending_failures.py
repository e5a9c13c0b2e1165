"""Retry rules for mails that the mail service did not accept."""

import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.mails import Mail, MailStatus

TRIES = 12
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)


class Verdict(StrEnum):
    """Whether to retry: soon, never, or only after an operator has fixed the account."""

    RETRY = "retry"
    GIVE_UP = "give_up"
    STOP_SENDING = "stop_the_line"


class SendingFailed(Exception):
    """Raised if the mail service did not accept the message; `reason` is its error code."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


def after_failure(mail: Mail, failure: SendingFailed, now: datetime) -> Mail:
    """Return the row after a failed attempt. `STOP_SENDING` does not count as an attempt."""
    if failure.verdict is Verdict.STOP_SENDING:
        return replace(mail, due_at=now + LONGEST_RETRY, attempts=mail.attempts - 1, failure=failure.reason)
    if failure.verdict is Verdict.GIVE_UP or mail.attempts >= TRIES:
        return replace(mail, status=MailStatus.DEAD, due_at=None, failure=failure.reason)
    return replace(mail, due_at=now + retry_after(mail), failure=failure.reason)


def retry_after(mail: Mail) -> timedelta:
    """Exponential backoff from 30 seconds to an hour, plus up to half of it as jitter, derived from the row."""
    pause: timedelta = min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    jitter = zlib.crc32(f"{mail.request_id}{mail.mail_id}{mail.attempts}".encode()) / 2**32
    return pause * (1 + jitter / 2)
