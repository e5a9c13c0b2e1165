"""What CloudWatch makes of datapoints: the values of a metric, and whether an alarm of the template holds.

From "Using Amazon CloudWatch alarms" in the CloudWatch user guide: "Evaluating an alarm", "Configuring how alarms treat
missing data".
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import ge, gt, lt
from statistics import mean
from typing import Any

from tests.infra.stack.stack_template import on_stage, properties

STAGE = "test"
COMPARES: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": ge,
    "GreaterThanThreshold": gt,
    "LessThanThreshold": lt,
}
STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Average": mean,
    "p99": max,
}
# A period without a value.
MISSING: Mapping[str, bool] = {"breaching": True, "notBreaching": False, "ignore": False}
Dimensions = frozenset[tuple[str, str]]
Name = tuple[str, str, Dimensions]


@dataclass
class Published:
    """The datapoints of a stage. `take` is where the product's own metrics are written to."""

    now: Callable[[], datetime]
    values: dict[Name, list[tuple[datetime, float]]] = field(default_factory=dict)

    def take(self, line: str) -> None:
        """Take a line of the embedded metric format, as CloudWatch does from the log."""
        line_of = json.loads(line)
        for directive in line_of["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = {name: line_of[name] for name in names}
                for metric in directive["Metrics"]:
                    self.put(directive["Namespace"], metric["Name"], dimensions, line_of[metric["Name"]])

    def put(self, namespace: str, metric: str, dimensions: Mapping[str, str], value: float) -> None:
        """Publish one value, as a service of AWS does."""
        name = (namespace, metric, frozenset(dimensions.items()))
        self.values.setdefault(name, []).append((self.now(), value))

    def rings(self, alarm: str) -> bool:
        """Whether the alarm is in the state ALARM, as of the last whole minute."""
        settings = properties(alarm)
        periods = settings["EvaluationPeriods"]
        breaching = [_is_breaching(settings, self._values_in(settings, number)) for number in range(periods)]
        return sum(breaching) >= int(settings.get("DatapointsToAlarm", periods))

    def _values_in(self, settings: Mapping[str, Any], number: int) -> list[float]:
        """Return the values of the period that ended so many periods ago."""
        length = timedelta(seconds=settings["Period"])
        end = self.now().replace(second=0, microsecond=0) - number * length
        return [value for at, value in self.values.get(name_of(settings), ()) if end - length < at <= end]


def name_of(settings: Mapping[str, Any]) -> Name:
    """Return the metric that an alarm watches."""
    dimensions = {(one["Name"], resolved(one["Value"])) for one in settings["Dimensions"]}
    return settings["Namespace"], settings["MetricName"], frozenset(dimensions)


def resolved(value: Any) -> str:
    """Resolve a value of the template on the stage of the tests: a text, the stage, or the name of a resource."""
    match value:
        case {"Fn::Sub": _}:
            return on_stage(value, STAGE)
        case {"Ref": "Stage"}:
            return STAGE
        case {"Ref": name}:
            own = properties(name)
            return resolved(own.get("TableName") or own["Name"])
        case {"Fn::GetAtt": [name, attribute]}:
            return resolved(properties(name)[attribute])
        case _:
            return str(value)


def _is_breaching(settings: Mapping[str, Any], values: Sequence[float]) -> bool:
    if not values:
        return MISSING[settings["TreatMissingData"]]
    statistic = STATISTICS[settings.get("Statistic") or settings["ExtendedStatistic"]]
    return COMPARES[settings["ComparisonOperator"]](statistic(values), settings["Threshold"])
