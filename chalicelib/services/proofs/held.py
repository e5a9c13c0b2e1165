"""Whose a proof is, and what the commits of its changes write."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.feed.team_event import team_event_of
from chalicelib.domain.proofs.changes import ProofChange
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind
from chalicelib.services.unit_of_work.access_writes import RequireRole
from chalicelib.services.unit_of_work.caller import Caller, require
from chalicelib.services.unit_of_work.commit import queued, sealed
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.proofs.writes import SaveDomainProof
from chalicelib.services.unit_of_work.writes import AppendEvent, Write

# One batch.
MOST_READ = 100


def holder_of(caller: Caller, account_id: str | None) -> Holder:
    """Return the caller, or the account that they act for."""
    return (
        Holder(HolderKind.ACCOUNT, account_id)
        if account_id is not None
        else Holder(HolderKind.PERSON, caller.person.person_id)
    )


def is_held_by(caller: Caller, holder: Holder) -> bool:
    """Whether the caller is the holder, or administers the account that is."""
    if holder.kind is HolderKind.PERSON:
        return holder.holder_id == caller.person.person_id
    return caller.rights_on(holder.holder_id).administers


def held_proof(ports: Ports, caller: Caller, proof_id: str) -> DomainProof:
    """Return the proof to its holder. Raises `proof-unknown`, which does not tell whether others have one."""
    proof = ports.store.domain_proof(proof_id)
    if proof is None or not is_held_by(caller, proof.holder):
        raise Refused(Problem.PROOF_UNKNOWN)
    return proof


def proofs_held_by(ports: Ports, holder: Holder) -> Sequence[DomainProof]:
    """Return the holder's proofs, those that were asked for first last, without those beyond `MOST_READ`.

    Takes two reads, or one where there are none, which depend on the holder alone.
    """
    ids = ports.store.domain_proof_ids_of(holder, MOST_READ, None).items
    return ports.store.domain_proofs(ids) if ids else ()


def required_role(caller: Caller, holder: Holder) -> Sequence[RequireRole]:
    """Return the condition that the caller still administers the account, if the holder is one."""
    if holder.kind is HolderKind.PERSON:
        return ()
    return tuple(require(caller.rights_on(holder.holder_id).deciding_grants()))


def change_writes(ports: Ports, change: ProofChange, now: datetime) -> tuple[DomainProof, Sequence[Write]]:
    """Return the proof as it will be stored, and every write of the change."""
    proof, draft = change.proof, change.event
    if draft is None:
        return proof, (SaveDomainProof(proof),)
    event = sealed(ports, proof.proof_id, draft, proof.event_count, proof.last_seal, now)
    after = replace(proof, event_count=event.sequence, last_seal=event.seal)
    return after, (
        SaveDomainProof(after),
        AppendEvent(event, team_event_of(event, after)),
        *queued(event, change.mails),
    )
