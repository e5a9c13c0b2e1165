"""The numbers of docs/scaling.md are those of the code."""

import json
import re
import time
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.sealing_store import MOST_OVERDUE
from chalicelib.adapters.telemetry import EmbeddedMetrics
from chalicelib.domain.policy import Policy
from chalicelib.services import scheduled_job
from chalicelib.services.mail.rate_limiter import RateLimiter
from chalicelib.services.unit_of_work import sealing
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.settings import Settings
from infra.deploy.post_deploy import BURST, REQUESTS_PER_SECOND
from infra.local.state import PROJECT_ROOT
from tests.infra.stack.stack_template import CONFIG, of_type
from tests.test_settings import read

TEXT = (PROJECT_ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
# Of US $, as CloudWatch and Secrets Manager list them.
METRIC, ALARM, SECRET = 0.30, 0.10, 0.40
CALLS, MAILS = 15, 6
MINUTES = 24 * 60


def metrics_of_a_stage() -> int:
    """Count what CloudWatch makes of one line with all metrics: each by each set of dimensions is one of its own."""
    lines: list[str] = []
    metrics = EmbeddedMetrics("prod", time.time, lines.append)
    for metric in Metric:
        metrics.count(metric)
    metrics.flush()
    directives = json.loads(lines[0])["_aws"]["CloudWatchMetrics"]
    return sum(len(one["Metrics"]) * len(one["Dimensions"]) for one in directives)


METRICS = metrics_of_a_stage() + len(of_type("AWS::Logs::MetricFilter"))
ALARMS = len(of_type("AWS::CloudWatch::Alarm"))
SECRETS = len(of_type("AWS::SecretsManager::Secret"))
RATE, CALLS_PER_CALLER = Settings.mails_per_second, read().calls_per_caller
SENT = min(
    scheduled_job.BATCH, RateLimiter(RATE, time.monotonic, time.sleep).calls_within(scheduled_job.SENDING_SECONDS)
)
DUE_ROWS = len(Policy().reminders_after) + 1
FACTS = [
    f"| {METRICS} metrics | {METRIC:.2f} each, of the first 10,000 of an account | {METRICS * METRIC:.2f} |",
    f"| {ALARMS} alarms | {ALARM:.2f} each | {ALARMS * ALARM:.2f} |",
    f"| {SECRETS} | {SECRET:.2f} each | {SECRETS * SECRET:.2f} |",
    f"a request is {CALLS} calls and {MAILS} mails",
    f"| {200 // MAILS} requests a day in the sandbox, {round(50_000 / MAILS, -2):,.0f} with 50,000 mails |",
    f"| {RATE} mails a second by default, which all containers share | {RATE / MAILS:.1f} requests a second |",
    f"| {CALLS_PER_CALLER} calls a minute of one network, in each container that serves it "
    f"| {CALLS_PER_CALLER // CALLS} requests a minute by one network |",
    f"| {REQUESTS_PER_SECOND} calls a second and {BURST} at once, all callers together "
    f"| {REQUESTS_PER_SECOND / CALLS:.1f} requests a second |",
    f"| {scheduled_job.BATCH} requests and {SENT} mails a minute |",
    f"| {scheduled_job.BATCH * MINUTES // DUE_ROWS:,} requests a day that nobody answers: {DUE_ROWS - 1} reminders",
    f"| {sealing.BATCH * sealing.MOST_SEALINGS} events a minute |",
    f"| {MOST_OVERDUE} requests a minute, by a walk of {sealing.ROWS_WALKED} rows a minute "
    f"| {MOST_OVERDUE * MINUTES:,} requests a day, or more than {sealing.ROWS_WALKED * MINUTES:,} rows in the table |",
]


@pytest.mark.parametrize("fact", FACTS)
def test_number_in_document_is_that_of_the_code(fact: str) -> None:
    assert fact in TEXT


def test_fixed_costs_add_up() -> None:
    table = TEXT.partition("| custom metrics")[2].partition("\n\n")[0]
    *prices, total = (float(price) for price in re.findall(r"\| \**([\d.]+)\** \|$", table, re.MULTILINE))
    assert total == pytest.approx(sum(prices))


@pytest.mark.parametrize("stage", CONFIG["stages"].values(), ids=list(CONFIG["stages"]))
def test_scheduled_job_has_time_left_after_sending(stage: Mapping[str, Any]) -> None:
    timeout = stage["lambda_functions"]["sweep"]["lambda_timeout"]
    assert timeout - scheduled_job.SENDING_SECONDS >= 20
