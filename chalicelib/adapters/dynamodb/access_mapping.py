"""The table operations of each write that concerns access.

A role lies in three places: on its account, with its address and, once claimed, with the person. All three
hold the same document; `holder` says who has claimed it, for conditions to go by.
"""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import ABSENT, PRESENT, Condition, contains, equals, exists
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.mapping import writes_of
from chalicelib.adapters.dynamodb.record_types import event_row, next_version, stored_as
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.services.unit_of_work import access_writes as changes

__all__ = ["writes_of"]


@writes_of.register
def _(change: changes.SaveVirtualAccount) -> Iterator[Operation]:
    yield Put(stored_as(change.virtual_account), PRESENT if change.is_known else ABSENT)


@writes_of.register
def _(change: changes.GiveRole) -> Iterator[Operation]:
    on_account, *others = _places(change.grant)
    yield Put(_grant_row(on_account, change.grant), ABSENT)
    yield from (Put(_grant_row(key, change.grant)) for key in others)


@writes_of.register
def _(change: changes.ClaimRole) -> Iterator[Operation]:
    after = replace(change.grant, claimed_by=change.person_id, name=change.name, claimed_at=change.at)
    yield from _replaced(change.grant, after)


@writes_of.register
def _(change: changes.MoveRole) -> Iterator[Operation]:
    yield from _replaced(change.grant, replace(change.grant, email=change.email))


@writes_of.register
def _(change: changes.WithdrawRole) -> Iterator[Operation]:
    on_account, *others = _places(change.grant)
    yield Delete(on_account, _unmoved(change.grant))
    yield from map(Delete, (*others, *_earlier_places(change.grant)))


@writes_of.register
def _(change: changes.RequireRole) -> Iterator[Operation]:
    on_account, *_ = _places(change.grant)
    yield Check(on_account, _as_read(change.grant))


@writes_of.register
def _(change: changes.KeepLostRole) -> Iterator[Operation]:
    yield Put(Row(*keys.lost_role(change.account_id, change.role_id)))


@writes_of.register
def _(change: changes.SaveAccessRequest) -> Iterator[Operation]:
    yield next_version(change.request)


@writes_of.register
def _(change: changes.ListAccessRequest) -> Iterator[Operation]:
    request = change.request
    yield Put(Row(*keys.own_access_request(request), holder=request.access_request_id))


@writes_of.register
def _(change: changes.SaveRecentAccessRequests) -> Iterator[Operation]:
    yield next_version(change.recent_access_requests)


@writes_of.register
def _(change: changes.SavePendingInbox) -> Iterator[Operation]:
    yield next_version(change.inbox)


@writes_of.register
def _(change: changes.AppendAccountEvent) -> Iterator[Operation]:
    event = change.event
    yield Put(event_row(keys.account_event(event.request_id, event.sequence), event), ABSENT)


def _places(grant: Grant) -> Iterator[Key]:
    """Return the keys under which the role is listed, its account first."""
    yield keys.account_grant(grant.account_id, grant.grant_id)
    yield keys.address_grant(mailbox_key(grant.email), grant.account_id, grant.grant_id)
    if grant.claimed_by:
        yield keys.person_grant(grant.claimed_by, grant.account_id, grant.grant_id)


def _replaced(before: Grant, after: Grant) -> Iterator[Operation]:
    """List the role as it is now, and remove it everywhere else.

    The account's row decides whether the role is still where it was read. A role that moved to another address
    meanwhile would otherwise stay listed with that address, where nobody sees it or can withdraw it.
    """
    on_account, *others = listed = list(_places(after))
    yield Put(_grant_row(on_account, after), _unmoved(before))
    yield from (Put(_grant_row(key, after)) for key in others)
    yield from (Delete(key) for key in (*_places(before), *_earlier_places(before)) if key not in listed)


def _grant_row(key: Key, grant: Grant) -> Row:
    return Row(*key, document=encoded(grant), holder=grant.claimed_by)


def _earlier_places(grant: Grant) -> Iterator[Key]:
    """Return where earlier releases listed the role with its address, if that differs."""
    _, *earlier = keys.address_partitions(grant.email)
    _, sort = keys.address_grant("", grant.account_id, grant.grant_id)
    yield from ((partition, sort) for partition in earlier)


def _unmoved(grant: Grant) -> Condition:
    """Holds while the role is the same person's and granted to the same address. No name contains an address."""
    return _as_read(grant) & contains("document", f'"{grant.email}"')


def _as_read(grant: Grant) -> Condition:
    """Holds while the role is there and nobody else has claimed it."""
    if grant.claimed_by:
        return equals("holder", grant.claimed_by)
    return PRESENT & ~exists("holder")
