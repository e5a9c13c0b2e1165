"""Expand a mail to an audience into one mail per recipient."""

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
    """Add one row per recipient; ids derive from the address, so that expanding again adds nothing.

    If a row cannot be added, the others are still added, and then the first error is raised.
    """
    added, errors = [], []
    for recipient in recipients_of(ports, reviewers, mail, mail_subject):
        try:
            addressed = _addressed(mail, recipient)
            outbox.add(addressed)
            added.append(MailKey(addressed.request_id, addressed.mail_id))
        except Exception as error:
            errors.append(error)
    ports.queue.nudge(added)
    if errors:
        raise errors[0]


def _addressed(mail: Mail, recipient: Administrator) -> Mail:
    suffix = hashlib.sha256(recipient.email.encode()).hexdigest()[:16]
    draft = replace(mail.draft, to=recipient.email, language=recipient.language)
    return Mail(mail.request_id, f"{mail.mail_id}-{suffix}", draft, mail.created_at, due_at=mail.created_at)
