"""What use cases of domain proofs need: the DNS, tokens, and the rows of proofs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.proofs.proof import DomainProof, Holder
from chalicelib.domain.proofs.records import TxtAnswer
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow


class TxtLookup(Protocol):
    """The DNS, as resolvers tell it."""

    def texts(self, name: str, domain: str) -> TxtAnswer:
        """Return the TXT values of a name, bounded in size and time, over no alias that leaves the domain.

        Never raises.
        """
        ...


class ProofTokens(Protocol):
    """Makes the tokens that stand in records."""

    def token(self, holder: Holder, domain: str) -> str:
        """Return the token of this holder for this domain, which nobody can make for another one."""
        ...


class ProofStore(Protocol):
    """The part of the database with domain proofs. Reads are strongly consistent unless stated otherwise."""

    def domain_proof(self, proof_id: str) -> DomainProof | None:
        """Return one proof, in one read. Raises `record-unreadable`."""
        ...

    def domain_proofs(self, proof_ids: Iterable[str], *, listed: bool = False) -> Sequence[DomainProof]:
        """Return the proofs that exist, in the order of the ids, in one read. One that is `listed` should exist."""
        ...

    def domain_proof_ids_of(self, holder: Holder, limit: int, start: str | None) -> Page[str]:
        """Return the ids of a holder's proofs, those that were asked for last first."""
        ...

    def due_proofs(self, now: datetime, limit: int) -> Sequence[DueRow[DomainProof]]:
        """Return the proofs that are due, oldest first, in two reads. Eventually consistent."""
        ...

    def proofs_under_way(self, limit: int) -> Sequence[DueRow[DomainProof]]:
        """Return the proofs that will be checked, the next one first. For operators. Eventually consistent."""
        ...
