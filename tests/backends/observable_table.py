"""A table in memory that tells of its calls: a test counts them, acts at one, refuses it or dies there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.errors import Problem, Refused
from tests.backends.memory_table import MemoryTable

WRITES = {"put", "update", "delete", "transact"}
P = ParamSpec("P")
R = TypeVar("R")
Moment = Literal["before", "after"]
MOMENTS: tuple[Moment, ...] = ("before", "after")


class Call(NamedTuple):
    """A verb of the table and what it was given by position: one call to DynamoDB, unless there are many pages."""

    verb: str
    given: tuple[Any, ...]


Observer = Callable[[Moment, Call], object]


class KilledError(BaseException):
    """The process dies here."""


def _told(verb: Callable[P, R]) -> Callable[P, R]:
    @wraps(verb)
    def told(*given: P.args, **named: P.kwargs) -> R:
        table, *rest = given
        assert isinstance(table, ObservableTable)
        call = Call(verb.__name__, tuple(rest))
        table.tell("before", call)
        result = verb(*given, **named)
        table.tell("after", call)
        return result

    return told


class ObservableTable(MemoryTable):
    """Tells its observers of each call, before and after it."""

    def __init__(self) -> None:
        super().__init__()
        self.observers: list[Observer] = []

    def tell(self, moment: Moment, call: Call) -> None:
        """Tell those that observe now; an observer's own calls are told, too."""
        for observer in tuple(self.observers):
            observer(moment, call)

    get = _told(MemoryTable.get)
    batch = _told(MemoryTable.batch)
    query = _told(MemoryTable.query)
    due = _told(MemoryTable.due)
    scan = _told(MemoryTable.scan)
    estimated_size = _told(MemoryTable.estimated_size)
    put = _told(MemoryTable.put)
    update = _told(MemoryTable.update)
    delete = _told(MemoryTable.delete)
    transact = _told(MemoryTable.transact)


@contextmanager
def observed(table: Table, observer: Observer) -> Iterator[None]:
    """Tell the observer of every call inside the block."""
    assert isinstance(table, ObservableTable), "a table on moto tells nothing: leave out the mark `aws`"
    table.observers.append(observer)
    try:
        yield
    finally:
        table.observers.remove(observer)


@contextmanager
def calls_of(table: Table) -> Iterator[list[Call]]:
    """Yield the list of the calls made inside the block, in order."""
    calls: list[Call] = []

    def note(moment: Moment, call: Call) -> None:
        if moment == "before":
            calls.append(call)

    with observed(table, note):
        yield calls


@contextmanager
def acting_before(table: Table, verbs: set[str], number: int, act: Callable[[], object]) -> Iterator[list[str]]:
    """Act once, right before the call with this number, from 0, of these verbs; yield the verb once it was met."""
    left, met = iter(range(number, 0, -1)), list[str]()

    def count(moment: Moment, call: Call) -> None:
        if moment == "before" and call.verb in verbs and not met and next(left, None) is None:
            met.append(call.verb)
            act()

    with observed(table, count):
        yield met


@contextmanager
def killed_at(table: Table, number: int, moment: Moment) -> Iterator[None]:
    """Kill the process at its nth call, from 1, before it is carried out or after."""
    seen: list[str] = []

    def die(at: Moment, call: Call) -> None:
        if at == moment:
            seen.append(call.verb)
            if len(seen) == number:
                raise KilledError

    with observed(table, die):
        yield


@contextmanager
def busy_at(table: Table, matches: Callable[[Call], bool]) -> Iterator[list[str]]:
    """Refuse the selected calls as busy, which `PynamoTable` is on many faults; yield their verbs."""
    refused: list[str] = []

    def refuse(moment: Moment, call: Call) -> None:
        if moment == "before" and matches(call):
            refused.append(call.verb)
            raise Refused(Problem.BUSY)

    with observed(table, refuse):
        yield refused
