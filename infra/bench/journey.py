"""Database and queue calls of each step of the journey, through the use cases, with the budgets of docs/design.md."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.submission import Form
from chalicelib.domain.requests.text_fields import TextField
from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import MailKey, Ports
from infra.bench.meter import Meter, Spent

PARTNER = Person("bench", MailAddress.parse("partner@reseller.example"), "Pat Partner", "en", frozenset())


class CountingQueue:
    """A stand-in for the queue that counts messages."""

    def __init__(self) -> None:
        self.nudges = 0

    def nudge(self, mails: Sequence[MailKey]) -> None:
        """Count one message for any number of mails."""
        self.nudges += bool(mails)


@dataclass(frozen=True)
class Limit:
    """Budget of a step; None means no limit."""

    reads: int | None
    transactions: int | None
    nudges: int | None


@dataclass(frozen=True)
class Step:
    """A step of the journey, its limit and its measured calls."""

    what: str
    limit: Limit
    spent: Spent
    nudges: int


LOOK = Limit(reads=1, transactions=0, nudges=0)
DECIDE = Limit(reads=1, transactions=1, nudges=1)
SUBMIT = Limit(reads=3, transactions=1, nudges=1)
NOTHING = Limit(reads=0, transactions=0, nudges=0)
DIRECTORY = Limit(reads=4, transactions=0, nudges=0)
UNLIMITED = Limit(None, None, None)


class Journey:
    """Runs the journey once, with domains of its own."""

    def __init__(self, container: Container, meter: Meter) -> None:
        self._queue = CountingQueue()
        self._ports: Ports = replace(container.ports, queue=self._queue)
        self._meter = meter
        self._numbers = count(1)
        self._caller = _with_a_role(self._ports)

    def run(self) -> list[Step]:
        """Run and measure every step."""
        ports = self._ports
        approved, declined, handed_on = (self._submit(1) for _ in range(3))
        to_approve, to_decline = self._token(approved), self._token(declined)
        return [
            self._step("directory page", DIRECTORY, self._directory),
            self._step("submit, one customer contact", SUBMIT, lambda: self._submit(1)),
            self._step("submit, five customer contacts", SUBMIT, lambda: self._submit(5)),
            self._step("open an approval link", LOOK, lambda: link_actions.look(ports, to_approve)),
            self._step("rejected token", NOTHING, lambda: self._refused("made-up")),
            self._step("approve", DECIDE, lambda: link_actions.approve(ports, to_approve, authority_confirmed=True)),
            self._step("decline", DECIDE, lambda: link_actions.decline(ports, to_decline, "not_needed", "")),
            self._step("forward", UNLIMITED, lambda: self._forward(handed_on)),
        ]

    def open_link(self) -> str:
        """Return the token of a link that waits for a decision."""
        return self._token(self._submit(1))

    def _step(self, what: str, limit: Limit, act: Callable[[], object]) -> Step:
        before = self._queue.nudges
        with self._meter.counting() as spent:
            act()
        return Step(what, limit, spent, self._queue.nudges - before)

    def _directory(self) -> None:
        grants = self._ports.store.grants(PARTNER.person_id, str(PARTNER.email))
        directory_of(self._ports, PARTNER, grants)

    def _submit(self, contacts: int) -> AccountRequest:
        number = next(self._numbers)
        domain = f"customer-{number}.example"
        form = Form(
            account_name=f"Customer {number} for Research and Teaching",
            domain_identifier=domain,
            customer_emails=tuple(f"contact-{number}@{domain}" for number in range(contacts)),
            texts={TextField.NOTE_TO_CUSTOMER: "Needed for the licences that were ordered."},
        )
        return submit_request(self._ports, self._caller, form, IdempotencyKey(f"key-{number}", "body")).request

    def _token(self, request: AccountRequest) -> str:
        nomination = request.nominations[0]
        link = Link(request.request_id, nomination.nomination_id, nomination.generation)
        return self._ports.links.token(link, nomination.link_key)

    def _refused(self, token: str) -> None:
        with suppress(Refused):
            link_actions.look(self._ports, token)

    def _forward(self, request: AccountRequest) -> None:
        target = read_forwarding(f"colleague@{request.domain_identifier}", "", "en", outside_domain_confirmed=False)
        link_actions.forward(self._ports, self._token(request), lambda _: target)


def _with_a_role(ports: Ports) -> Caller:
    """Return the partner with a role on an account, which submitting a request requires."""
    role, email = AccessRole.SMART_ACCOUNT_USER, str(PARTNER.email)
    grant = Grant("bench", "bench", email, role, GrantOrigin.IMPORT, ports.clock.now())
    ports.store.commit([GiveRole(grant)])
    return Caller(PARTNER, [grant])
