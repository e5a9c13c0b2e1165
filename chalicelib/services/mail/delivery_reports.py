"""What the mail service reports of messages: into the mail's row, with word to the requester, in one commit."""

from collections.abc import Sequence

from chalicelib.domain.mails import Mail, Report
from chalicelib.domain.requests.delivery import notice_to_requester, reported
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import MailKey, Ports, RequestFile
from chalicelib.services.unit_of_work.writes import QueueMail, SaveMail, Write


def record_report(ports: Ports, key: MailKey, report: Report) -> Mail | None:
    """The mail as it is known now; None for a mail that does not exist. Any report may come twice or late."""

    def attempt() -> tuple[Mail | None, Sequence[Write]]:
        file, mail = _found(ports, key)
        if mail is None:
            return None, ()
        known = reported(mail, report)
        return known, () if known is mail else _saved(ports, file, known)

    return run_transaction(ports, attempt)


def give_up(ports: Ports, dead: Mail) -> None:
    """Records a mail that will not be tried again, and tells the requester where it carried a link."""

    def attempt() -> tuple[None, Sequence[Write]]:
        file, mail = _found(ports, MailKey(dead.request_id, dead.mail_id))
        if mail is None or mail.version != dead.version:
            # Its lease ran out and another sender has it; that one's record counts.
            return None, ()
        return None, _saved(ports, file, dead)

    run_transaction(ports, attempt)


def _found(ports: Ports, key: MailKey) -> tuple[RequestFile | None, Mail | None]:
    """The mail with its request's file; of a mail about access there is no such file, and nobody else to tell."""
    file = ports.store.request_file(key.request_id)
    if file is None:
        return None, ports.store.mail(key)
    return file, next((one for one in file.mails if one.mail_id == key.mail_id), None)


def _saved(ports: Ports, file: RequestFile | None, mail: Mail) -> Sequence[Write]:
    word = notice_to_requester(file.request, mail, file.mails, ports.clock.now()) if file else None
    return SaveMail(mail), *([QueueMail(word)] if word else [])
