"""Writes of a commit that concern domain proofs."""

from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.value_classes import value_class


@value_class
class SaveDomainProof:
    """Write the proof if it is still at the version that was read (0: if there is none)."""

    proof: DomainProof


@value_class
class ListDomainProof:
    """Add a new proof to its holder's list."""

    proof: DomainProof


@value_class
class RequireDomainProof:
    """Write nothing; the commit fails if the proof was changed since it was read."""

    proof: DomainProof


ProofWrite = SaveDomainProof | ListDomainProof | RequireDomainProof
