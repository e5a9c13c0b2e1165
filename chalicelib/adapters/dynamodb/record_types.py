"""The registry of record types: under which key an object is stored, and which other attributes its row has.

The version of an object that has one is the row's; a due time puts the row into the due index. A role is stored
under several keys, and what has no document, or a key that does not follow from it, is not in the registry.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import at_version
from chalicelib.adapters.dynamodb.deliveries import keys as webhook_keys
from chalicelib.adapters.dynamodb.documents import encoded, epoch, stamp
from chalicelib.adapters.dynamodb.inquiries import keys as inquiry_keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.programs import keys as program_keys
from chalicelib.adapters.dynamodb.proofs import keys as proof_keys
from chalicelib.adapters.dynamodb.recovery import keys as recovery_keys
from chalicelib.adapters.dynamodb.table import Put, Row
from chalicelib.domain.access.inquiry import INQUIRY_KEPT, Inquiry
from chalicelib.domain.access.offers import OFFER_LENGTH
from chalicelib.domain.access.request import AccessRequest, InboxEntry, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import AccessRole, SmartAccount, VirtualAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.events import AuditEvent, Sealings
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.moved_identity import AddressHolder, MovedIdentity
from chalicelib.domain.mails import ABOUT_ACCOUNTS, Mail, MailKind
from chalicelib.domain.programs.program import AccountPrograms
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.limits import RateWindow
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.schedule import LOG_LENGTH
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.writes import KeptAnswer, Remembered

T = TypeVar("T")
DUE_SHARDS = 8
UNCOUNTED_PREFIX, FEED_PREFIX, BUS_PREFIX = "UNCOUNTED#", "FEED#", "BUS#"


@value_class
class RecordType(Generic[T]):
    """Where an object is stored, and its row's attributes that conditions, the index and the time-to-live need."""

    key: Callable[[T], Key]
    attributes: Callable[[T], Mapping[str, Any]] = lambda _: {}


def due_shard(partition: str) -> str:
    """Which shard of the due index a partition's rows lie in."""
    return str(zlib.crc32(partition.encode()) % DUE_SHARDS)


def uncounted_shard(partition: str) -> str:
    """Which shard a partition's events lie in until a sealing counts them; apart from what the outbox looks at."""
    return f"{UNCOUNTED_PREFIX}{due_shard(partition)}"


def _at(due_at: datetime | None, shard: str) -> Mapping[str, Any]:
    return {"due_at": stamp(due_at), "due_shard": shard} if due_at else {}


def _due(one: AccountRequest | AccessRequest | Mail) -> Mapping[str, Any]:
    own_id = one.access_request_id if isinstance(one, AccessRequest) else one.request_id
    return _at(one.due_at, due_shard(keys.request(own_id)[0]))


def _due_inquiry(inquiry: Inquiry) -> Mapping[str, Any]:
    due = _at(inquiry.due_at, due_shard(inquiry_keys.inquiry(inquiry.inquiry_id)[0]))
    return {**due, "forget_at": epoch(inquiry.ends_at + INQUIRY_KEPT)}


def _due_or_forgotten(mail: Mail) -> Mapping[str, Any]:
    """Mails about roles, inquiries and digests belong to no request whose end takes out their addresses."""
    kind = mail.draft.kind
    is_forgotten = mail.is_digest or kind in (MailKind.ROLE_OFFERED, *ABOUT_ACCOUNTS, MailKind.INQUIRY_ENDED)
    return {**_due(mail), **({"forget_at": epoch(mail.created_at + OFFER_LENGTH)} if is_forgotten else {})}


def _due_proof(proof: DomainProof) -> Mapping[str, Any]:
    return _at(proof.due_at, proof_keys.DUE_SHARD)


def _due_programs(programs: AccountPrograms) -> Mapping[str, Any]:
    return _at(programs.due_at, program_keys.DUE_SHARD)


def _due_recovery(recovery: Recovery) -> Mapping[str, Any]:
    return _at(recovery.due_at, recovery_keys.DUE_SHARD)


def _due_webhook(webhook: Webhook) -> Mapping[str, Any]:
    return _at(webhook.notice_due_at, webhook_keys.DUE_WEBHOOKS)


def _due_delivery(delivery: Delivery) -> Mapping[str, Any]:
    kept_until = max(delivery.created_at, delivery.series_at) + LOG_LENGTH
    return {**_at(delivery.due_at, webhook_keys.DUE_DELIVERIES), "forget_at": epoch(kept_until)}


RECORD_TYPES: Mapping[type, RecordType[Any]] = {
    AccountRequest: RecordType[AccountRequest](lambda one: keys.request(one.request_id), _due),
    Mail: RecordType[Mail](lambda one: keys.mail(one.request_id, one.mail_id), _due_or_forgotten),
    SmartAccount: RecordType[SmartAccount](lambda one: keys.account(one.account_id)),
    LastImport: RecordType[LastImport](lambda one: keys.last_import(one.account_id)),
    VirtualAccount: RecordType[VirtualAccount](
        lambda one: keys.virtual_account(one.account_id, one.virtual_account_id)
    ),
    DomainLock: RecordType[DomainLock](
        lambda one: keys.domain_lock(one.domain_identifier),
        lambda one: {"holder": one.account_id, "ends_at": stamp(one.ends_at) if one.ends_at else None},
    ),
    AccessRequest: RecordType[AccessRequest](lambda one: keys.access_request(one.access_request_id), _due),
    Inquiry: RecordType[Inquiry](lambda one: inquiry_keys.inquiry(one.inquiry_id), _due_inquiry),
    RecentAccessRequests: RecordType[RecentAccessRequests](lambda one: keys.recent_access_requests(one.person_id)),
    Sealings: RecordType[Sealings](lambda _: keys.sealings()),
    PendingInbox: RecordType[PendingInbox](lambda one: keys.inbox(one.account_id)),
    MovedIdentity: RecordType[MovedIdentity](lambda one: keys.identity(one.identity_id)),
    AddressHolder: RecordType[AddressHolder](lambda one: keys.address_holder(MailAddress.parse(one.email).key)),
    DomainProof: RecordType[DomainProof](lambda one: proof_keys.domain_proof(one.proof_id), _due_proof),
    Recovery: RecordType[Recovery](lambda one: recovery_keys.recovery(one.recovery_id), _due_recovery),
    Webhook: RecordType[Webhook](lambda one: webhook_keys.webhook(one.account_id, one.webhook_id), _due_webhook),
    Delivery: RecordType[Delivery](
        lambda one: webhook_keys.delivery(one.account_id, one.webhook_id, one.delivery_id), _due_delivery
    ),
    AccountPrograms: RecordType[AccountPrograms](lambda one: program_keys.programs(one.account_id), _due_programs),
    RateWindow: RecordType[RateWindow](lambda one: keys.rate_window(one.key)),
    Remembered: RecordType[Remembered](
        lambda one: keys.remembered(one.key), lambda one: {"forget_at": epoch(one.forget_at)}
    ),
    KeptAnswer: RecordType[KeptAnswer](
        lambda one: keys.kept_answer(one.key), lambda one: {"forget_at": epoch(one.forget_at)}
    ),
}


@value_class
class PackedEntry:
    """An entry of an inbox as it is stored: its Virtual Accounts by their places in a list that all entries share.

    Rows of earlier releases name the account and the Virtual Accounts here. An earlier release must not take an entry
    without these for one about the whole account, so they are null, which it cannot read.
    """

    access_request_id: str
    person_id: str
    role: AccessRole
    asked_at: datetime
    account_id: str | None = None
    virtual_account_ids: tuple[str, ...] | None = None
    places: tuple[int, ...] = ()


@value_class
class PackedInbox:
    """An inbox as it is stored: 500 requests for 20 of 500 Virtual Accounts each take half of the 400 KB of a row."""

    account_id: str
    waiting: tuple[PackedEntry, ...] = ()
    decided: tuple[str, ...] = ()
    version: int = 0
    virtual_account_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, inbox: PendingInbox) -> "PackedInbox":
        """Pack an inbox."""
        ids = tuple(dict.fromkeys(one for entry in inbox.waiting for one in entry.virtual_account_ids))
        places = {one: place for place, one in enumerate(ids)}
        waiting = tuple(
            PackedEntry(
                entry.access_request_id,
                entry.person_id,
                entry.role,
                entry.asked_at,
                places=tuple(places[one] for one in entry.virtual_account_ids),
            )
            for entry in inbox.waiting
        )
        return cls(inbox.account_id, waiting, inbox.decided, inbox.version, ids)

    def unpacked(self) -> PendingInbox:
        """Return the inbox."""
        waiting = tuple(
            InboxEntry(
                one.access_request_id,
                self.account_id,
                one.person_id,
                one.role,
                one.virtual_account_ids or tuple(self.virtual_account_ids[place] for place in one.places),
                one.asked_at,
            )
            for one in self.waiting
        )
        return PendingInbox(self.account_id, waiting, self.decided, self.version)


def stored_as(value: object) -> Row:
    """The row of an object of a type that is in the registry."""
    kind = RECORD_TYPES[type(value)]
    version = getattr(value, "version", None)
    document = encoded(PackedInbox.of(value) if isinstance(value, PendingInbox) else value)
    return Row(*kind.key(value), document=document, version=version, **kind.attributes(value))


def feed_shard(partition: str) -> str:
    """Which shard a partition's events lie in until they have their positions in the feed, before a sealing's."""
    return f"{FEED_PREFIX}{due_shard(partition)}"


def event_row(key: Key, event: AuditEvent, team_event: TeamEvent | None) -> Row:
    """The row of a new event, which is in the due index for the feed, if it concerns a team, and then for a sealing."""
    if team_event is None:
        return Row(*key, encoded(event), due_at=stamp(event.at), due_shard=uncounted_shard(key[0]))
    shard = feed_shard(key[0])
    return Row(*key, encoded(event), due_at=stamp(event.at), due_shard=shard, effect=encoded(team_event))


def listed_lock(lock: DomainLock) -> Row:
    """The copy of a lock among the neighbours of its organisation."""
    pk, sk = keys.lock(lock.registrable_domain, lock.domain_identifier)
    return replace(stored_as(lock), pk=pk, sk=sk)


def next_version(read: Any, **attributes: Any) -> Put:
    """The next version of an object that was read, unless it was written since; with further attributes."""
    row = stored_as(replace(read, version=read.version + 1))
    return Put(replace(row, **attributes), at_version(read.version))
