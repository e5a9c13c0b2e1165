"""The keys of domain proofs: a partition for each, and a list for each holder."""

from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.keys import Key, account, own_partition
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind

PROOF_ROW = "PROOF"
LIST_PREFIX = "PROOF#"
# The shard of the due index in which proofs wait for their next check: a slow DNS delays no mail.
DUE_SHARD = "proofs"


def domain_proof(proof_id: str) -> Key:
    """A proof; its events and mails are in the same partition, as for every request."""
    return f"REQUEST#{proof_id}", PROOF_ROW


def list_partition(holder: Holder) -> str:
    """Where the proofs of a holder are listed."""
    return own_partition(holder.holder_id) if holder.kind is HolderKind.PERSON else account(holder.holder_id)[0]


def listed_proof(found: DomainProof) -> Key:
    """A proof in its holder's list, by the time when it was asked for first."""
    return list_partition(found.holder), f"{LIST_PREFIX}{stamp(found.first_asked_at)}#{found.proof_id}"
