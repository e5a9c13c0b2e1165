"""Offers: roles that administrators of an account offer to people outside it. An offer gives no right.

It becomes a role when its receiver accepts it. Until then it is stored where no ordinary call of the receiver reads.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.access.decide import is_own
from chalicelib.domain.access.request import AccessRequest, PendingInbox
from chalicelib.domain.accounts.account import Grant, SmartAccount
from chalicelib.domain.errors import Facts, LimitName, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person, Requester, requester_of
from chalicelib.domain.revisions import revision_of
from chalicelib.domain.value_classes import value_class

OFFER_LENGTH = timedelta(days=30)
# Open offers of one account to one person.
MOST_OPEN = 5


@value_class
class Offer:
    """A role as it will be granted, with the account's names and the administrator who offers it.

    `slot` is one of the `MOST_OPEN` places that an account has for one address. An offer that was declined or withdrawn
    keeps its place until its end: whatever is offered in its place meanwhile is not mailed.
    """

    grant: Grant
    account_name: str
    domain_identifier: str
    requester: Requester
    slot: int
    virtual_account_name: str = ""
    is_closed: bool = False
    is_mailed: bool = True

    @property
    def account_id(self) -> str:
        """The account that offers the role."""
        return self.grant.account_id

    @property
    def offer_id(self) -> str:
        """The id that the role will have."""
        return self.grant.grant_id

    @property
    def email_key(self) -> str:
        """Under which address the offer is listed."""
        return MailAddress.parse(self.grant.email).key

    @property
    def ends_at(self) -> datetime:
        """When the offer ends by itself."""
        return self.grant.granted_at + OFFER_LENGTH

    @property
    def revision(self) -> str:
        """Differs from that of the role which the offer becomes."""
        return revision_of(self.offer_id, self.ends_at)

    def is_of(self, grant: Grant) -> bool:
        """Whether it is an offer of this role in the same place; the mailbox is not compared."""
        return (self.grant.role, self.grant.virtual_account_id) == (grant.role, grant.virtual_account_id)

    def is_open_at(self, now: datetime) -> bool:
        """Whether the offer can still be accepted."""
        return now < self.ends_at and not self.is_closed


def is_given_outright(grant: Grant, giver: Person, present: Iterable[Grant]) -> bool:
    """Whether a role needs no consent: it is the giver's own, or its receiver has claimed a role on this account."""
    key = MailAddress.parse(grant.email).key
    members = {MailAddress.parse(other.email).key for other in present if other.claimed_by}
    return key == giver.email.key or key in members


def may_have_asked(grant: Grant, inbox: PendingInbox) -> list[str]:
    """Return the ids of the pending access requests for this role."""
    return [
        entry.access_request_id
        for entry in inbox.waiting
        if entry.role is grant.role and (grant.virtual_account_id or "") in (entry.virtual_account_ids or ("",))
    ]


def asked_for_by_receiver(grant: Grant, giver: Person, requests: Iterable[AccessRequest]) -> AccessRequest | None:
    """Return the access request of the person at the address; None if there is none, or if it is the giver's own."""
    key = MailAddress.parse(grant.email).key
    return next(
        (one for one in requests if MailAddress.parse(one.requester.email).key == key and not is_own(one, giver)), None
    )


def claimed_by_who_asked(grant: Grant, request: AccessRequest) -> Grant:
    """Return the role as that of the person who asked for it."""
    return replace(grant, claimed_by=request.requester.person_id, name=request.requester.name)


def new_offer(
    grant: Grant, account: SmartAccount, giver: Person, virtual_account_name: str, known: Iterable[Offer], now: datetime
) -> Offer:
    """Offer the role. `known` are the account's offers to the address.

    Raises `role-already-offered` or `too-many-offers`.
    """
    present = [offer for offer in known if now < offer.ends_at]
    still_open = [offer for offer in present if not offer.is_closed]
    if any(offer.is_of(grant) for offer in still_open):
        raise Refused(Problem.ROLE_ALREADY_OFFERED)
    if len(still_open) >= MOST_OPEN:
        facts: Facts = {"limit_name": LimitName.OFFERS_PER_ADDRESS, "limit": MOST_OPEN}
        raise Refused(Problem.TOO_MANY_OFFERS, facts=facts)
    never_taken = set(range(MOST_OPEN)) - {offer.slot for offer in present}
    slot = min(never_taken or {offer.slot for offer in present if offer.is_closed})
    names = (account.account_name, account.domain_identifier)
    is_mailed = slot in never_taken
    return Offer(grant, *names, requester_of(giver), slot, virtual_account_name, is_mailed=is_mailed)


def accepted(offer: Offer, person: Person, now: datetime) -> Grant:
    """Return the role, claimed by the receiver."""
    return replace(offer.grant, email=str(person.email), claimed_by=person.person_id, name=person.name, granted_at=now)


def refuse_unless_open_to(offer: Offer | None, person: Person, now: datetime) -> Offer:
    """Return the offer if it is the person's and can still be answered. Raises `offer-unknown`."""
    if offer is None or offer.email_key != person.email.key or not offer.is_open_at(now):
        raise Refused(Problem.OFFER_UNKNOWN)
    return offer
