"""The part of the store for domain proofs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.conditions import Condition, at_least, at_most
from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.keys import EARLIEST
from chalicelib.adapters.dynamodb.proofs import keys
from chalicelib.adapters.dynamodb.query import in_shard, pointers, those
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.proofs.proof import DomainProof, Holder
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow


class DynamoProofStore:
    """Every read is one get, one batch or one query; what is due takes a query of the index and a batch."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def domain_proof(self, proof_id: str) -> DomainProof | None:
        """One proof, in one get."""
        return stored(self._table, keys.domain_proof(proof_id), DomainProof)

    def domain_proofs(self, proof_ids: Iterable[str], *, listed: bool = False) -> Sequence[DomainProof]:
        """Those that exist, in one batch."""
        wanted = [keys.domain_proof(one) for one in proof_ids]
        return those(wanted, self._table.batch(wanted), DomainProof, listed=listed)

    def domain_proof_ids_of(self, holder: Holder, limit: int, start: str | None) -> Page[str]:
        """The ids in the holder's list, newest first."""
        partition = keys.list_partition(holder)
        return pointers(self._table, partition, keys.LIST_PREFIX, limit, start, newest_first=True)

    def due_proofs(self, now: datetime, limit: int) -> Sequence[DueRow[DomainProof]]:
        """Those in the shard of proofs whose time has come."""
        return self._in_shard(at_most("due_at", stamp(now)), limit)

    def proofs_under_way(self, limit: int) -> Sequence[DueRow[DomainProof]]:
        """Those in the shard of proofs, by their time."""
        return self._in_shard(at_least("due_at", EARLIEST), limit)

    def _in_shard(self, condition: Condition, limit: int) -> Sequence[DueRow[DomainProof]]:
        return in_shard(self._table, keys.DUE_SHARD, condition, limit, DomainProof)
