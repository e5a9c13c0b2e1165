"""The table of reads of domain proofs: what each makes of a row that it cannot read, and why that is safe."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.adapters.dynamodb.proofs import keys
from chalicelib.domain.proofs.proof import Holder, HolderKind, proof_id_of
from tests.adapters.dynamodb.kept_rows import A_LIST, LEFT_OUT, PROVED_DOMAIN, RAISES, THE_ROW, Kept, Read
from tests.world import PARTNER

HOLDER = Holder(HolderKind.PERSON, PARTNER.person_id)
PROOF_ID = proof_id_of(HOLDER, PROVED_DOMAIN)
LATER = timedelta(days=1)


def _listed(kept: Kept) -> tuple[str, str]:
    return keys.listed_proof(kept.store.domain_proof(PROOF_ID))


READS_OF_PROOFS: Mapping[str, Read] = {
    "domain_proof": Read(
        RAISES, THE_ROW, lambda _: keys.domain_proof(PROOF_ID), lambda one: one.store.domain_proof(PROOF_ID)
    ),
    "domain_proofs": Read(
        LEFT_OUT,
        "what cannot be read is no evidence",
        lambda _: keys.domain_proof(PROOF_ID),
        lambda one: one.store.domain_proofs([PROOF_ID]),
    ),
    "domain_proof_ids_of": Read(
        LEFT_OUT, A_LIST, _listed, lambda one: one.store.domain_proof_ids_of(HOLDER, 10, None).items
    ),
    "due_proofs": Read(
        LEFT_OUT,
        "the schedule sets it aside",
        lambda _: keys.domain_proof(PROOF_ID),
        lambda one: [due for due in one.store.due_proofs(one.world.clock.now() + LATER, 10) if due.record],
    ),
    "proofs_under_way": Read(
        LEFT_OUT,
        "the operator is told of its row",
        lambda _: keys.domain_proof(PROOF_ID),
        lambda one: [due for due in one.store.proofs_under_way(10) if due.record],
    ),
}
