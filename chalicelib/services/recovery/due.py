"""What the schedule does of recoveries: mail again, end a review, and after seven days make the candidate one of the
administrators."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.access.claiming import is_granted_again
from chalicelib.domain.access.roles import with_new_administrators
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery import changes
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.services.accounts.audit import told, written
from chalicelib.services.recovery.stored import change_writes
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.proofs.writes import RequireDomainProof
from chalicelib.services.unit_of_work.setting_aside import process_due_rows
from chalicelib.services.unit_of_work.writes import Write

# Of one run of the schedule.
BATCH = 25


def process_due_recoveries(ports: Ports, outbox: Outbox) -> None:
    """Process what is due, oldest first. Never raises; errors do not stop the others."""
    process_due_rows(
        ports,
        outbox,
        "a recovery",
        lambda: ports.store.due_recoveries(ports.clock.now(), BATCH),
        lambda recovery: process_due_recovery(ports, recovery.recovery_id),
    )


def process_due_recovery(ports: Ports, recovery_id: str) -> Recovery | None:
    """Do what is due of one recovery; None if nothing is."""

    def attempt() -> tuple[Recovery | None, Sequence[Write]]:
        recovery, now = ports.store.recovery(recovery_id), ports.clock.now()
        if recovery is None:
            return None, ()
        proof = ports.store.domain_proof(recovery.proof_id) if recovery.proof_id else None
        counts = recovery.proof_id is None or (proof is not None and proof.state_at(now).counts)
        change = changes.came_due(recovery, counts, now)
        if change is None:
            return None, ()
        after, planned = change_writes(ports, change, now)
        if after.status is RecoveryStatus.RECOVERED:
            planned = (*planned, *_given(ports, after, now), *_required(proof))
        return after, planned

    return run_transaction(ports, attempt)


def _given(ports: Ports, recovery: Recovery, now: datetime) -> Sequence[Write]:
    """Make the candidate an administrator beside those who are; nothing if they have become one meanwhile."""
    account = ports.store.account(recovery.account_id)
    if account is None:
        raise Refused(Problem.ACCOUNT_UNKNOWN)
    candidate = recovery.candidate
    grant = Grant(
        grant_id=f"{recovery.recovery_id}-{recovery.notices}",
        account_id=account.account_id,
        email=candidate.email,
        role=AccessRole.SMART_ACCOUNT_ADMINISTRATOR,
        origin=GrantOrigin.RECOVERY,
        granted_at=now,
        claimed_by=candidate.person_id,
        name=candidate.name,
        claimed_at=now,
    )
    if is_granted_again(grant, ports.store.account_grants(account.account_id, complete=True)):
        return ()
    after = with_new_administrators(account, [grant], candidate.language)
    details = {**told(grant), "recovery_id": recovery.recovery_id}
    _, planned = written(ports, EventDraft(EventKind.ROLE_GRANTED, Actor(Role.SYSTEM), details), account, after, now)
    return (*planned, GiveRole(grant))


def _required(proof: DomainProof | None) -> Sequence[Write]:
    return (RequireDomainProof(proof),) if proof else ()
