"""What each change of access means for the table. `writes_of`, taken from here, knows every kind of change.

A role lies in three places: on its account, with its address and, once claimed, with the person. All three
hold the same document; `holder` says who has claimed it, for conditions to go by.
"""

from collections.abc import Iterator
from dataclasses import replace

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.mapping import ABSENT, at_version, writes_of
from chalicelib.adapters.dynamodb.operations import Check, Delete, Operation, Put
from chalicelib.adapters.dynamodb.record import Record, encoded
from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.services.unit_of_work import access_writes as changes

__all__ = ["writes_of"]

PRESENT = Record.pk.exists()


@writes_of.register
def _(change: changes.SaveVirtualAccount) -> Iterator[Operation]:
    part = change.virtual_account
    key = keys.virtual_account(part.account_id, part.virtual_account_id)
    yield Put(Record(*key, document=encoded(part)), PRESENT if change.is_known else ABSENT)


@writes_of.register
def _(change: changes.GiveRole) -> Iterator[Operation]:
    on_account, *others = _places(change.grant)
    yield Put(_grant_record(on_account, change.grant), ABSENT)
    yield from (Put(_grant_record(key, change.grant)) for key in others)


@writes_of.register
def _(change: changes.ClaimRole) -> Iterator[Operation]:
    yield from _replaced(change.grant, replace(change.grant, claimed_by=change.person_id, name=change.name))


@writes_of.register
def _(change: changes.MoveRole) -> Iterator[Operation]:
    yield from _replaced(change.grant, replace(change.grant, email=change.email))


@writes_of.register
def _(change: changes.WithdrawRole) -> Iterator[Operation]:
    yield from (Delete(Record(*key), _as_read(change.grant)) for key in _places(change.grant))


@writes_of.register
def _(change: changes.RequireRole) -> Iterator[Operation]:
    on_account, *_ = _places(change.grant)
    yield Check(Record(*on_account), _as_read(change.grant))


@writes_of.register
def _(change: changes.KeepLostRole) -> Iterator[Operation]:
    yield Put(Record(*keys.lost_role(change.account_id, change.role_id)))


@writes_of.register
def _(change: changes.SaveAccessRequest) -> Iterator[Operation]:
    yield _as_next(keys.access_request(change.request.access_request_id), change.request)


@writes_of.register
def _(change: changes.ListAccessRequest) -> Iterator[Operation]:
    request = change.request
    yield Put(Record(*keys.own_access_request(request), holder=request.access_request_id))


@writes_of.register
def _(change: changes.SaveRecentAccessRequests) -> Iterator[Operation]:
    yield _as_next(keys.recent_access_requests(change.recent_access_requests.person_id), change.recent_access_requests)


@writes_of.register
def _(change: changes.SavePendingInbox) -> Iterator[Operation]:
    yield _as_next(keys.inbox(change.inbox.account_id), change.inbox)


@writes_of.register
def _(change: changes.AppendAccountEvent) -> Iterator[Operation]:
    event = change.event
    yield Put(Record(*keys.account_event(event.request_id, event.sequence), document=encoded(event)), ABSENT)


def _as_next(key: Key, read: AccessRequest | RecentAccessRequests | PendingInbox) -> Put:
    """The next version of what was read, if nobody has written it since."""
    raised = replace(read, version=read.version + 1)
    return Put(Record(*key, document=encoded(raised), version=raised.version), at_version(read.version))


def _places(grant: Grant) -> Iterator[Key]:
    """Where the role is listed, its account first."""
    yield keys.account_grant(grant.account_id, grant.grant_id)
    yield keys.address_grant(MailAddress.parse(grant.email).key, grant.account_id, grant.grant_id)
    if grant.claimed_by:
        yield keys.person_grant(grant.claimed_by, grant.account_id, grant.grant_id)


def _replaced(before: Grant, after: Grant) -> Iterator[Operation]:
    """Lists the role as it is now, and nowhere else.

    Every place is conditioned, not the account's alone: a role that moved to another address meanwhile would
    otherwise stay listed with that address, where nobody sees it or can withdraw it.
    """
    held, listed = set(_places(before)), list(_places(after))
    for key in listed:
        yield Put(_grant_record(key, after), _as_read(before) if key in held else None)
    yield from (Delete(Record(*key), _as_read(before)) for key in _places(before) if key not in listed)


def _grant_record(key: Key, grant: Grant) -> Record:
    return Record(*key, document=encoded(grant), holder=grant.claimed_by)


def _as_read(grant: Grant) -> Condition:
    """Holds while the role is there and nobody else has claimed it."""
    unclaimed: Condition = PRESENT & Record.holder.does_not_exist()
    return Record.holder == grant.claimed_by if grant.claimed_by else unclaimed
