"""What a person or a script may do to a local run: the verbs behind the tools' URLs. Knows no HTTP."""

import threading
from datetime import timedelta
from typing import Any, Protocol

from infra.local.aws.fault_injection import Weather
from infra.local.aws.lambda_events import MAIL_EVENTS, of_mail
from infra.local.aws.services import FrontDoor, publish_mail_event
from infra.local.clock import AdjustableClock, ClockRefused
from infra.local.tools.mailbox import Mail, Mailbox, rfc3339


class Refusal(Exception):
    """The tools cannot do that; the message says what they can."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Works(Protocol):
    """The part of the worker that the tools drive."""

    @property
    def takes_mail_events(self) -> bool: ...

    def work_until_quiet(self) -> None: ...


class Controls:
    """Every refusal is a `Refusal`, and then nothing was changed."""

    def __init__(self, mailbox: Mailbox, clock: AdjustableClock, worker: Works, ses: FrontDoor) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._worker = worker
        self._ses = ses
        self._counting = threading.Lock()
        self._counted = 0

    def mails(self) -> list[Mail]:
        """Oldest first."""
        return self._mailbox.look()

    def now(self) -> str:
        return rfc3339(self._clock.now())

    def offset(self) -> timedelta:
        """How far the clock is ahead of the machine's."""
        return self._clock.offset

    def advance(self, by_seconds: float) -> str:
        """The new now. What has become due happens by the next sweep, or by `work`."""
        try:
            return rfc3339(self._clock.advance(timedelta(seconds=by_seconds)))
        except (ClockRefused, OverflowError, ValueError) as error:
            raise Refusal(f"the clock stays: {error}") from error

    def work(self) -> int:
        """How many mails went out since the last call, once nothing moves any more.

        Not only during this call: the background takes some of them, and how many is chance.
        """
        self._worker.work_until_quiet()
        with self._counting:
            sent = len(self.mails())
            new, self._counted = sent - self._counted, sent
        return new

    def weather(self) -> Weather:
        return self._ses.weather

    def change_weather(self, fail: Any) -> Weather:
        if fail not in list(Weather):
            raise Refusal(f"fail must be one of {', '.join(Weather)}")
        self._ses.weather = Weather(fail)
        return self._ses.weather

    def mail_event_kinds(self) -> list[str]:
        """What can be reported about a message; nothing while the app does not listen."""
        return list(MAIL_EVENTS) if self._worker.takes_mail_events else []

    def report(self, mail: Mail, kind: Any) -> str:
        """Publishes what SES would about `mail`, to the topic of the real ones."""
        if not self._worker.takes_mail_events:
            raise Refusal("the app has no function for mail events yet (app.mail_events)", 501)
        if kind not in list(MAIL_EVENTS):
            raise Refusal(f"type must be one of {', '.join(MAIL_EVENTS)}")
        publish_mail_event(of_mail(kind, mail, self._ses.tags.get(mail.id, {}), self._clock.now()))
        return str(kind)
