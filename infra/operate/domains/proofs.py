"""Domain proofs under way, for operators: who waits for a record, and which checks are late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.bootstrap import Container
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.services.unit_of_work.unreadable import DueRow
from infra.operate import ATTENTION, OK, CommandResult

MOST_LISTED = 1000
# A run of the schedule checks some; a row that is set aside is due again after an hour.
TOO_LATE = timedelta(hours=2)


def listed(container: Container) -> CommandResult:
    """Return the proofs that are asked for, those that are proved, and which checks are late."""
    now = container.ports.clock.now()
    found = container.ports.store.proofs_under_way(MOST_LISTED)
    proofs = [one.record for one in found if one.record]
    late = [one.place[0].partition("#")[2] for one in found if _is_late(one, now)]
    result = {
        "late": late,
        "asked": [_shown(proof, now) for proof in proofs if proof.status is ProofStatus.ASKED],
        "proved": [_shown(proof, now) for proof in proofs if proof.status is ProofStatus.PROVED],
    }
    return ATTENTION if late else OK, result


def _is_late(due: DueRow[DomainProof], now: datetime) -> bool:
    return due.record is None or (due.record.due_at is not None and due.record.due_at < now - TOO_LATE)


def _shown(proof: DomainProof, now: datetime) -> Mapping[str, object]:
    ends_at = proof.deadline if proof.status is ProofStatus.ASKED else proof.lapses_at
    return {
        "id": proof.proof_id,
        "domain": DomainRules.display(proof.domain),
        "holder": f"{proof.holder.kind}:{proof.holder.holder_id}",
        "status": proof.status_at(now).value,
        "ends_at": ends_at.isoformat() if ends_at else None,
        "next_check_at": proof.due_at.isoformat() if proof.due_at else None,
        "last_result": proof.result.value if proof.result else None,
    }
