"""Writes of a commit that concern identities and address holders."""

from dataclasses import dataclass

from chalicelib.domain.identity.moved_identity import AddressHolder, MovedIdentity


@dataclass(frozen=True)
class SaveMovedIdentity:
    """Write the identity if it is still at the version that was read (0: if there is none)."""

    moved: MovedIdentity


@dataclass(frozen=True)
class BindIdentity:
    """Record that the identity is the person at this issuer; fails if another one is."""

    person_id: str
    issuer: str
    identity_id: str


@dataclass(frozen=True)
class RequireNothingRequested:
    """Write nothing; the commit fails if the person has requested an account or access."""

    person_id: str


@dataclass(frozen=True)
class SaveAddressHolder:
    """Write who holds an address, if still at the version that was read."""

    holder: AddressHolder


IdentityWrite = SaveMovedIdentity | BindIdentity | RequireNothingRequested | SaveAddressHolder
