"""The whole system on moto, in this process, with a clock that tests move: real parts, small data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

from moto import mock_aws
from moto.ses.models import ses_backends

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.items import item_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.sqs import mail_keys
from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Mail
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.submission import Form
from chalicelib.domain.requests.text_fields import TextField
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.mail.sender import deliver
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import MailKey, Ports
from chalicelib.settings import Settings
from infra.create_table import create_table
from tests.aws_clients import kept_client, kept_table
from tests.callers import caller_of
from tests.forms import with_fields
from tests.movable_clock import MovableClock

MOTO_ACCOUNT = "123456789012"
SENDER = "Smart Accounts <no-reply@vendor.example>"

SETTINGS = Settings(
    stage="test",
    region="us-east-1",
    public_url="https://accounts.vendor.example/api",
    table_name="smart-account-requests-test",
    mail_queue="smart-account-requests-test-mail",
    mail_sender=SENDER,
    brand_name="Smart Accounts",
    support_address="support@vendor.example",
    reviewer_addresses=("reviewer@vendor.example",),
    oidc_issuer="https://sign-in.vendor.example",
    oidc_client_id="smart-account-requests",
    oidc_groups_claim="groups",
    example_domains=True,
    policy=Policy(),
    link_keys={"k1": "a-link-key-of-the-tests-0123456789"},
    audit_keys={"k1": "an-audit-key-of-the-tests-01234567"},
)
TABLE = kept_table(SETTINGS.table_name, SETTINGS.region)


def person(email: str = "partner@reseller.example", *groups: str, name: str = "Pat Partner") -> Person:
    """Somebody who signed in with that address."""
    return Person(f"person-of-{email}", MailAddress.parse(email), name, "en", frozenset(groups))


PARTNER = person()
REVIEWER = person("reviewer@vendor.example", "reviewers", name="Rae Reviewer")

FORM = Form(
    account_name="University of Example",
    domain_identifier="univ.example",
    customer_emails=("it@univ.example",),
    texts={
        TextField.NOTE_TO_CUSTOMER: "Needed for the licences of order 4711.",
        TextField.NOTE_TO_REVIEWER: "Long-standing customer.",
    },
)


@dataclass
class World:
    """The system, its clock, and what a test wants to know of it."""

    container: Container
    clock: MovableClock
    _keys: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    @property
    def ports(self) -> Ports:
        """What the use cases work with."""
        return self.container.ports

    @property
    def table(self) -> Table:
        """Where everything is stored."""
        return self.container.table

    def submit(self, form: Form = FORM, by: Person = PARTNER, **changed: Any) -> AccountRequest:
        """A request, submitted under a key of its own."""
        key = IdempotencyKey(f"key-{next(self._keys)}", "body")
        return submit_request(self.ports, self.caller(by), with_fields(form, **changed), key).request

    def caller(self, one: Person) -> Caller:
        """The person with the roles they have now; whoever has none is given one somewhere else first."""
        return caller_of(self.ports, one)

    def current(self, request: AccountRequest) -> AccountRequest:
        """The request as it is stored now."""
        found = self.ports.store.request(request.request_id)
        assert found is not None
        return found

    def token(self, request: AccountRequest, nomination_id: str = "1") -> str:
        """The current link's token of a nomination."""
        nomination = self.current(request).nomination(nomination_id)
        assert nomination is not None
        link = Link(request.request_id, nomination_id, nomination.generation)
        return self.ports.links.token(link, nomination.link_key)

    def give_role(self, email: str, account_id: str, role: AccessRole) -> None:
        """Grants a role."""
        origin, now = GrantOrigin.ADMINISTRATOR, self.clock.now()
        role_id = f"grant-{next(self._keys)}-of-{email}"
        self.ports.store.commit([GiveRole(Grant(role_id, account_id, email, role, origin, now))])

    def import_account(
        self, name: str, domain: str, administrators: tuple[str, ...] = (), visibility: str = ""
    ) -> None:
        """An active account that no request founded."""
        row = read_row(name, [domain], visibility, administrators, self.ports.rules)
        import_batch(self.ports, [row])

    def work(self) -> list[EmailMessage]:
        """Runs queue and schedule until quiet; returns the mails that went out."""
        before = len(self.mailbox())  # What the sweep itself causes, a reminder say, comes by the queue.
        while self._drain_queue() or sweep(self.ports, self.container.mail_sender) or self._drain_queue():
            pass
        return self.mailbox()[before:]

    def minute(self) -> None:
        """One sweep, and then the queue once."""
        sweep(self.ports, self.container.mail_sender)
        self._drain_queue()

    def mailbox(self) -> list[EmailMessage]:
        """Every mail that went out, oldest first."""
        sent = ses_backends[MOTO_ACCOUNT][SETTINGS.region].sent_messages
        parsed = (message_from_string(one.raw_data, policy=policy.default) for one in sent)
        return [one for one in parsed if isinstance(one, EmailMessage)]

    def mail(self, mail: Mail) -> Mail:
        """The mail as its row says now."""
        found = self.ports.store.mail(MailKey(mail.request_id, mail.mail_id))
        assert found is not None
        return found

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every row of the table: two equal answers mean that nothing changed."""
        return {row.key: item_of(row) for row in self.table.scan()}

    def _drain_queue(self) -> int:
        queue = kept_client("sqs", SETTINGS.region)
        url = queue.get_queue_url(QueueName=SETTINGS.mail_queue)["QueueUrl"]
        sent = 0
        while messages := queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                sent += deliver(self.ports, self.container.mail_sender, mail_keys(message["Body"]))
                queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return sent


@contextmanager
def counted_calls() -> Iterator[list[str]]:
    """The names of the calls to DynamoDB that are made meanwhile, in order."""
    calls: list[str] = []

    def count(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events = TABLE.client.meta.events
    events.register("before-call.dynamodb.*", count)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb.*", count)


@contextmanager
def world(settings: Settings = SETTINGS) -> Iterator[World]:
    """A system of its own, gone afterwards."""
    with mock_aws():
        kept_client("sqs", settings.region).create_queue(QueueName=settings.mail_queue)
        kept_client("ses", settings.region).verify_email_identity(EmailAddress=settings.mail_sender)
        clock = MovableClock()
        table = kept_table(settings.table_name, settings.region)
        container = bootstrap.wire(settings, clock, make_client=kept_client, table=table)
        create_table(table)
        yield World(container, clock)
