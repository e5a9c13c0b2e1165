"""Who must know of a recovery: every administrator, present and former, and everybody with a role on the account."""

from collections.abc import Iterable, Iterator, Sequence

from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.mail_address import MailAddress, mailbox_key
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.recovery.recovery import Objection, Recovery, mailbox_of
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.ports import Ports

# A mail that came back from there during this recovery: the address does not work.
RETURNED = (MailStatus.BOUNCED, MailStatus.COMPLAINED, MailStatus.DEAD)


@value_class
class Objector:
    """Who objects, as far as it is known, and the administrator's roles that they have now."""

    masked: str
    administering: Sequence[Grant]
    is_administrator: bool


def notified(ports: Ports, recovery: Recovery) -> Sequence[Administrator]:
    """Return them, each mailbox once, without the candidate's and without addresses that do not work."""
    returned = {
        mailbox_key(mail.draft.to) for mail in ports.store.mails_of(recovery.recovery_id) if mail.status in RETURNED
    }
    left_out = {*returned, mailbox_key(recovery.candidate.email), mailbox_key(str(MARKER))}
    people: dict[str, Administrator] = {}
    for one in _people(ports, recovery.account_id, ports.store.account_grants(recovery.account_id)):
        people.setdefault(mailbox_key(one.email), one)
    return [one for mailbox, one in people.items() if mailbox not in left_out]


def objector_of(ports: Ports, recovery: Recovery, objection: Objection) -> Objector:
    """Return who objects: a present administrator, or somebody who was mailed for another reason."""
    grants = ports.store.account_grants(recovery.account_id, complete=True)
    people = _of_mailbox(_people(ports, recovery.account_id, grants), objection)
    masked = next((MailAddress.parse(one.email).masked for one in people), "")
    own = [
        grant
        for grant in grants
        if grant.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR
        and mailbox_of(recovery.recovery_id, grant.email) == objection.mailbox
    ]
    return Objector(masked, own, bool(own))


def _people(ports: Ports, account_id: str, grants: Iterable[Grant]) -> Iterator[Administrator]:
    """Yield administrators first, since their language is known."""
    account = ports.store.account(account_id)
    yield from account.administrators if account else ()
    yield from (one.administrator for one in ports.store.former_administrators(account_id))
    yield from (Administrator(grant.email, grant.name) for grant in grants)


def _of_mailbox(people: Iterable[Administrator], objection: Objection) -> Iterator[Administrator]:
    return (one for one in people if mailbox_of(objection.recovery_id, one.email) == objection.mailbox)
