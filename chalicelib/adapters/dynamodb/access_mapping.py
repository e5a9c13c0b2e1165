"""The table operations of each write that concerns access.

A role lies in three places: on its account, with its address and, once claimed, with the person. All three
hold the same document; `holder` says who has claimed it, for conditions to go by.
"""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import ABSENT, PRESENT, Condition, at_most, contains, equals, exists
from chalicelib.adapters.dynamodb.documents import encoded, epoch, stamp
from chalicelib.adapters.dynamodb.inquiries import keys as inquiry_keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.mapping import writes_of
from chalicelib.adapters.dynamodb.record_types import event_row, next_version, stored_as
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row
from chalicelib.domain.access.inquiry import INQUIRY_KEPT
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.services.unit_of_work import access_writes as changes

__all__ = ["writes_of"]


@writes_of.register(changes.SaveVirtualAccount)
def _(change: changes.SaveVirtualAccount) -> Iterator[Operation]:
    yield Put(stored_as(change.virtual_account), PRESENT if change.is_known else ABSENT)


@writes_of.register(changes.RemoveVirtualAccount)
def _(change: changes.RemoveVirtualAccount) -> Iterator[Operation]:
    yield Delete(stored_as(change.virtual_account).key, PRESENT)


@writes_of.register(changes.GiveRole)
def _(change: changes.GiveRole) -> Iterator[Operation]:
    on_account, *others = _places(change.grant)
    yield Put(_grant_row(on_account, change.grant), ABSENT)
    yield from (Put(_grant_row(key, change.grant)) for key in others)
    yield Put(Row(*_member(change.grant)))


@writes_of.register(changes.ClaimRole)
def _(change: changes.ClaimRole) -> Iterator[Operation]:
    after = replace(change.grant, claimed_by=change.person_id, name=change.name, claimed_at=change.at)
    yield from _replaced(change.grant, after)


@writes_of.register(changes.MoveRole)
def _(change: changes.MoveRole) -> Iterator[Operation]:
    after = replace(change.grant, email=change.email)
    yield from _replaced(change.grant, after)
    if _member(after) != _member(change.grant):
        yield Put(Row(*_member(after)))
        yield Delete(_member(change.grant))


@writes_of.register(changes.WithdrawRole)
def _(change: changes.WithdrawRole) -> Iterator[Operation]:
    on_account, *others = _places(change.grant)
    yield Delete(on_account, _unmoved(change.grant))
    yield from map(Delete, (*others, *_earlier_places(change.grant)))
    if change.is_last:
        yield Delete(_member(change.grant))


@writes_of.register(changes.OfferRole)
def _(change: changes.OfferRole) -> Iterator[Operation]:
    on_account, with_address = _places_of_offer(change.offer)
    yield Put(_offer_row(on_account, change.offer), ABSENT)
    is_free = ABSENT | at_most("ends_at", stamp(change.now)) | ~exists("holder")
    yield Put(_offer_row(with_address, change.offer), is_free)


@writes_of.register(changes.CloseOffer)
def _(change: changes.CloseOffer) -> Iterator[Operation]:
    on_account, with_address = _places_of_offer(change.offer)
    as_read = equals("holder", change.offer.offer_id)
    yield Delete(on_account, as_read)
    if change.is_accepted:
        yield Delete(with_address, as_read)
    else:
        closed = _offer_row(with_address, replace(change.offer, is_closed=True))
        yield Put(replace(closed, holder=None), as_read)


@writes_of.register(changes.RequireRole)
def _(change: changes.RequireRole) -> Iterator[Operation]:
    on_account, *_ = _places(change.grant)
    yield Check(on_account, _as_read(change.grant))


@writes_of.register(changes.RequireNoRole)
def _(change: changes.RequireNoRole) -> Iterator[Operation]:
    yield Check(keys.team_member(change.account_id, change.email), ABSENT)


@writes_of.register(changes.UnlistRequest)
def _(change: changes.UnlistRequest) -> Iterator[Operation]:
    yield Delete(keys.own_request(change.request))


@writes_of.register(changes.KeepLostRole)
def _(change: changes.KeepLostRole) -> Iterator[Operation]:
    document = encoded(change.former) if change.former else None
    yield Put(Row(*keys.lost_role(change.account_id, change.role_id), document))


@writes_of.register(changes.SaveAccessRequest)
def _(change: changes.SaveAccessRequest) -> Iterator[Operation]:
    yield next_version(change.request)


@writes_of.register(changes.ListAccessRequest)
def _(change: changes.ListAccessRequest) -> Iterator[Operation]:
    request = change.request
    yield Put(Row(*keys.own_access_request(request), holder=request.access_request_id))


@writes_of.register(changes.SaveInquiry)
def _(change: changes.SaveInquiry) -> Iterator[Operation]:
    yield next_version(change.inquiry)


@writes_of.register(changes.ListInquiry)
def _(change: changes.ListInquiry) -> Iterator[Operation]:
    inquiry = change.inquiry
    forget_at = epoch(inquiry.ends_at + INQUIRY_KEPT)
    yield Put(Row(*inquiry_keys.listed_inquiry(inquiry), holder=inquiry.inquiry_id, forget_at=forget_at))


@writes_of.register(changes.ListForReviewers)
def _(change: changes.ListForReviewers) -> Iterator[Operation]:
    yield Put(Row(*keys.access_for_reviewers(change.request), holder=change.request.access_request_id))


@writes_of.register(changes.UnlistFromReviewers)
def _(change: changes.UnlistFromReviewers) -> Iterator[Operation]:
    yield Delete(keys.access_for_reviewers(change.request))


@writes_of.register(changes.SaveRecentAccessRequests)
def _(change: changes.SaveRecentAccessRequests) -> Iterator[Operation]:
    yield next_version(change.recent_access_requests)


@writes_of.register(changes.SavePendingInbox)
def _(change: changes.SavePendingInbox) -> Iterator[Operation]:
    yield next_version(change.inbox)


@writes_of.register(changes.AppendAccountEvent)
def _(change: changes.AppendAccountEvent) -> Iterator[Operation]:
    event = change.event
    key = keys.account_event(event.request_id, event.sequence)
    yield Put(event_row(key, event, change.team_event), ABSENT)


def _places(grant: Grant) -> Iterator[Key]:
    """Return the keys under which the role is listed, its account first."""
    yield keys.account_grant(grant.account_id, grant.grant_id)
    yield keys.address_grant(mailbox_key(grant.email), grant.account_id, grant.grant_id)
    if grant.claimed_by:
        yield keys.person_grant(grant.claimed_by, grant.account_id, grant.grant_id)


def _member(grant: Grant) -> Key:
    return keys.team_member(grant.account_id, grant.email)


def _places_of_offer(offer: Offer) -> tuple[Key, Key]:
    return (
        keys.account_offer(offer.account_id, offer.offer_id),
        keys.address_offer(offer.email_key, offer.account_id, offer.slot),
    )


def _offer_row(key: Key, offer: Offer) -> Row:
    """The row ends with the offer; the table's time-to-live removes it some time after that."""
    ends_at, forget_at = stamp(offer.ends_at), epoch(offer.ends_at)
    return Row(*key, document=encoded(offer), holder=offer.offer_id, ends_at=ends_at, forget_at=forget_at)


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
