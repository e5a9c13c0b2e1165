"""Writes of a commit that concern identities and address holders."""

from chalicelib.domain.identity.moved_identity import AddressHolder, MovedIdentity
from chalicelib.domain.value_classes import value_class


@value_class
class SaveMovedIdentity:
    """Write the identity if it is still at the version that was read (0: if there is none)."""

    moved: MovedIdentity


@value_class
class BindIdentity:
    """Record that the identity is the person at this issuer; fails if another one is."""

    person_id: str
    issuer: str
    identity_id: str


@value_class
class RequireNothingRequested:
    """Write nothing; the commit fails if the person has requested an account or access."""

    person_id: str


@value_class
class SaveAddressHolder:
    """Write who holds an address, if still at the version that was read."""

    holder: AddressHolder


IdentityWrite = SaveMovedIdentity | BindIdentity | RequireNothingRequested | SaveAddressHolder
