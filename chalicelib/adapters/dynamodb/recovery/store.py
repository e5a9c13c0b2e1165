"""The part of the store for recoveries."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.conditions import at_most
from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.keys import own_partition
from chalicelib.adapters.dynamodb.query import in_shard, pointers, those
from chalicelib.adapters.dynamodb.recovery import keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow


class DynamoRecoveryStore:
    """Every read is one get, one batch or one query; what is due takes a query of the index and a batch."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def recovery(self, recovery_id: str) -> Recovery | None:
        """One recovery, in one get."""
        return stored(self._table, keys.recovery(recovery_id), Recovery)

    def recoveries(self, recovery_ids: Iterable[str]) -> Sequence[Recovery]:
        """Those that exist, in one batch."""
        wanted = [keys.recovery(one) for one in recovery_ids]
        return those(wanted, self._table.batch(wanted), Recovery, listed=True)

    def recovery_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """The ids in the candidate's list."""
        return pointers(self._table, own_partition(person_id), keys.LIST_PREFIX, limit, start, newest_first=True)

    def recovery_ids_under_way(self, limit: int, start: str | None) -> Page[str]:
        """The ids in the list of those under way."""
        return pointers(self._table, keys.UNDER_WAY, keys.LIST_PREFIX, limit, start, newest_first=True)

    def due_recoveries(self, now: datetime, limit: int) -> Sequence[DueRow[Recovery]]:
        """Those in the shard of recoveries whose time has come."""
        return in_shard(self._table, keys.DUE_SHARD, at_most("due_at", stamp(now)), limit, Recovery)
