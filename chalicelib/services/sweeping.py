"""What the schedule does each minute: whatever fell due, oldest first, whoever forgot it."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import ending, reminding
from chalicelib.domain.account_request import AccountRequest, Step
from chalicelib.domain.delivery import unreachable
from chalicelib.services import changes
from chalicelib.services.changes import Change
from chalicelib.services.commits import changes_of, committed
from chalicelib.services.mail_delivery import PostOffice, deliver
from chalicelib.services.outbox import Due
from chalicelib.services.ports import MailKey, Ports
from chalicelib.services.signals import Signal

BATCH = 200


def sweep(ports: Ports, office: PostOffice) -> int:
    """Reminds, expires requests whose time is over, and sends mails that are due; returns how many went out.

    Running it twice, at once, or after a week's pause comes to the same.
    """
    now = ports.clock.now()
    due = office.outbox.due(now, BATCH)
    ports.signals.gauge(Signal.OUTBOX_AGE, _age(due, now))
    for row in due:
        if row.mail_id is None:
            see_to(ports, row.request_id)
    sent = deliver(ports, office, [MailKey(row.request_id, row.mail_id) for row in due if row.mail_id])
    ports.signals.count(Signal.SWEEP_RAN)
    return sent


def _age(due: Sequence[Due], now: datetime) -> float:
    """The seconds for which the oldest mail has been due."""
    return max(((now - row.due_at).total_seconds() for row in due if row.mail_id), default=0)


def see_to(ports: Ports, request_id: str) -> None:
    """Ends a request that has run out, or reminds whoever has not decided; nothing where neither is due."""

    def attempt() -> tuple[None, Sequence[Change]]:
        found, now = ports.store.request_file(request_id), ports.clock.now()
        if found is None:
            return None, ()
        step = ending.expire(found.request, now)
        if step is not None:
            return None, _expired(ports, found.request, step, now)
        away = unreachable(found.request, found.mails)
        step = reminding.remind(found.request, away, ports.policy, ports.links.current_key, now)
        return None, _reminded(ports, found.request, step, now) if step else ()

    committed(ports, attempt)


def _reminded(ports: Ports, request: AccountRequest, step: Step, now: datetime) -> Sequence[Change]:
    """A day on which nobody is mailed is counted, and is no event."""
    return changes_of(ports, request, step, now)[1] if step.mails else [changes.SaveRequest(step.request)]


def _expired(ports: Ports, request: AccountRequest, step: Step, now: datetime) -> Sequence[Change]:
    """Frees the lock too, unless a new request took it over."""
    _, planned = changes_of(ports, request, step, now)
    locks = ports.store.locks(request.registrable_domain)
    if any(lock.account_id == request.account_id for lock in locks):
        return planned
    return [change for change in planned if not isinstance(change, changes.FreeLock)]
