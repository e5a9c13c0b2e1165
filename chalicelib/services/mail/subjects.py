"""What a mail is about, whether it still says something true, and to whom a row without a recipient goes."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.mails import ABOUT_ACCESS, DECIDING, Audience, Mail, MailKind
from chalicelib.domain.requests.delivery import is_undelivered
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.accounts.contacts import distinct_administrators
from chalicelib.services.unit_of_work.ports import Ports

MailSubject = AccountRequest | AccessRequest


def subject_of(ports: Ports, mail: Mail) -> MailSubject | None:
    """What the mail is about, in one read."""
    if mail.draft.kind in ABOUT_ACCESS:
        return ports.store.access_request(mail.request_id)
    return ports.store.request(mail.request_id)


def is_wanted(ports: Ports, mail: Mail, mail_subject: MailSubject, now: datetime) -> bool:
    """Whether it still says something true.

    A link that decides must be its nomination's current one. What did not arrive may have arrived since.
    """
    if isinstance(mail_subject, AccessRequest):
        return mail.draft.kind is MailKind.ACCESS_DECIDED or mail_subject.decision is None
    if mail.draft.kind is MailKind.UNDELIVERABLE:
        file = ports.store.request_file(mail_subject.request_id)
        return file is not None and is_undelivered(file.request, mail.draft.nomination_id or "", file.mails)
    if mail.draft.kind not in DECIDING:
        return True
    nomination = mail_subject.nomination(mail.draft.nomination_id or "")
    return (
        mail_subject.state_at(now).wants_link_mails
        and nomination is not None
        and nomination.is_waiting
        and nomination.generation == mail.draft.generation
    )


def recipients_of(
    ports: Ports, reviewers: Sequence[Administrator], mail: Mail, mail_subject: MailSubject
) -> Sequence[Administrator]:
    """Everybody of the mail's audience, each once."""
    if isinstance(mail_subject, AccessRequest):
        return _deciders(ports, mail_subject)
    if mail.draft.audience is Audience.REVIEWERS:
        return reviewers
    locks = ports.store.locks(mail_subject.registrable_domain)
    others = [one.account_id for one in locks if one.ends_at is None and one.account_id != mail_subject.account_id]
    accounts = ports.store.accounts(others) if others else ()
    return list(distinct_administrators(accounts).values())


def _deciders(ports: Ports, request: AccessRequest) -> Sequence[Administrator]:
    """Who may decide: the account's administrators and, of Virtual Accounts, those who run all that are named."""
    account = ports.store.account(request.account_id)
    people = {one.email: one for one in account.administrators} if account else {}
    if request.asked.virtual_account_ids:
        grants = ports.store.account_grants(request.account_id)
        people = {**{one.email: one for one in _of_parts(grants, request)}, **people}
    return [one for one in people.values() if one.email != request.requester.email]


def _of_parts(grants: Sequence[Grant], request: AccessRequest) -> Sequence[Administrator]:
    administrators = [one for one in grants if one.role is AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR]
    found = []
    for email in dict.fromkeys(one.email for one in administrators):
        own = [one for one in administrators if one.email == email]
        if Rights.of(own, request.account_id).may_give(request.asked):
            found.append(Administrator(email, own[0].name))
    return found
