"""Reads of identities and address holders that signing in needs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.moved_identity import AddressHolder, MovedIdentity
from chalicelib.domain.value_classes import value_class


@value_class
class IdentityRows:
    """What is recorded of an identity and of the address that it signs in with."""

    moved: MovedIdentity | None
    holder: AddressHolder | None


@value_class
class Possessions:
    """What is bound to a person: roles that they have claimed, and whether there is anything else."""

    roles: Sequence[Grant]
    anything_else: bool


class IdentityStore(Protocol):
    """The part of the database with identities and address holders. Reads are strongly consistent."""

    def identity_rows(self, identity_id: str, email_key: str) -> IdentityRows:
        """Return both rows in one read, without an unreadable holder. Raises `record-unreadable` for the identity."""
        ...

    def moved_identity(self, identity_id: str) -> MovedIdentity | None:
        """Return the identity if it was moved, in one read."""
        ...

    def identities_of(self, person_id: str, issuers: Iterable[str]) -> Mapping[str, str]:
        """Return the identities that are this person, by issuer, in one read. Raises `record-unreadable`."""
        ...

    def possessions(self, person_id: str, most_roles: int) -> Possessions:
        """Return what is bound to the person; more roles than `most_roles` are something else. Takes two reads."""
        ...
