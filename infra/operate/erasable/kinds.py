"""What erasing a person from a row needs: whom, which kind of row, and how it is edited or deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.adapters.dynamodb.documents import decoded, encoded
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.services.unit_of_work.writes import Write
from infra.operate.address_occurrences import AddressMatcher

T = TypeVar("T")


class Blocked(Exception):
    """Somebody has to act before the person can be erased; the message says how, without the address."""


@dataclass(frozen=True)
class DataSubject:
    """The person to erase now: their address, and the name under which they decided for others, if they did."""

    address: AddressMatcher
    now: datetime
    name: str = ""

    def decided_as(self, name: str) -> bool:
        """Whether a decision recorded under this name counts as theirs."""
        return bool(self.name) and name == self.name


@dataclass(frozen=True)
class Edit(Generic[T]):
    """How to remove a person from a row; `without` returns None if the row must be deleted."""

    model: type[T]
    without: Callable[[T, DataSubject], T | None]
    saved: Callable[[T, T], Write]


@dataclass(frozen=True)
class Kind:
    """A kind of row, recognised by its key prefixes; without an edit, a row with the address is deleted."""

    name: str
    partition: str
    sort: str = ""
    edit: Edit[Any] | None = None

    def has(self, row: Row) -> bool:
        """Whether the row is of this kind."""
        return row.pk.startswith(self.partition) and row.sk.startswith(self.sort)


def redacted(held: T, kind: type[T], address: AddressMatcher) -> T:
    """Return the value with the marker for the address."""
    return decoded(encoded(address.redact(decoded(encoded(held), object))), kind)
