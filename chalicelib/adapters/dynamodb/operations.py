"""The four things a transaction does with a record, as data, so that a commit can be counted and repeated."""

from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamodb.record import Record


@dataclass(frozen=True)
class Put:
    """Writes a whole record."""

    record: Record
    condition: Condition | None = None

    def add_to(self, transaction: TransactWrite) -> None:
        """Makes it a part of the transaction."""
        transaction.save(self.record, condition=self.condition)


@dataclass(frozen=True)
class Update:
    """Changes some attributes of a record."""

    record: Record
    actions: Sequence[Action]
    condition: Condition

    def add_to(self, transaction: TransactWrite) -> None:
        """Makes it a part of the transaction."""
        transaction.update(self.record, actions=list(self.actions), condition=self.condition)


@dataclass(frozen=True)
class Delete:
    """Removes a record, whether or not it is there."""

    record: Record
    condition: Condition | None = None

    def add_to(self, transaction: TransactWrite) -> None:
        """Makes it a part of the transaction."""
        transaction.delete(self.record, condition=self.condition)


@dataclass(frozen=True)
class Check:
    """Writes nothing, and keeps the whole transaction from being written when it does not hold."""

    record: Record
    condition: Condition

    def add_to(self, transaction: TransactWrite) -> None:
        """Makes it a part of the transaction."""
        transaction.condition_check(Record, self.record.pk, self.record.sk, condition=self.condition)


Operation = Put | Update | Delete | Check
