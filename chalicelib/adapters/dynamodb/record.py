"""The one table and its one shape of record.

A record is its key, a JSON document that holds a domain object whole, and beside it only those attributes
that a condition, an index or the time-to-live needs. What a key means is said in `keys`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from pynamodb.attributes import MapAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

T = TypeVar("T")


class Unreadable(Exception):
    """This release cannot read the record: it is broken, or a later release wrote it. Quotes nothing of it."""


class DueIndex(GlobalSecondaryIndex["Record"]):
    """What the sweep looks at, oldest first; sharded, since one key would throttle the table's writes."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()
        billing_mode = "PAY_PER_REQUEST"

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Record(Model):
    """One item. `version` is counted up by the writes themselves, so that a plain update can do it too."""

    class Meta:
        table_name = ""
        region: str | None = None
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = 1
        read_timeout_seconds = 3
        max_retry_attempts = 3

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    ends_at = UnicodeAttribute(null=True)
    ends: MapAttribute[str, Any] = MapAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    forget_at = TTLAttribute(null=True)
    # Why the sweep has set the row aside. The next save of the whole row leaves it out.
    trouble = UnicodeAttribute(null=True)
    due = DueIndex()
    # What DynamoDB holds of a record whose attributes are of other types than these; such a one has its key only.
    malformed: Mapping[str, Any] | None = None

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> "Record":
        """One item. A malformed one must not keep the others of a query from being read."""
        try:
            return super().from_raw_data(data)
        except (TypeError, ValueError, KeyError, AttributeError):
            found = cls(data["pk"]["S"], data["sk"]["S"])
            found.malformed = data
            return found


def use_table(name: str, region: str) -> None:
    """Points the record class at a table; the endpoint is the environment's (`AWS_ENDPOINT_URL_DYNAMODB`)."""
    Record.Meta.table_name = name
    Record.Meta.region = region


def connection() -> Connection:
    """The connection behind the record class: a second one would make a second client at every cold start."""
    return Record._get_connection().connection


def encoded(value: object) -> str:
    """A domain object as its document."""
    return msgspec.json.encode(value).decode()


def decoded(document: str | None, kind: type[T]) -> T:
    """The domain object of a document. Raises `Unreadable`.

    Fields that a newer release added take their defaults, those it dropped are passed over.
    """
    try:
        return msgspec.json.decode(document or "", type=kind)
    except (msgspec.MsgspecError, RecursionError):
        raise Unreadable from None


def stamp(instant: datetime) -> str:
    """An instant as text that sorts by time."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
