"""The stack's template matches the table's model, the configuration of each stage and the runbook."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.pynamo_table import SCHEMA, TIME_TO_LIVE
from chalicelib.adapters.telemetry import DIMENSION, NAMESPACE
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.settings.contradictions import PRODUCTION
from infra.deploy.gateway.logs import log_group
from infra.deploy.post_deploy import RETENTION_DAYS
from infra.deploy.stack import template_body
from infra.deploy.stages import read_stage
from tests.conventions.documents import anchors
from tests.infra.operations.runbooks import DOCUMENT as RUNBOOK
from tests.infra.stack.stack_template import (
    CONFIG,
    DOCUMENT,
    RESOURCES,
    of_type,
    on_stage,
    properties,
    statements,
    template,
)

KEPT = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool", "AWS::S3::Bucket"}


def keys(schema: Iterable[Any]) -> dict[str, str]:
    """Convert a key schema to a mapping."""
    return {key["AttributeName"]: key["KeyType"] for key in schema}


def test_table_has_keys_and_ttl_of_schema() -> None:
    table = properties("Table")
    types = {field["AttributeName"]: field["AttributeType"] for field in table["AttributeDefinitions"]}
    assert types == {field["AttributeName"]: field["AttributeType"] for field in SCHEMA["AttributeDefinitions"]}
    assert keys(table["KeySchema"]) == keys(SCHEMA["KeySchema"])
    assert table["BillingMode"] == SCHEMA["BillingMode"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": TIME_TO_LIVE, "Enabled": True}


def test_table_has_indexes_of_schema() -> None:
    indexes = [
        {
            index["IndexName"]: (keys(index["KeySchema"]), index["Projection"])
            for index in table["GlobalSecondaryIndexes"]
        }
        for table in (properties("Table"), SCHEMA)
    ]
    assert indexes[0] == indexes[1]


def test_table_has_backups_and_encryption() -> None:
    table = properties("Table")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}
    assert DOCUMENT["Conditions"]["IsProduction"] == {"Fn::Equals": [{"Ref": "Stage"}, PRODUCTION]}


def test_irreplaceable_resources_are_retained() -> None:
    """After a creation that failed nothing is in the way of the next one."""
    kept = [resource for resource in RESOURCES.values() if resource["Type"] in KEPT]
    assert {resource["Type"] for resource in kept} == KEPT
    assert {resource["DeletionPolicy"] for resource in kept} == {"RetainExceptOnCreate"}
    assert {resource["UpdateReplacePolicy"] for resource in kept} == {"Retain"}
    policies = {resource.get("DeletionPolicy", "Delete") for resource in RESOURCES.values()}
    assert policies == {"Delete", "RetainExceptOnCreate"}


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_resource_names_match_configuration(stage: str) -> None:
    variables = read_stage(stage).variables
    made = {
        "TABLE_NAME": on_stage(properties("Table")["TableName"], stage),
        "MAIL_QUEUE": on_stage(properties("MailQueue")["QueueName"], stage),
        "MAIL_EVENTS_TOPIC": on_stage(properties("MailEvents")["TopicName"], stage),
        "EVENT_BUS": on_stage(properties("EventBus")["Name"], stage),
        "MAIL_CONFIGURATION_SET": on_stage(properties("MailReports")["Name"], stage),
        "LINK_KEYS": f"secret:{on_stage(properties('LinkKeys')['Name'], stage)}",
        "AUDIT_KEYS": f"secret:{on_stage(properties('AuditKeys')['Name'], stage)}",
    }
    assert made == {name: variables.get(name) for name in made}
    assert re.fullmatch(DOCUMENT["Parameters"]["Stage"]["AllowedPattern"], stage)


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_log_groups_match_gateway_and_function_names_of_chalice(stage: str) -> None:
    groups = of_type("AWS::Logs::LogGroup").values()
    names = {on_stage(group["Properties"]["LogGroupName"], stage) for group in groups}
    functions = [name for name in CONFIG["stages"][stage]["lambda_functions"] if name != "api_handler"]
    app = f"/aws/lambda/{CONFIG['app_name']}-{stage}"
    assert names == {log_group(read_stage(stage)), app, *(f"{app}-{name}" for name in functions)}


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_queue_visibility_is_six_function_timeouts(stage: str) -> None:
    timeout = CONFIG["stages"][stage]["lambda_functions"]["deliver_mail"]["lambda_timeout"]
    assert properties("MailQueue")["VisibilityTimeout"] >= 6 * timeout


@pytest.mark.parametrize("stage", CONFIG["stages"])
def test_api_metrics_use_dimensions_of_gateway(stage: str) -> None:
    assert read_stage(stage).gateway_stage == stage
    watched = [alarm["Properties"] for alarm in of_type("AWS::CloudWatch::Alarm").values()]
    gateway = [alarm["Dimensions"] for alarm in watched if alarm["Namespace"] == "AWS/ApiGateway"]
    api = [{"Name": "ApiName", "Value": CONFIG["app_name"]}, {"Name": "Stage", "Value": {"Ref": "Stage"}}]
    assert gateway == [api] * 3
    shown = [metric[2:] for metric in metrics_shown() if metric[0] == "AWS/ApiGateway"]
    assert shown
    assert all(metric[:4] == ["ApiName", CONFIG["app_name"], "Stage", "${Stage}"] for metric in shown)


def test_log_retention_matches_post_deploy() -> None:
    retention = DOCUMENT["Mappings"]["Logs"]["Retention"]
    assert {True: retention["Production"], False: retention["Other"]} == RETENTION_DAYS
    groups = of_type("AWS::Logs::LogGroup").values()
    assert all(group["Properties"]["RetentionInDays"]["Fn::If"][0] == "IsProduction" for group in groups)


@pytest.mark.parametrize("alarm", of_type("AWS::CloudWatch::Alarm"))
def test_every_alarm_notifies_and_links_to_runbook(alarm: str) -> None:
    settings = properties(alarm)
    assert settings["AlarmActions"] == settings["OKActions"] == [{"Ref": "Alarms"}]
    assert settings["TreatMissingData"]
    link = re.search(r"docs/operations\.md#([a-z0-9-]+)$", settings["AlarmDescription"])
    assert link
    # A heading that stands twice is numbered the second time.
    assert {link[1], f"{link[1]}-1"} & anchors(RUNBOOK) == {link[1]}


def metrics_shown() -> list[list[Any]]:
    """Return the metrics of the dashboard: namespace, name, dimensions and rendering options."""
    body = json.loads(properties("Dashboard")["DashboardBody"]["Fn::Sub"])
    return [metric for widget in body["widgets"] for metric in widget["properties"].get("metrics", [])]


def test_every_alarm_is_on_dashboard() -> None:
    body = properties("Dashboard")["DashboardBody"]["Fn::Sub"]
    json.loads(body)
    assert {name for name in of_type("AWS::CloudWatch::Alarm") if f"${{{name}.Arn}}" not in body} == set()


def test_alarms_and_dashboard_cover_exactly_the_metrics_of_app() -> None:
    shown = metrics_shown()
    own = {metric[1] for metric in shown if metric[0] == NAMESPACE}
    alarms = [alarm["Properties"] for alarm in of_type("AWS::CloudWatch::Alarm").values()]
    watched = {alarm["MetricName"] for alarm in alarms if alarm["Namespace"] == NAMESPACE}
    filters = [one["Properties"]["MetricTransformations"] for one in of_type("AWS::Logs::MetricFilter").values()]
    made = {transformation["MetricName"] for (transformation,) in filters}
    assert own | watched == {signal.value for signal in Metric} | made
    assert all(metric[2:4] == [DIMENSION, "${Stage}"] for metric in shown if metric[0] == NAMESPACE)


def test_resource_policies_allow_only_services_of_account() -> None:
    allowed = [statement for statement in statements() if statement["Effect"] == "Allow"]
    assert allowed
    for statement in allowed:
        assert set(statement["Principal"]) == {"Service"}
        assert statement["Condition"]["StringEquals"]["AWS:SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_ses_publishes_events_without_tracking() -> None:
    destination = properties("MailReportsToTopic")["EventDestination"]
    assert set(destination["MatchingEventTypes"]) == {"delivery", "deliveryDelay", "bounce", "complaint", "reject"}
    assert "TrackingOptions" not in properties("MailReports")


@pytest.mark.parametrize("secret", of_type("AWS::SecretsManager::Secret"))
def test_template_contains_no_keys(secret: str) -> None:
    made = properties(secret)
    assert "SecretString" not in made
    assert made["GenerateSecretString"]["SecretStringTemplate"] == "{}"
    assert made["GenerateSecretString"]["PasswordLength"] >= 32


def test_template_is_no_longer_than_cloudformation_takes() -> None:
    """As the body of a call: "AWS CloudFormation quotas"."""
    assert len(template_body().encode()) <= 51_200


def test_what_is_sent_of_the_template_says_the_same(tmp_path: Path) -> None:
    sent = tmp_path / "sent.yaml"
    sent.write_text(template_body(), encoding="utf-8")
    assert template(sent) == DOCUMENT


def test_events_given_up_are_kept_under_the_name_that_replays_them() -> None:
    name = on_stage(properties("EventsGivenUpQueue")["QueueName"], "prod")
    assert name == f"{read_stage('prod').resource_name}-events-given-up"
    assert properties("EventsGivenUpQueue")["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_stack_parameters_hold_no_secrets() -> None:
    address = {"PublicUrl", "WithApi", "DomainName", "CertificateArn", "BasePath"}
    assert set(DOCUMENT["Parameters"]) == {"Stage", *address, "AlarmAddress", "MailDomain", "WithUserPool"}


def test_user_pool_is_optional() -> None:
    cognito = [resource for resource in RESOURCES.values() if resource["Type"].startswith("AWS::Cognito::")]
    assert cognito
    assert all(resource["Condition"] == "MakesUserPool" for resource in cognito)
    assert properties("Reviewers")["GroupName"] == "reviewers"
    assert DOCUMENT["Parameters"]["WithUserPool"]["Default"] == "false"
