"""The metrics of one invocation, written as one line for CloudWatch."""

import io
import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.telemetry import NAMESPACE, EmbeddedMetrics, named
from chalicelib.services.unit_of_work.metrics import Metric, NoMetrics
from tests.test_settings import read
from tests.world import SETTINGS
from tests.world import world as new_world

NOW = 1_795_338_000.25
# From "Specification: Embedded metric format" of the CloudWatch user guide, reduced to one directive.
EMBEDDED_METRIC_FORMAT = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer"},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "properties": {
                            "Namespace": {"type": "string", "minLength": 1, "maxLength": 1024},
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {"type": "array", "maxItems": 30, "items": {"type": "string"}},
                            },
                            "Metrics": {
                                "type": "array",
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "properties": {
                                        "Name": {"type": "string", "minLength": 1, "maxLength": 1024},
                                        "Unit": {"enum": ["Count", "Seconds"]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}


def metrics(stage: str = "dev") -> tuple[EmbeddedMetrics, io.StringIO]:
    """Return metrics and the stream that their lines are written to."""
    written = io.StringIO()
    return EmbeddedMetrics(stage, lambda: NOW, lambda text: written.write(f"{text}\n")), written


def test_invocation_writes_one_line_in_the_embedded_metric_format() -> None:
    recorder, written = metrics()
    with named("sweep", "b1a0"):
        for name in (Metric.MAIL_SENT, Metric.MAIL_SENT, Metric.SWEEP_RAN):
            recorder.count(name)
        recorder.gauge(Metric.OUTBOX_AGE, 90.5)
        recorder.flush()
    (embedded,) = [json.loads(line) for line in written.getvalue().splitlines()]
    jsonschema.validate(embedded, EMBEDDED_METRIC_FORMAT)
    directive = embedded.pop("_aws")
    assert directive["Timestamp"] == 1_795_338_000_250
    assert directive["CloudWatchMetrics"][0]["Namespace"] == NAMESPACE == "SmartAccountRequests"
    assert directive["CloudWatchMetrics"][0]["Dimensions"] == [["stage"]]
    assert embedded == {
        "stage": "dev",
        "function": "sweep",
        "request_id": "b1a0",
        "MailSent": 2,
        "SweepRan": 1,
        "OutboxAgeSeconds": 90.5,
    }


@given(st.sets(st.sampled_from(Metric), min_size=1))
def test_every_metric_of_a_directive_is_a_number_in_its_line(names: set[Metric]) -> None:
    recorder, written = metrics()
    for name in names:
        recorder.count(name)
    recorder.flush()
    embedded = json.loads(written.getvalue())
    jsonschema.validate(embedded, EMBEDDED_METRIC_FORMAT)
    (directive,) = embedded["_aws"]["CloudWatchMetrics"]
    assert {metric["Name"] for metric in directive["Metrics"]} == set(names)
    assert all(embedded[metric["Name"]] == 1 for metric in directive["Metrics"])
    assert all(isinstance(embedded[name], str) for (name,) in directive["Dimensions"])


def test_gauge_in_seconds_has_its_own_unit() -> None:
    recorder, written = metrics()
    recorder.count(Metric.MAIL_DEAD)
    recorder.gauge(Metric.OUTBOX_AGE, 0)
    recorder.flush()
    (directive,) = json.loads(written.getvalue())["_aws"]["CloudWatchMetrics"]
    assert directive["Metrics"] == [
        {"Name": "MailDead", "Unit": "Count"},
        {"Name": "OutboxAgeSeconds", "Unit": "Seconds"},
    ]


def test_flush_without_metrics_writes_nothing_and_resets() -> None:
    recorder, written = metrics()
    recorder.flush()
    assert written.getvalue() == ""
    recorder.count(Metric.LINK_OPENED)
    recorder.flush()
    recorder.flush()
    assert len(written.getvalue().splitlines()) == 1


@pytest.mark.parametrize(("disabled", "kind"), [("true", NoMetrics), ("false", EmbeddedMetrics)])
def test_metrics_are_written_unless_disabled(disabled: str, kind: type) -> None:
    metrics_disabled = read(METRICS_DISABLED=disabled).metrics_disabled
    with new_world(replace(SETTINGS, metrics_disabled=metrics_disabled)) as world:
        assert isinstance(world.ports.metrics, kind)
