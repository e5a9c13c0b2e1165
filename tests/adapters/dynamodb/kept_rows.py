"""A table with a row of each kind that the store reads, and what the table of reads says of each read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import PRESENT, Attribute
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Update
from chalicelib.domain.access.inquiry import Inquiry, InquiryForm
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, Administrator, FormerAdministrator, Grant, GrantOrigin
from chalicelib.domain.events import Sealings
from chalicelib.domain.identity.moved_identity import Issuers
from chalicelib.domain.programs.client import ClientIdentity
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.feed.dispatch import dispatch_event
from chalicelib.services.programs.acting import acting_program, note_use
from chalicelib.services.programs.administration import invite_program
from chalicelib.services.programs.confirming import confirm_program
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.sign_in.claim_person import claim_person, record_holder
from chalicelib.services.unit_of_work.access_writes import GiveRole, KeepLostRole, ListForReviewers
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.feed.writes import EventKey
from chalicelib.services.unit_of_work.sealing_ports import SealTrails
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery
from chalicelib.services.unit_of_work.writes import KeepAnswer, KeptAnswer, Write
from chalicelib.services.webhooks.fan_out import delivery_to
from tests.services.access.stories import ADMINISTRATOR, Account, offered
from tests.services.feed.memory_bus import MemoryBus
from tests.services.programs.stories import FORM_OF_PROGRAM, client
from tests.services.webhooks.hooks import made
from tests.world import PARTNER, World, person

FORMER, ISSUER, IDENTITY = "https://former.example", "https://present.example", "the-partners-new-identity"
PROVED_DOMAIN = "proved.example"
RECOVERING = person("it@univ.example")
LEFT_OUT, RAISES, BY_KEY = "left out", "raises", "the key says all"
THE_ROW, A_LIST = "the call is about this one row", "a list"


def written_directly(account: Account, now: datetime) -> Sequence[Write]:
    """Return what no use case writes by itself."""
    origin, viewer = GrantOrigin.IMPORT, AccessRole.SMART_ACCOUNT_VIEWER
    claimed = Grant("claimed", account.account_id, "c@univ.example", viewer, origin, now, None, "claimer")
    lost = FormerAdministrator(account.account_id, "lost", Administrator("former@univ.example"))
    answer = KeepAnswer(KeptAnswer("kept", "", 204, {}, "", now + timedelta(days=1)), now)
    return (GiveRole(claimed), KeepLostRole(account.account_id, "lost", lost), SealTrails(Sealings(), None), answer)


@dataclass(frozen=True)
class Kept:
    """The table, and what some of its keys are made of."""

    world: World
    account: Account
    request: AccountRequest
    access_request: AccessRequest
    mail_id: str
    grant_id: str
    walked_id: str
    inquiry: Inquiry

    @classmethod
    def in_(cls, world: World) -> "Kept":
        """All rows, most of them made by the use cases."""
        account = Account.of(world)
        (grant,) = account.caller(ADMINISTRATOR).grants
        now, viewer = world.clock.now(), AccessRole.SMART_ACCOUNT_VIEWER
        world.ports.store.commit(written_directly(account, now))
        request = world.submit(domain_identifier="labs.example", customer_emails=("it@elsewhere.example",))
        emails = ("it@second.example",)
        walked = world.submit(by=ADMINISTRATOR, domain_identifier="second.example", customer_emails=emails)
        missed: dict[Attribute, str | None] = {"due_at": None, "due_shard": None}
        world.table.update(Update(keys.event(walked.request_id, 1), PRESENT, missed))
        asked = account.ask(PARTNER, viewer)
        world.ports.store.commit([ListForReviewers(asked)])
        offered(world, PARTNER, account.account_id)
        _claim_partner(world, now)
        ask_for_proof(world.ports, Caller(PARTNER, ()), PROVED_DOMAIN)
        ask_for_recovery(world.ports, Caller(RECOVERING, ()), account.account_id)
        note_use(world.ports, acting_program(world.ports, _bound_client(account)))
        file = world.ports.store.request_file(request.request_id)
        assert file is not None
        dispatch_event(replace(world.ports, bus=MemoryBus()), EventKey(request.request_id, 1))
        webhook = made(world, account_id=account.account_id, notice_due_at=now)
        delivery = replace(delivery_to(webhook, "evt_1", "submitted", "{}", now, now), delivery_id="00000000000000d1")
        world.ports.store.commit([SaveDelivery(delivery)])
        inquiry = inquire(world.ports, PARTNER, InquiryForm("far.example"))
        return cls(world, account, request, asked, file.mails[0].mail_id, grant.grant_id, walked.request_id, inquiry)

    @property
    def store(self) -> Any:
        """The store, on which the table calls each read."""
        return self.world.ports.store

    @property
    def account_id(self) -> str:
        """The account's."""
        return self.account.account_id

    @property
    def lab(self) -> str:
        """A Virtual Account's."""
        return self.account.lab

    @property
    def request_id(self) -> str:
        """The request's."""
        return self.request.request_id

    @property
    def access_request_id(self) -> str:
        """The one of the request for access."""
        return self.access_request.access_request_id


@dataclass(frozen=True)
class Read:
    """What a read does, why that is safe, the row that is poisoned, and the read."""

    does: str
    why: str
    row: Callable[[Kept], Key]
    read: Callable[[Kept], Any]


def _claim_partner(world: World, now: datetime) -> None:
    """Make the partner a person of a former issuer, who signs in at another one."""
    record_holder(world.ports, Issuers(FORMER), PARTNER, None)
    issuers = Issuers(ISSUER, FORMER, now + timedelta(days=1))
    claim_person(world.ports, issuers, replace(PARTNER, person_id=IDENTITY))


def _bound_client(account: Account) -> ClientIdentity:
    """Bind the client of a program to the account."""
    ports, by = account.world.ports, account.caller(ADMINISTRATOR)
    code = invite_program(ports, by, account.account_id, FORM_OF_PROGRAM).code
    confirm_program(ports, client(), code)
    return client()
