"""The whole system in this process, with a clock that tests move: its own components over a backend of tests."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

import pytest

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
from tests.backends.aws_clients import event_hook, shared_table
from tests.backends.backend import MemoryBackend, ObservedBackend, on_moto
from tests.callers import caller_of
from tests.forms import with_fields
from tests.movable_clock import MovableClock

SENDER = "Smart Accounts <no-reply@vendor.example>"

SETTINGS = Settings(
    stage="test",
    region="us-east-1",
    public_url="https://accounts.vendor.example/api",
    table_name="smart-account-requests-test",
    mail_queue="smart-account-requests-test-mail",
    webhook_queue="smart-account-requests-test-webhooks",
    mail_sender=SENDER,
    brand_name="Smart Accounts",
    support_address="support@vendor.example",
    reviewer_addresses=("reviewer@vendor.example",),
    oidc_issuer="https://sign-in.vendor.example",
    oidc_client_id="smart-account-requests",
    oidc_groups_claim="groups",
    example_domains=True,
    policy=Policy(),
    mails_per_second=1_000_000,
    link_keys={"k1": "a-link-key-of-the-tests-0123456789"},
    audit_keys={"k1": "an-audit-key-of-the-tests-01234567"},
)
TABLE = shared_table(SETTINGS.table_name, SETTINGS.region)


def person(email: str = "partner@reseller.example", *groups: str, name: str = "Pat Partner") -> Person:
    """Return a person who is signed in with that address."""
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
    """The system, its clock, and what tests ask about it."""

    container: Container
    clock: MovableClock
    backend: ObservedBackend
    _keys: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    @property
    def ports(self) -> Ports:
        """The ports of the use cases."""
        return self.container.ports

    @property
    def table(self) -> Table:
        """Where everything is stored."""
        return self.container.table

    def submit(self, form: Form = FORM, by: Person = PARTNER, **changed: Any) -> AccountRequest:
        """Submit a request under an idempotency key of its own."""
        key = IdempotencyKey(f"key-{next(self._keys)}", "body")
        return submit_request(self.ports, self.caller(by), with_fields(form, **changed), key).request

    def caller(self, person: Person) -> Caller:
        """Return the person with their current roles; without any, grant one on another account first."""
        return caller_of(self.ports, person)

    def current(self, request: AccountRequest) -> AccountRequest:
        """Return the request as it is stored now."""
        found = self.ports.store.request(request.request_id)
        assert found is not None
        return found

    def token(self, request: AccountRequest, nomination_id: str = "1") -> str:
        """Return the token of a nomination's current link."""
        nomination = self.current(request).nomination(nomination_id)
        assert nomination is not None
        link = Link(request.request_id, nomination_id, nomination.generation)
        return self.ports.links.token(link, nomination.link_key)

    def give_role(self, email: str, account_id: str, role: AccessRole, part: str | None = None) -> None:
        """Grant a role on the account, or on a Virtual Account of it."""
        origin, now = GrantOrigin.ADMINISTRATOR, self.clock.now()
        role_id = f"grant-{next(self._keys)}-of-{email}"
        self.ports.store.commit([GiveRole(Grant(role_id, account_id, email, role, origin, now, part))])

    def import_account(
        self, name: str, domain: str, administrators: tuple[str, ...] = (), visibility: str = ""
    ) -> None:
        """Import an active account, without a request."""
        row = read_row(name, [domain], visibility, administrators, self.ports.rules)
        import_batch(self.ports, [row])

    def work(self) -> list[EmailMessage]:
        """Run queue and schedule until nothing is left to do; return the mails that were sent."""
        before = len(self.backend.sent())  # A mail of the sweep, such as a reminder, is sent by the queue.
        while self._drain_queue() or sweep(self.ports, self.container.mail_sender) or self._drain_queue():
            pass
        return [_parsed(mail) for mail in self.backend.sent()[before:]]

    def minute(self) -> None:
        """Run one sweep, then drain the queue once."""
        sweep(self.ports, self.container.mail_sender)
        self._drain_queue()

    def mailbox(self) -> list[EmailMessage]:
        """Return every mail that was sent, oldest first."""
        return [_parsed(mail) for mail in self.backend.sent()]

    def mail(self, mail: Mail) -> Mail:
        """Return the mail as it is stored now."""
        found = self.ports.store.mail(MailKey(mail.request_id, mail.mail_id))
        assert found is not None
        return found

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every row of the table: two equal answers mean that nothing changed."""
        return {row.key: item_of(row) for row in self.table.scan()}

    def _drain_queue(self) -> int:
        ports, sender = self.ports, self.container.mail_sender
        return sum(deliver(ports, sender, mail_keys(body)) for body in self.backend.received())


@lru_cache(maxsize=1000)
def _parsed(mail: str) -> EmailMessage:
    message = message_from_string(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def counted_calls() -> Iterator[list[str]]:
    """Yield the list of the names of DynamoDB calls made inside the block, in order."""
    calls: list[str] = []

    def count(model: Any, **_: Any) -> None:
        calls.append(model.name)

    with event_hook(TABLE.client, "before-call.dynamodb.*", count):
        yield calls


@contextmanager
def world(settings: Settings = SETTINGS) -> Iterator[World]:
    """Set up a new system in memory, which is the same but for what AWS alone does, such as its calls and faults."""
    yield world_over(MemoryBackend(), settings)


def world_for(test: pytest.FixtureRequest, settings: Settings = SETTINGS) -> AbstractContextManager[World]:
    """Set up a new system for a test: in memory, or on moto where it is marked `aws`."""
    return aws_world(settings) if test.node.get_closest_marker("aws") else world(settings)


@contextmanager
def aws_world(settings: Settings = SETTINGS) -> Iterator[World]:
    """Set up a new system on moto; it is gone after the block."""
    with on_moto(settings) as backend:
        yield world_over(backend, settings)


def world_over(backend: ObservedBackend, settings: Settings) -> World:
    """Wire a system to a backend."""
    clock = MovableClock()
    return World(bootstrap.wire(settings, clock, backend=backend), clock, backend)
