"""Serialize domain proofs to the schemas of the API."""

from datetime import datetime

from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.proofs.proof import DomainProof, HolderKind
from chalicelib.domain.proofs.states import PROOF_STATES, allowed_proof_actions
from chalicelib.web.schemas import proofs


def proof_view(proof: DomainProof, now: datetime) -> proofs.DomainProofView:
    """Serialize a proof for its holder, as it is at this time."""
    status, record = proof.status_at(now), proof.record
    return proofs.DomainProofView(
        domain_proof_id=proof.proof_id,
        domain_identifier=proof.domain,
        domain_display=DomainRules.display(proof.domain),
        account_id=proof.holder.holder_id if proof.holder.kind is HolderKind.ACCOUNT else None,
        status=status.value,
        allowed_actions=[action.value for action in allowed_proof_actions(status)],
        record=proofs.DnsRecordView(
            type="TXT",
            name=record.name,
            zone=record.zone,
            relative_name=record.relative_name,
            value=record.value,
        ),
        asked_at=proof.asked_at,
        deadline=proof.deadline,
        proved_at=proof.proved_at,
        seen_at=proof.seen_at,
        lapses_at=proof.lapses_at,
        checked_at=proof.checked_at,
        result=proof.result.value if proof.result else None,
        next_check_at=proof.due_at if PROOF_STATES[status].is_under_way else None,
    )
