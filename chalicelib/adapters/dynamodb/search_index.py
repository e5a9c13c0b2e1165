"""Reads ranges of the search index, each by one query of one partition; never scans, never writes."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb.record import Record
from chalicelib.adapters.dynamodb.search_rows import partition_key, shown_account
from chalicelib.domain.search import Lookup
from chalicelib.services.searching import IndexRow


class DynamoSearchIndex:
    """The search index in the one table, read at half the price of a consistent read."""

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        """The first rows of a range, or of what is left of it after a sort key, in one round trip."""
        partition = partition_key(lookup.partition)
        found = Record.query(
            partition,
            Record.sk.startswith(lookup.prefix),
            limit=limit,
            # A row that is gone by now serves as well: only the key's place in the order counts.
            last_evaluated_key={"pk": {"S": partition}, "sk": {"S": after}} if after else None,
        )
        return [IndexRow(record.sk, shown_account(record.sk, record.document)) for record in found]
