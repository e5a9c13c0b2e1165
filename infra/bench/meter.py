"""Count DynamoDB calls by operation, their capacity units and the time spent in the SDK.

Units are as AWS bills them; the module `units` corrects those of DynamoDB Local.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from infra.bench.units import read_units, write_units

WRITES = frozenset({"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"})


@dataclass
class Spent:
    """Calls, units and time so far. `cpu` is this process's seconds inside the SDK, not DynamoDB's own."""

    calls: Counter[str] = field(default_factory=Counter)
    read_units: float = 0.0
    write_units: float = 0.0
    cpu: float = 0.0

    @property
    def round_trips(self) -> int:
        return self.calls.total()

    @property
    def writes(self) -> int:
        return sum(number for operation, number in self.calls.items() if operation in WRITES)

    @property
    def reads(self) -> int:
        return self.round_trips - self.writes


@dataclass(frozen=True)
class Repeated:
    """A repeated action: number of results, the highest counts, and all wall times."""

    found: int
    spent: Spent
    seconds: Sequence[float]

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return 1000 * quantiles(self.seconds, n=100, method="inclusive")[49]

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return 1000 * quantiles(self.seconds, n=100, method="inclusive")[94]


class Meter:
    """Counts the calls of a botocore client by its events."""

    def __init__(self, client: Any) -> None:
        self._spent = Spent()
        client.meta.events.register("before-parameter-build.dynamodb", self._before)
        client.meta.events.register("after-call.dynamodb", self._after)

    @contextmanager
    def counting(self) -> Iterator[Spent]:
        """Count the calls within the block; blocks cannot be nested."""
        self._spent = spent = Spent()
        try:
            yield spent
        finally:
            self._spent = Spent()

    def repeated(self, times: int, act: Callable[[], Sequence[object]]) -> Repeated:
        """Run the action once for its counts with empty caches, then this many times for counts and times."""
        with self.counting() as highest:
            found = len(act())
        seconds = []
        for _ in range(times):
            with self.counting() as spent:
                started = time.perf_counter()
                act()
                seconds.append(time.perf_counter() - started)
            highest = max(highest, spent, key=lambda counts: (counts.round_trips, counts.read_units))
        return Repeated(found, highest, seconds)

    def _before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if "ReturnConsumedCapacity" in model.input_shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"
        context["bench"] = params, time.process_time()

    def _after(self, parsed: Mapping[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
        params, started = context["bench"]
        self._spent.calls[model.name] += 1
        if "Error" in parsed:
            return
        if model.name in WRITES:
            self._spent.write_units += write_units(model.name, params, parsed)
        else:
            self._spent.read_units += read_units(model.name, params, parsed)
        self._spent.cpu += time.process_time() - started
