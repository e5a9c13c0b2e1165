"""What changes of domain proofs, recoveries and programs mean for the table. Completes the functions of `mapping`."""

from collections.abc import Iterator

from chalicelib.adapters.dynamodb.access_mapping import writes_of
from chalicelib.adapters.dynamodb.conditions import ABSENT, equals
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.programs import keys as program_keys
from chalicelib.adapters.dynamodb.proofs import keys as proof_keys
from chalicelib.adapters.dynamodb.record_types import next_version
from chalicelib.adapters.dynamodb.recovery import keys as recovery_keys
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row
from chalicelib.domain.recovery.states import RECOVERY_STATES
from chalicelib.services.unit_of_work.programs import writes as program_writes
from chalicelib.services.unit_of_work.proofs import writes as proof_writes
from chalicelib.services.unit_of_work.recovery import writes as recovery_writes

__all__ = ["writes_of"]


@writes_of.register(proof_writes.SaveDomainProof)
def _(change: proof_writes.SaveDomainProof) -> Iterator[Operation]:
    yield next_version(change.proof)


@writes_of.register(proof_writes.ListDomainProof)
def _(change: proof_writes.ListDomainProof) -> Iterator[Operation]:
    yield Put(Row(*proof_keys.listed_proof(change.proof), holder=change.proof.proof_id))


@writes_of.register(proof_writes.RequireDomainProof)
def _(change: proof_writes.RequireDomainProof) -> Iterator[Operation]:
    proof = change.proof
    yield Check(proof_keys.domain_proof(proof.proof_id), equals("version", proof.version))


@writes_of.register(recovery_writes.SaveRecovery)
def _(change: recovery_writes.SaveRecovery) -> Iterator[Operation]:
    recovery = change.recovery
    yield next_version(recovery)
    listed = recovery_keys.under_way(recovery.recovery_id)
    is_under_way = RECOVERY_STATES[recovery.status].is_under_way
    yield Put(Row(*listed, holder=recovery.recovery_id)) if is_under_way else Delete(listed)


@writes_of.register(recovery_writes.ListRecovery)
def _(change: recovery_writes.ListRecovery) -> Iterator[Operation]:
    yield Put(Row(*recovery_keys.listed_recovery(change.recovery), holder=change.recovery.recovery_id))


@writes_of.register(program_writes.SavePrograms)
def _(change: program_writes.SavePrograms) -> Iterator[Operation]:
    yield next_version(change.programs)


@writes_of.register(program_writes.BindClient)
def _(change: program_writes.BindClient) -> Iterator[Operation]:
    program = change.program
    is_free = ABSENT | equals("holder", change.before) if change.before else ABSENT
    key = program_keys.bound(program.issuer, program.client_id)
    yield Put(Row(*key, encoded(program), holder=program.program_id), is_free)


@writes_of.register(program_writes.UnbindClient)
def _(change: program_writes.UnbindClient) -> Iterator[Operation]:
    program = change.program
    is_own = ABSENT | equals("holder", program.program_id)
    yield Delete(program_keys.bound(program.issuer, program.client_id), is_own)


@writes_of.register(program_writes.RequireProgram)
def _(change: program_writes.RequireProgram) -> Iterator[Operation]:
    program = change.program
    yield Check(program_keys.bound(program.issuer, program.client_id), equals("holder", program.program_id))
