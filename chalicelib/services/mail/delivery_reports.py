"""Record delivery reports and failures in the mail's row, and notify the requester in the same transaction."""

from collections.abc import Sequence

from chalicelib.domain.mails import Mail, Report
from chalicelib.domain.requests.delivery import notice_to_requester, reported
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import MailKey, Ports, RequestFile
from chalicelib.services.unit_of_work.writes import QueueMail, SaveMail, Write


def record_report(ports: Ports, key: MailKey, report: Report) -> Mail | None:
    """Record the report and return the mail; None if it does not exist.

    Reports may arrive twice or out of order.
    """

    def attempt() -> tuple[Mail | None, Sequence[Write]]:
        file, mail = _load(ports, key)
        if mail is None:
            return None, ()
        after = reported(mail, report)
        return after, () if after is mail else _writes(ports, file, after)

    return run_transaction(ports, attempt)


def give_up(ports: Ports, dead: Mail) -> None:
    """Record that a mail will not be retried. If it had a decision link, the requester is notified."""

    def attempt() -> tuple[None, Sequence[Write]]:
        file, mail = _load(ports, MailKey(dead.request_id, dead.mail_id))
        if mail is None or mail.version != dead.version:
            # The lease expired and another sender has the mail; its result counts.
            return None, ()
        return None, _writes(ports, file, dead)

    run_transaction(ports, attempt)


def _load(ports: Ports, key: MailKey) -> tuple[RequestFile | None, Mail | None]:
    """Return the request's file and the mail. Mails about access have no file, and nobody is notified of them."""
    file = ports.store.request_file(key.request_id)
    if file is None:
        return None, ports.store.mail(key)
    return file, next((mail for mail in file.mails if mail.mail_id == key.mail_id), None)


def _writes(ports: Ports, file: RequestFile | None, mail: Mail) -> Sequence[Write]:
    notice = notice_to_requester(file.request, mail, file.mails, ports.clock.now()) if file else None
    return SaveMail(mail), *([QueueMail(notice)] if notice else [])
