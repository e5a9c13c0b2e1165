"""The seam below the storage: the one table, its one shape of row, and the verbs that all readers and writers use.

A row is its key, a JSON document that holds a whole domain object, and only those further attributes that a
condition, an index or the time-to-live needs. What a key means is said in `keys`.

Every verb raises `busy` when the database is slow, throttled or out of reach, and a write `StaleState` when its
condition does not hold.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol

from chalicelib.adapters.dynamodb.conditions import Attribute, Condition
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import StaleState


@value_class
class Row:
    """One item. `version` is counted up by the writes themselves, so that a plain update can do it too."""

    pk: str
    sk: str
    document: str | None = None
    version: int | None = None
    holder: str | None = None
    ends_at: str | None = None
    ends: Mapping[str, str] | None = None
    due_shard: str | None = None
    due_at: str | None = None
    # Seconds since 1970, when the time-to-live removes the row.
    forget_at: int | None = None
    # Why the sweep has set the row aside. The next put of the whole row leaves it out.
    trouble: str | None = None
    # What became of the links of a request in a list, beside its document, which is written apart from them.
    deliveries: str | None = None
    # What a team is told of an audit event, beside the event's document, until it has its position in the feed.
    effect: str | None = None
    # Names of attributes that this release does not know; it never writes them.
    unknown: tuple[str, ...] = ()
    # What the table holds of a row whose attributes are of other types than these; such a one has its key only.
    malformed: Mapping[str, Any] | None = None

    @property
    def key(self) -> Key:
        """Partition key and sort key."""
        return self.pk, self.sk


@value_class
class Put:
    """Writes a whole row. With `tells_row`, a transaction in which its condition fails raises `StaleRow`."""

    row: Row
    condition: Condition | None = None
    tells_row: bool = False


class StaleRow(StaleState):
    """The condition of a put fails for this row, which is in its place."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


@value_class
class Update:
    """Changes some attributes of a row; None removes an attribute or an entry.

    `ends` are entries of the map of that name, `raises_version` counts the version up.
    """

    key: Key
    condition: Condition | None
    attributes: Mapping[Attribute, str | None] = field(default_factory=dict)
    ends: Mapping[str, str | None] = field(default_factory=dict)
    raises_version: bool = False


@value_class
class Delete:
    """Removes a row, whether or not it is there."""

    key: Key
    condition: Condition | None = None


@value_class
class Check:
    """Writes nothing, and keeps the whole transaction from being written when it does not hold."""

    key: Key
    condition: Condition


Operation = Put | Update | Delete | Check


class Table(Protocol):
    """What the store, the outbox, the search index, the sessions and the operators' commands need of a table."""

    def get(self, key: Key, *, consistent: bool = True) -> Row | None:
        """One row, or None."""
        ...

    def batch(self, keys: Sequence[Key], *, consistent: bool = True) -> dict[Key, Row]:
        """Those of the rows that exist, in the order of the keys."""
        ...

    def query(
        self,
        partition: str,
        condition: Condition | None = None,
        *,
        limit: int | None = None,
        start: str | None = None,
        newest_first: bool = False,
        consistent: bool = True,
    ) -> Page[Row]:
        """Rows of a partition by sort key: those after `start`, as far as `condition` on the sort key holds.

        The page's next start is the last row's sort key; None once the partition has no more. DynamoDB may name
        one when the limit was reached although no row follows.
        """
        ...

    def due(self, shard: str, condition: Condition, limit: int) -> Iterator[Row]:
        """Rows of a shard of the due index, oldest first, with their keys and due times alone. Reads as it goes."""
        ...

    def scan(
        self,
        condition: Condition | None = None,
        *,
        start: Key | None = None,
        consistent: bool = False,
        attributes: Sequence[Attribute] | None = None,
        page_size: int | None = None,
        examined: Callable[[int], object] | None = None,
    ) -> Iterator[Row]:
        """Every row of the table for which the condition holds, after `start`. For operators and the scheduled job.

        `examined` is told of each page how many rows were examined, whether or not the condition holds for them.
        """
        ...

    def estimated_size(self) -> int:
        """How many rows there are, as DynamoDB counts them every few hours. For operators."""
        ...

    def put(self, row: Row, condition: Condition | None = None) -> None:
        """Writes a whole row. Not safe to repeat: a lost answer may leave the row written."""
        ...

    def update(self, update: Update) -> None:
        """Changes some attributes of one row."""
        ...

    def delete(self, key: Key, condition: Condition | None = None) -> Row | None:
        """Removes a row; the row as it was, or None. Of several callers one alone gets it."""
        ...

    def transact(self, operations: Sequence[Operation], token: str) -> None:
        """All operations or none. Within minutes, a second call with the same token does nothing.

        Raises `StaleRow` if a put that tells its row is among those whose condition fails.
        """
        ...
