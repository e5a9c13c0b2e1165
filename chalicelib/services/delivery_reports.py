"""What the mail service reports of messages: into the mail's row, with word to the requester, in one commit."""

from collections.abc import Iterable, Sequence

from chalicelib.domain.delivery import Report, reported, word_to_requester
from chalicelib.domain.mails import Mail
from chalicelib.services.changes import Change, QueueMail, SaveMail
from chalicelib.services.commits import committed
from chalicelib.services.ports import MailKey, Ports


def take_report(ports: Ports, key: MailKey, report: Report) -> Mail | None:
    """The mail as it is known now; None for a mail that does not exist. Any report may come twice or late."""

    def attempt() -> tuple[Mail | None, Sequence[Change]]:
        found = ports.store.request_file(key.request_id)
        mail = _named(key, found.mails) if found else None
        if found is None or mail is None:
            return None, ()
        known = reported(mail, report)
        if known is mail:
            return mail, ()
        word = word_to_requester(found.request, known, found.mails, ports.clock.now())
        return known, (SaveMail(known), *([QueueMail(word)] if word else []))

    return committed(ports, attempt)


def give_up(ports: Ports, dead: Mail) -> None:
    """Records a mail that will not be tried again, and tells the requester where it carried a link."""

    def attempt() -> tuple[None, Sequence[Change]]:
        found = ports.store.request_file(dead.request_id)
        mail = _named(MailKey(dead.request_id, dead.mail_id), found.mails) if found else None
        if found is None or mail is None or mail.version != dead.version:
            # Its lease ran out and another sender has it; that one's record counts.
            return None, ()
        word = word_to_requester(found.request, dead, found.mails, ports.clock.now())
        return None, (SaveMail(dead), *([QueueMail(word)] if word else []))

    committed(ports, attempt)


def _named(key: MailKey, mails: Iterable[Mail]) -> Mail | None:
    return next((one for one in mails if one.mail_id == key.mail_id), None)
