"""A person who keeps what they had when the sign-in provider changes: who may be claimed, and what is recorded of it.

Everything a person has is bound to their person id. After a change of issuer they sign in with another identity
(issuer and subject). Nothing is moved: it is recorded that the new identity is the person of before.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.identity.person import Requester
from chalicelib.domain.value_classes import value_class

# A claim is an event in the audit trails of this many of the person's accounts, in its own transaction.
MOST_ACCOUNTS = 20
# An identity that has been given roles already brings this many along.
MOST_OWN_ROLES = 10


@value_class
class Issuers:
    """The issuer at which people sign in, and the former one whose persons may be claimed before `until`."""

    present: str
    former: str = ""
    until: datetime | None = None

    def may_claim_at(self, now: datetime) -> bool:
        """Whether persons of the former issuer may be claimed at this time."""
        return bool(self.former) and self.until is not None and now < self.until


@value_class
class AddressHolder:
    """Who has a mail address at an issuer: the person who signed in with it last.

    Before they have signed in, it is whom the stored records name with the address. Several persons are undecided, and
    none of them is claimed.
    """

    email: str
    issuer: str
    person_ids: tuple[str, ...]
    recorded_at: datetime
    has_signed_in: bool = False
    version: int = 0

    @property
    def person_id(self) -> str | None:
        """The one person; None if it is undecided."""
        return self.person_ids[0] if len(self.person_ids) == 1 else None


@value_class
class MovedIdentity:
    """An identity at an issuer that is a person of the former issuer.

    `person` is as known when the identity was moved. `event_count` and `last_seal` are the end of its audit trail.
    """

    identity_id: str
    person: Requester
    issuer: str
    former_issuer: str
    moved_at: datetime
    event_count: int = 0
    last_seal: str = ""
    version: int = 0


def holder_after(known: AddressHolder | None, signed_in: AddressHolder) -> AddressHolder:
    """Return who has an address after a sign-in: that person alone, since addresses are given to other people in time.

    Some hosts tell `John@` from `john@`. Somebody else who has signed in with another spelling may have theirs still,
    so both are recorded, and it stays undecided.
    """
    if known is None or known.issuer != signed_in.issuer or known.person_ids == signed_in.person_ids:
        return signed_in
    is_undecided = known.has_signed_in and known.person_id is None
    if known.email == signed_in.email and not is_undecided:
        return signed_in
    return replace(signed_in, email=known.email, person_ids=tuple(sorted({*known.person_ids, *signed_in.person_ids})))


def claimable_person(holder: AddressHolder | None, issuers: Issuers, identity_id: str, now: datetime) -> str | None:
    """Return the person of the former issuer whom an identity with this verified address may claim, if any.

    Nobody claims themselves: the identity of a person who comes back to their first issuer is their person id.
    """
    if holder is None or holder.issuer != issuers.former or not issuers.may_claim_at(now):
        return None
    return holder.person_id if holder.person_id != identity_id else None
