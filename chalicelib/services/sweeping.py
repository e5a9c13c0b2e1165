"""What the schedule does each minute: whatever fell due, oldest first, whoever forgot it."""

from collections.abc import Sequence

from chalicelib.domain import ending
from chalicelib.services import changes
from chalicelib.services.changes import Change
from chalicelib.services.commits import changes_of, committed
from chalicelib.services.mail_delivery import PostOffice, deliver
from chalicelib.services.ports import MailKey, Ports

BATCH = 200


def sweep(ports: Ports, office: PostOffice) -> int:
    """Expires requests whose time is over and sends mails that are due; returns how many went out.

    Running it twice, at once, or after a week's pause comes to the same.
    """
    due = office.outbox.due(ports.clock.now(), BATCH)
    for row in due:
        if row.mail_id is None:
            expire_request(ports, row.request_id)
    return deliver(ports, office, [MailKey(row.request_id, row.mail_id) for row in due if row.mail_id])


def expire_request(ports: Ports, request_id: str) -> None:
    """Announces that a request has run out; frees its lock unless a new request took it over."""

    def attempt() -> tuple[None, Sequence[Change]]:
        request = ports.store.request(request_id)
        now = ports.clock.now()
        step = ending.expire(request, now) if request else None
        if request is None or step is None:
            return None, ()
        _, planned = changes_of(ports, request, step, now)
        locks = ports.store.locks(request.registrable_domain)
        if not any(lock.account_id == request.account_id for lock in locks):
            planned = [change for change in planned if not isinstance(change, changes.FreeLock)]
        return None, planned

    committed(ports, attempt)
