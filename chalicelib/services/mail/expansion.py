"""A mail to an audience becomes one mail a recipient."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.mails import Mail
from chalicelib.services.mail.subjects import MailSubject, recipients_of
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import MailKey, Ports


def expand(
    ports: Ports, outbox: Outbox, reviewers: Sequence[Administrator], mail: Mail, mail_subject: MailSubject
) -> None:
    """One row a recipient, under an id that the recipient determines: expanding twice adds nothing.

    Where one recipient's row cannot be added the others get theirs, and the first such error is raised.
    """
    added, errors = [], []
    for person in recipients_of(ports, reviewers, mail, mail_subject):
        try:
            one = _addressed(mail, person)
            outbox.add(one)
            added.append(MailKey(one.request_id, one.mail_id))
        except Exception as error:
            errors.append(error)
    ports.queue.nudge(added)
    if errors:
        raise errors[0]


def _addressed(mail: Mail, person: Administrator) -> Mail:
    suffix = hashlib.sha256(person.email.encode()).hexdigest()[:16]
    draft = replace(mail.draft, to=person.email, language=person.language)
    return Mail(mail.request_id, f"{mail.mail_id}-{suffix}", draft, mail.created_at, due_at=mail.created_at)
