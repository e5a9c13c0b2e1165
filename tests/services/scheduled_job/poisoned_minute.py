"""A minute in which everything that can fall due is due: a valid row and a poisoned one of each kind."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.requests.request import AccountRequest
from tests.poisoned_due_rows import Poisoned, due_row_of_unknown_kind, poison
from tests.services.access.stories import COLLEAGUE, Account
from tests.world import World, person


def submitted(world: World, domain: str) -> AccountRequest:
    return world.submit(domain_identifier=domain, customer_emails=(f"it@{domain}",))


def mail_of(world: World, request: AccountRequest, kind: MailKind) -> Mail:
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    (mail,) = [mail for mail in found.mails if mail.draft.kind is kind]
    return mail


def mail_key(world: World, request: AccountRequest, kind: MailKind) -> Key:
    return keys.mail(request.request_id, mail_of(world, request, kind).mail_id)


def recipients(world: World) -> list[str]:
    return [str(mail["To"]) for mail in world.mailbox()]


def first_words(subject: str) -> str:
    return " ".join(subject.partition(":")[0].split()[:2])


@dataclass
class Minute:
    """The system in that minute."""

    world: World
    ending: AccountRequest
    poisoned: dict[str, Poisoned]

    @classmethod
    def of(cls, world: World, fault: str) -> "Minute":
        account = Account.of(world)
        ending = submitted(world, "ending.example")
        world.clock.advance(days=87)
        world.work()
        submitted(world, "reminded.example")
        bad_request = submitted(world, "forgotten.example")
        world.work()
        world.clock.advance(days=3)
        submitted(world, "fresh.example")
        bad_mail = mail_key(world, submitted(world, "bad.example"), MailKind.APPROVAL_NEEDED)
        account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
        bad_access = account.ask(person("other@univ.example"), AccessRole.SMART_ACCOUNT_USER)
        poisoned = {
            "request": poison(world.table, keys.request(bad_request.request_id), fault),
            "mail": poison(world.table, bad_mail, fault),
            "access mail": poison(world.table, keys.mail(bad_access.access_request_id, "0001-01"), fault),
            "unknown": poison(world.table, due_row_of_unknown_kind(world.table, "later"), fault),
        }
        # Lose every nudge.
        list(world.backend.received())
        return cls(world, ending, poisoned)

    def run(self) -> list[tuple[str, str]]:
        """Run one sweep and the queue; return the recipient and the subject's first words of each mail sent."""
        before = len(self.world.mailbox())
        self.world.minute()
        sent = self.world.mailbox()[before:]
        return sorted((str(mail["To"]), first_words(str(mail["Subject"]))) for mail in sent)
