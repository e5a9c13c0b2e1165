"""Operations of the tools, independent of HTTP."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from infra.local.aws.fault_injection import SesFault
from infra.local.aws.lambda_events import MAIL_EVENTS, of_mail
from infra.local.aws.services import AwsEndpoint, publish_mail_event
from infra.local.clock import AdjustableClock, ClockRefused
from infra.local.dns.records import DnsRecord, DnsRecords, RecordRefused, record
from infra.local.tools.mailbox import Mail, Mailbox, rfc3339


class ToolError(Exception):
    """The operation is not possible; the message says what is."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Workable(Protocol):
    """The part of the worker that the tools use."""

    @property
    def takes_mail_events(self) -> bool: ...

    def work_until_quiet(self, schedule: bool = True) -> None: ...


class Controls:
    """Operations on mailbox, clock, worker, SES and DNS. A `ToolError` leaves everything unchanged."""

    def __init__(
        self, mailbox: Mailbox, clock: AdjustableClock, worker: Workable, ses: AwsEndpoint, dns: DnsRecords
    ) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._worker = worker
        self._ses = ses
        self._dns = dns
        self._count_lock = threading.Lock()
        self._reported = mailbox.before

    def mails(self) -> list[Mail]:
        """Return all mails, oldest first."""
        return self._mailbox.look()

    def now(self) -> str:
        return rfc3339(self._clock.now())

    def offset(self) -> timedelta:
        """Return how far the clock is ahead of the machine's."""
        return self._clock.offset

    def advance(self, by_seconds: float) -> str:
        """Advance the clock and return the new time. Due work is done by the next sweep, or by `work`."""
        try:
            return rfc3339(self._clock.advance(timedelta(seconds=by_seconds)))
        except (ClockRefused, OverflowError, ValueError) as error:
            raise ToolError(f"the clock is unchanged: {error}") from error

    def work(self, schedule: Any = True) -> int:
        """Work until nothing is left to do; return the number of mails sent since the last call.

        Without the schedule, the queues alone are processed: enough for mails of what was just done. The count
        includes mails that the background has sent in between.
        """
        if not isinstance(schedule, bool):
            raise ToolError("schedule must be true or false")
        self._worker.work_until_quiet(schedule)
        with self._count_lock:
            sent = len(self.mails())
            new, self._reported = sent - self._reported, sent
        return new

    def fault(self) -> SesFault:
        return self._ses.fault

    def set_fault(self, name: Any) -> SesFault:
        if name not in list(SesFault):
            raise ToolError(f"fail must be one of {', '.join(SesFault)}")
        self._ses.fault = SesFault(name)
        return self._ses.fault

    def dns_records(self) -> Sequence[DnsRecord]:
        """Return the records that the app's resolver knows."""
        return self._dns.all()

    def set_dns_record(self, name: Any, kind: Any, value: Any) -> None:
        """Set a record; every check of a domain proof from now on sees it."""
        try:
            self._dns.set(_record(name, kind, value))
        except RecordRefused as refusal:
            raise ToolError(f"the DNS is unchanged: {refusal}") from refusal

    def remove_dns_record(self, name: Any, kind: Any, value: Any) -> None:
        """Remove a record."""
        try:
            self._dns.remove(_record(name, kind, value))
        except RecordRefused as refusal:
            raise ToolError(f"the DNS is unchanged: {refusal}") from refusal

    def mail_event_kinds(self) -> list[str]:
        """Return the kinds of SES events; empty if the app has no function for them."""
        return list(MAIL_EVENTS) if self._worker.takes_mail_events else []

    def report(self, mail: Mail, kind: Any) -> str:
        """Publish an SES event about `mail`, and have it processed: the topic does not outlive a kill."""
        if not self._worker.takes_mail_events:
            raise ToolError("the app has no function for mail events (app.mail_events)", 501)
        if kind not in list(MAIL_EVENTS):
            raise ToolError(f"type must be one of {', '.join(MAIL_EVENTS)}")
        publish_mail_event(of_mail(kind, mail, self._clock.now()))
        self._worker.work_until_quiet(schedule=False)
        return str(kind)


def _record(name: Any, kind: Any, value: Any) -> DnsRecord:
    if not all(isinstance(text, str) for text in (name, kind, value)):
        raise RecordRefused("name, type and value must be texts")
    return record(name, kind, value)
