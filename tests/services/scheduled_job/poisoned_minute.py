"""A minute in which everything that can fall due is due, a sound row and a poisoned one of each kind."""

from dataclasses import dataclass

import boto3

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.requests.request import AccountRequest
from tests.poisoned_due_rows import Poisoned, of_an_unknown_kind, poison
from tests.services.access.stories import COLLEAGUE, Account
from tests.world import SETTINGS, World, person


def asked(world: World, domain: str) -> AccountRequest:
    return world.submit(domain_identifier=domain, customer_emails=(f"it@{domain}",))


def mail_of(world: World, request: AccountRequest, kind: MailKind) -> Mail:
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    (mail,) = [one for one in found.mails if one.draft.kind is kind]
    return mail


def mail_key(world: World, request: AccountRequest, kind: MailKind) -> Key:
    return keys.mail(request.request_id, mail_of(world, request, kind).mail_id)


def recipients(world: World) -> list[str]:
    return [str(mail["To"]) for mail in world.mailbox()]


def beginning(subject: str) -> str:
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
        ending = asked(world, "ending.example")
        world.clock.advance(days=87)
        world.work()
        asked(world, "reminded.example")
        bad_request = asked(world, "forgotten.example")
        world.work()
        world.clock.advance(days=3)
        asked(world, "fresh.example")
        bad_mail = mail_key(world, asked(world, "bad.example"), MailKind.APPROVAL_NEEDED)
        account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
        bad_access = account.ask(person("other@univ.example"), AccessRole.SMART_ACCOUNT_USER)
        poisoned = {
            "request": poison(keys.request(bad_request.request_id), fault),
            "mail": poison(bad_mail, fault),
            "access mail": poison(keys.mail(bad_access.access_request_id, "0001-01"), fault),
            "unknown": poison(of_an_unknown_kind("later"), fault),
        }
        # Every nudge is lost.
        queue = boto3.client("sqs", region_name=SETTINGS.region)
        queue.purge_queue(QueueUrl=queue.get_queue_url(QueueName=SETTINGS.mail_queue)["QueueUrl"])
        return cls(world, ending, poisoned)

    def pass_by(self) -> list[tuple[str, str]]:
        """One sweep, and then what the queue holds; what went out, to whom."""
        before = len(self.world.mailbox())
        self.world.minute()
        sent = self.world.mailbox()[before:]
        return sorted((str(mail["To"]), beginning(str(mail["Subject"]))) for mail in sent)
