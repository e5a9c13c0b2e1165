"""A mail that was not taken: whether another try helps, and when. Refuses to know the mail service's own codes."""

import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.mails import Mail, MailStatus

TRIES = 12
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)


class Verdict(StrEnum):
    """Whether another try helps: soon, never, or not before an operator has acted."""

    RETRY = "retry"
    GIVE_UP = "give_up"
    STOP_SENDING = "stop_the_line"


class SendingFailed(Exception):
    """The mail service did not take the message; `reason` is its own name for why."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason


def failed(mail: Mail, failure: SendingFailed, now: datetime) -> Mail:
    """The row after a failed try. Waiting for an operator does not use up tries."""
    if failure.verdict is Verdict.STOP_SENDING:
        return replace(mail, due_at=now + LONGEST_RETRY, attempts=mail.attempts - 1, failure=failure.reason)
    if failure.verdict is Verdict.GIVE_UP or mail.attempts >= TRIES:
        return replace(mail, status=MailStatus.DEAD, due_at=None, failure=failure.reason)
    return replace(mail, due_at=now + retry_after(mail), failure=failure.reason)


def retry_after(mail: Mail) -> timedelta:
    """Doubling from 30 seconds to an hour, spread by up to half; the spread is the row's own, not random."""
    pause: timedelta = min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    spread = zlib.crc32(f"{mail.request_id}{mail.mail_id}{mail.attempts}".encode()) / 2**32
    return pause * (1 + spread / 2)
