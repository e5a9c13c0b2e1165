"""Commit writes in one transaction; repeat it if the answer was lost or another transaction conflicts."""

from collections.abc import Callable, Sequence

from chalicelib.adapters.dynamodb.access_mapping import writes_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.writes import Write

TRIES = 5
FIRST_PAUSE_SECONDS = 0.05


def commit(table: Table, changes: Sequence[Write], token: str, pause: Callable[[float], None]) -> None:
    """Apply all writes or none.

    Every try carries the same operations and the same token, so a try whose answer was lost is not applied
    twice. Raises `StaleState` when a condition failed, `busy` when the database stays in the way.
    """
    operations = [operation for change in changes for operation in writes_of(change)]
    for number in range(TRIES):
        try:
            table.transact(operations, token)
        except Refused as refused:
            if refused.problem is not Problem.BUSY:
                raise
        else:
            return
        pause(FIRST_PAUSE_SECONDS * 2**number)
    raise Refused(Problem.BUSY)
