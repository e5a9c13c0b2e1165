"""The stack's template agrees with the table's model, the configuration of each stage and the runbook."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.pynamo_table import SCHEMA, TIME_TO_LIVE
from chalicelib.adapters.telemetry import DIMENSION, NAMESPACE
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.settings.contradictions import PRODUCTION
from infra.deploy.post_deploy import RETENTION_DAYS
from infra.deploy.stack import TEMPLATE
from infra.deploy.stages import read_stage
from infra.local.state import PROJECT_ROOT
from infra.rehearsal.package import lint
from tests.infra.stack.stack_template import CONFIG, DOCUMENT, RESOURCES, of_type, on_stage, properties, statements

RUNBOOK = (PROJECT_ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
KEPT = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool"}


def anchors() -> list[str]:
    """The runbook's headings as links name them."""
    headings = re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_the_linter_has_nothing_to_say() -> None:
    assert lint(TEMPLATE) == []


def keys(schema: Iterable[Any]) -> dict[str, str]:
    """A key schema without its order."""
    return {key["AttributeName"]: key["KeyType"] for key in schema}


def test_the_table_has_the_models_keys_and_expiry() -> None:
    table = properties("Table")
    types = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
    assert types == {one["AttributeName"]: one["AttributeType"] for one in SCHEMA["AttributeDefinitions"]}
    assert keys(table["KeySchema"]) == keys(SCHEMA["KeySchema"])
    assert table["BillingMode"] == SCHEMA["BillingMode"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": TIME_TO_LIVE, "Enabled": True}


def test_the_table_has_the_models_indexes() -> None:
    indexes = [
        {one["IndexName"]: (keys(one["KeySchema"]), one["Projection"]) for one in table["GlobalSecondaryIndexes"]}
        for table in (properties("Table"), SCHEMA)
    ]
    assert indexes[0] == indexes[1]


def test_the_table_can_be_brought_back_and_is_encrypted() -> None:
    table = properties("Table")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}
    assert DOCUMENT["Conditions"]["IsProduction"] == {"Fn::Equals": [{"Ref": "Stage"}, PRODUCTION]}


def test_what_cannot_be_made_again_outlives_the_stack() -> None:
    kept = {name: one for name, one in RESOURCES.items() if one["Type"] in KEPT}
    assert kept
    assert all(one["DeletionPolicy"] == one["UpdateReplacePolicy"] == "Retain" for one in kept.values())


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_names_are_those_that_the_configuration_repeats(stage: str) -> None:
    variables = read_stage(stage).variables
    made = {
        "TABLE_NAME": on_stage(properties("Table")["TableName"], stage),
        "MAIL_QUEUE": on_stage(properties("MailQueue")["QueueName"], stage),
        "MAIL_EVENTS_TOPIC": on_stage(properties("MailEvents")["TopicName"], stage),
        "MAIL_CONFIGURATION_SET": on_stage(properties("MailReports")["Name"], stage),
        "LINK_KEYS": f"secret:{on_stage(properties('LinkKeys')['Name'], stage)}",
        "AUDIT_KEYS": f"secret:{on_stage(properties('AuditKeys')['Name'], stage)}",
    }
    assert made == {name: variables.get(name) for name in made}
    assert re.fullmatch(DOCUMENT["Parameters"]["Stage"]["AllowedPattern"], stage)


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_the_log_groups_are_those_that_chalice_has_the_functions_write_to(stage: str) -> None:
    names = {on_stage(one["Properties"]["LogGroupName"], stage) for one in of_type("AWS::Logs::LogGroup").values()}
    functions = [name for name in CONFIG["stages"][stage]["lambda_functions"] if name != "api_handler"]
    app = f"/aws/lambda/{CONFIG['app_name']}-{stage}"
    assert names == {app, *(f"{app}-{name}" for name in functions)}


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_a_nudge_stays_hidden_for_six_runs_of_the_mail_function(stage: str) -> None:
    timeout = CONFIG["stages"][stage]["lambda_functions"]["deliver_mail"]["lambda_timeout"]
    assert properties("MailQueue")["VisibilityTimeout"] >= 6 * timeout


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_the_apis_metrics_are_looked_for_where_it_writes_them(stage: str) -> None:
    assert read_stage(stage).gateway_stage == stage
    watched = [one["Properties"] for one in of_type("AWS::CloudWatch::Alarm").values()]
    gateway = [one["Dimensions"] for one in watched if one["Namespace"] == "AWS/ApiGateway"]
    api = [{"Name": "ApiName", "Value": CONFIG["app_name"]}, {"Name": "Stage", "Value": {"Ref": "Stage"}}]
    assert gateway == [api, api]
    shown = [metric[2:] for metric in metrics_shown() if metric[0] == "AWS/ApiGateway"]
    assert shown
    assert all(one[:4] == ["ApiName", CONFIG["app_name"], "Stage", "${Stage}"] for one in shown)


def test_logs_end_and_the_deployment_says_the_same() -> None:
    retention = DOCUMENT["Mappings"]["Logs"]["Retention"]
    assert {True: retention["Production"], False: retention["Other"]} == RETENTION_DAYS
    groups = of_type("AWS::Logs::LogGroup").values()
    assert all(one["Properties"]["RetentionInDays"]["Fn::If"][0] == "IsProduction" for one in groups)


@pytest.mark.parametrize("alarm", of_type("AWS::CloudWatch::Alarm"))
def test_every_alarm_tells_somebody_and_names_its_section_of_the_runbook(alarm: str) -> None:
    told = properties(alarm)
    assert told["AlarmActions"] == told["OKActions"] == [{"Ref": "Alarms"}]
    assert told["TreatMissingData"]
    named = re.search(r"docs/operations\.md#([a-z0-9-]+)$", told["AlarmDescription"])
    assert named
    assert anchors().count(named[1]) == 1


def metrics_shown() -> list[list[Any]]:
    """The metrics of the dashboard: namespace, name, dimensions, and how they are drawn."""
    body = json.loads(properties("Dashboard")["DashboardBody"]["Fn::Sub"])
    return [metric for widget in body["widgets"] for metric in widget["properties"].get("metrics", [])]


def test_every_alarm_is_on_the_dashboard() -> None:
    body = properties("Dashboard")["DashboardBody"]["Fn::Sub"]
    json.loads(body)
    assert {name for name in of_type("AWS::CloudWatch::Alarm") if f"${{{name}.Arn}}" not in body} == set()


def test_all_that_the_app_counts_is_looked_at_and_nothing_that_it_does_not() -> None:
    shown = metrics_shown()
    own = {metric[1] for metric in shown if metric[0] == NAMESPACE}
    alarms = [one["Properties"] for one in of_type("AWS::CloudWatch::Alarm").values()]
    watched = {one["MetricName"] for one in alarms if one["Namespace"] == NAMESPACE}
    assert own | watched == {signal.value for signal in Metric}
    assert all(metric[2:4] == [DIMENSION, "${Stage}"] for metric in shown if metric[0] == NAMESPACE)


def test_nothing_is_open_to_whoever_comes() -> None:
    allowed = [one for one in statements() if one["Effect"] == "Allow"]
    assert allowed
    for one in allowed:
        assert set(one["Principal"]) == {"Service"}
        assert one["Condition"]["StringEquals"]["AWS:SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_ses_reports_what_becomes_of_a_mail_and_tracks_nobody() -> None:
    destination = properties("MailReportsToTopic")["EventDestination"]
    assert set(destination["MatchingEventTypes"]) == {"delivery", "deliveryDelay", "bounce", "complaint", "reject"}
    assert "TrackingOptions" not in properties("MailReports")


@pytest.mark.parametrize("secret", of_type("AWS::SecretsManager::Secret"))
def test_no_key_stands_in_the_template(secret: str) -> None:
    made = properties(secret)
    assert "SecretString" not in made
    assert made["GenerateSecretString"]["SecretStringTemplate"] == "{}"
    assert made["GenerateSecretString"]["PasswordLength"] >= 32


def test_no_parameter_carries_a_secret() -> None:
    assert set(DOCUMENT["Parameters"]) == {"Stage", "PublicUrl", "AlarmAddress", "MailDomain", "WithUserPool"}


def test_a_user_pool_is_made_on_demand_alone() -> None:
    cognito = [one for one in RESOURCES.values() if one["Type"].startswith("AWS::Cognito::")]
    assert cognito
    assert all(one["Condition"] == "MakesUserPool" for one in cognito)
    assert properties("Reviewers")["GroupName"] == "reviewers"
    assert DOCUMENT["Parameters"]["WithUserPool"]["Default"] == "false"
