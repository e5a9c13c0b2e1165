"""An operator who remembers every number that was told."""

from collections import Counter

from chalicelib.services.unit_of_work.metrics import Signal


class Heard:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.counts: Counter[Signal] = Counter()
        self.gauges: dict[Signal, float] = {}

    def count(self, name: Signal) -> None:
        self.counts[name] += 1

    def gauge(self, name: Signal, value: float) -> None:
        self.gauges[name] = value

    def flush(self) -> None:
        raise AssertionError("an invocation ends outside of the use cases")
