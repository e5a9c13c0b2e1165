"""Metrics kept in memory."""

from collections import Counter

from chalicelib.services.unit_of_work.metrics import Metric


class RecordedMetrics:
    """Records counts and gauges instead of sending them."""

    def __init__(self) -> None:
        self.counts: Counter[Metric] = Counter()
        self.gauges: dict[Metric, float] = {}

    def count(self, name: Metric) -> None:
        self.counts[name] += 1

    def gauge(self, name: Metric, value: float) -> None:
        self.gauges[name] = value

    def flush(self) -> None:
        raise AssertionError("use cases never flush; the invocation does")
