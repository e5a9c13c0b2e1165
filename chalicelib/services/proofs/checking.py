"""Check domain proofs: by the button of their holder, and by the schedule."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chalicelib.domain.proofs import changes
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.records import CheckResult, judged, judged_beside, name_of
from chalicelib.domain.proofs.states import PROOF_STATES
from chalicelib.services.proofs.held import change_writes, held_proof, required_role
from chalicelib.services.unit_of_work.caller import Caller, run_transaction_for
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.proofs.writes import SaveDomainProof
from chalicelib.services.unit_of_work.setting_aside import TimeLimit, process_due_rows
from chalicelib.services.unit_of_work.terms import Terms
from chalicelib.services.unit_of_work.writes import Write

# Of one run of the schedule: so many proofs, and none begun after so many seconds. The last one may take 12 more, and
# mails have taken 40 of the 60 that the function has.
BATCH = 50
SECONDS = 3.0


def check_proof(ports: Ports, caller: Caller, proof_id: str) -> DomainProof:
    """Check a proof now. Raises `proof-unknown`, `action-not-allowed` or `check-too-soon`.

    The check is counted before anything is looked up, so that no number of calls at once asks the DNS more often.
    """
    counting = replace(ports, terms=Terms(ports.terms.seen))

    def count(caller: Caller) -> tuple[DomainProof, Sequence[Write]]:
        proof = held_proof(counting, caller, proof_id)
        counting.terms.refuse_unless_seen(proof.revision)
        pressed = changes.pressed(proof, counting.clock.now())
        return pressed, (SaveDomainProof(pressed), *required_role(caller, proof.holder))

    result = look_up(ports, run_transaction_for(counting, caller, count))

    def record(caller: Caller) -> tuple[DomainProof, Sequence[Write]]:
        proof = held_proof(ports, caller, proof_id)
        after, planned = _recorded(ports, proof, result)
        return after, planned or (SaveDomainProof(proof),)

    return run_transaction_for(ports, caller, record)


def look_up(ports: Ports, proof: DomainProof) -> CheckResult:
    """Ask the DNS for the record and, if it is there, for a random name beside it, by which a wildcard shows."""
    result = judged(ports.txt_lookup.texts(name_of(proof.domain), proof.domain), proof.token)
    if result is not CheckResult.FOUND:
        return result
    sibling = f"_{ports.ids.new_id()}.{proof.domain}"
    return judged_beside(ports.txt_lookup.texts(sibling, proof.domain), proof.token)


def check_due_proofs(ports: Ports, outbox: Outbox, seconds: Callable[[], float]) -> None:
    """Check what is due, oldest first, as far as the time of a run reaches; the others stay due. Never raises."""
    process_due_rows(
        ports,
        outbox,
        "a domain proof",
        lambda: ports.store.due_proofs(ports.clock.now(), BATCH),
        lambda proof: _check_one(ports, proof),
        TimeLimit(seconds, SECONDS),
    )


def _check_one(ports: Ports, proof: DomainProof) -> None:
    """Check one proof, or end it."""
    is_over = changes.expired(proof, ports.clock.now()) is not None
    process_due_proof(ports, proof.proof_id, None if is_over else look_up(ports, proof))


def process_due_proof(ports: Ports, proof_id: str, result: CheckResult | None) -> DomainProof | None:
    """Record the result of a check that was due, or end a proof at its deadline; None if neither is due any more."""

    def attempt() -> tuple[DomainProof | None, Sequence[Write]]:
        proof, now = ports.store.domain_proof(proof_id), ports.clock.now()
        if proof is None or proof.due_at is None or proof.due_at > now:
            return None, ()
        over = changes.expired(proof, now)
        if over is not None:
            return change_writes(ports, over, now)
        return _recorded(ports, proof, result) if result else (None, ())

    return run_transaction(ports, attempt)


def _recorded(ports: Ports, proof: DomainProof, result: CheckResult) -> tuple[DomainProof, Sequence[Write]]:
    """Return the proof with the result, unless it has ended meanwhile."""
    if not PROOF_STATES[proof.status].is_under_way:
        return proof, ()
    now = ports.clock.now()
    return change_writes(ports, changes.checked(proof, result, now), now)
