"""Whether somebody has proved a domain: what badges show, and what other use cases take as evidence."""

from collections.abc import Sequence

from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind, proof_id_of
from chalicelib.domain.proofs.records import covering_domains
from chalicelib.services.unit_of_work.ports import Ports


def proofs_covering(ports: Ports, holder: Holder, identifier: str) -> Sequence[DomainProof]:
    """Return the holder's proofs that count and cover the identifier, the nearest domain first, in one read."""
    ids = [proof_id_of(holder, domain) for domain in covering_domains(identifier, ports.rules)]
    now = ports.clock.now()
    return [proof for proof in ports.store.domain_proofs(ids) if proof.state_at(now).counts]


def account_proof(ports: Ports, account_id: str, identifier: str) -> DomainProof | None:
    """Return the account's own proof of its domain identifier, if it has one."""
    return next(iter(proofs_covering(ports, Holder(HolderKind.ACCOUNT, account_id), identifier)), None)


def person_proof(ports: Ports, person_id: str, identifier: str) -> DomainProof | None:
    """Return the person's own proof of the domain identifier, if they have one."""
    return next(iter(proofs_covering(ports, Holder(HolderKind.PERSON, person_id), identifier)), None)
