"""Counts what is asked of DynamoDB while something runs: calls by operation, units, and time spent out there.

Units are as AWS bills them; `units` says where DynamoDB Local differs.
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
    """What was asked so far. `cpu` is this process's seconds inside the SDK, not DynamoDB's own."""

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
    """The same thing done several times: what it came to, the dearest of its counts, and every wall time."""

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
    """Listens on a botocore client, which does its work as ever."""

    def __init__(self, client: Any) -> None:
        self._spent = Spent()
        client.meta.events.register("before-parameter-build.dynamodb", self._before)
        client.meta.events.register("after-call.dynamodb", self._after)

    @contextmanager
    def counting(self) -> Iterator[Spent]:
        """What the block asks; one block at a time."""
        self._spent = spent = Spent()
        try:
            yield spent
        finally:
            self._spent = Spent()

    def repeated(self, times: int, act: Callable[[], Sequence[object]]) -> Repeated:
        """Does it once for its counts alone, while nothing is remembered yet, and then so many times."""
        with self.counting() as dearest:
            found = len(act())
        seconds = []
        for _ in range(times):
            with self.counting() as spent:
                started = time.perf_counter()
                act()
                seconds.append(time.perf_counter() - started)
            dearest = max(dearest, spent, key=lambda one: (one.round_trips, one.read_units))
        return Repeated(found, dearest, seconds)

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
