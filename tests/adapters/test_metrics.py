"""The numbers of one invocation, in one line as CloudWatch reads it."""

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
# As in "Specification: Embedded metric format" of the CloudWatch user guide, cut down to one directive.
EMBEDDED = {
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
    """Metrics, and where their lines go."""
    written = io.StringIO()
    return EmbeddedMetrics(stage, lambda: NOW, lambda text: written.write(f"{text}\n")), written


def test_an_invocation_comes_to_one_line_in_cloudwatchs_embedded_format() -> None:
    told, written = metrics()
    with named("sweep", "b1a0"):
        for name in (Metric.MAIL_SENT, Metric.MAIL_SENT, Metric.SWEEP_RAN):
            told.count(name)
        told.gauge(Metric.OUTBOX_AGE, 90.5)
        told.flush()
    (embedded,) = [json.loads(one) for one in written.getvalue().splitlines()]
    jsonschema.validate(embedded, EMBEDDED)
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
def test_what_a_directive_names_stands_in_its_line_as_a_number(names: set[Metric]) -> None:
    told, written = metrics()
    for name in names:
        told.count(name)
    told.flush()
    embedded = json.loads(written.getvalue())
    jsonschema.validate(embedded, EMBEDDED)
    (directive,) = embedded["_aws"]["CloudWatchMetrics"]
    assert {one["Name"] for one in directive["Metrics"]} == set(names)
    assert all(embedded[one["Name"]] == 1 for one in directive["Metrics"])
    assert all(isinstance(embedded[name], str) for (name,) in directive["Dimensions"])


def test_seconds_are_no_count() -> None:
    told, written = metrics()
    told.count(Metric.MAIL_DEAD)
    told.gauge(Metric.OUTBOX_AGE, 0)
    told.flush()
    (directive,) = json.loads(written.getvalue())["_aws"]["CloudWatchMetrics"]
    assert directive["Metrics"] == [
        {"Name": "MailDead", "Unit": "Count"},
        {"Name": "OutboxAgeSeconds", "Unit": "Seconds"},
    ]


def test_an_invocation_without_news_writes_nothing_and_the_next_starts_anew() -> None:
    told, written = metrics()
    told.flush()
    assert written.getvalue() == ""
    told.count(Metric.LINK_OPENED)
    told.flush()
    told.flush()
    assert len(written.getvalue().splitlines()) == 1


@pytest.mark.parametrize(("disabled", "kind"), [("true", NoMetrics), ("false", EmbeddedMetrics)])
def test_metrics_go_out_unless_the_environment_says_otherwise(disabled: str, kind: type) -> None:
    metrics_disabled = read(METRICS_DISABLED=disabled).metrics_disabled
    with new_world(replace(SETTINGS, metrics_disabled=metrics_disabled)) as world:
        assert isinstance(world.ports.metrics, kind)
