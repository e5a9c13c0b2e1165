"""What exists of an app is found without Chalice's record, and nothing of another stage is taken for it."""

import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import botocore.session
import pytest
from chalice.cli.factory import CLIFactory
from chalice.deploy import models
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from moto import mock_aws

from infra.deploy.adoption import Ambiguous, adopted
from infra.deploy.stages import APP
from infra.local.environment import applied
from infra.local.state import PROJECT_ROOT
from tests.infra.emulator import DEV, REGION

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
FUNCTION = DEV.resource_name


def client(service: str) -> Any:
    return botocore.session.get_session().create_client(service, region_name=REGION)


@pytest.fixture(autouse=True)
def account() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture(scope="module")
def declared() -> list[Any]:
    """Return what Chalice is to deploy for the stage, as it orders it."""
    # Chalice sets the stage's variables for the whole process.
    with applied(dict(os.environ)):
        config = CLIFactory(str(PROJECT_ROOT)).create_config_obj(chalice_stage_name=DEV.name)
        return list(DependencyBuilder().build_dependencies(ApplicationGraphBuilder().build(config, DEV.name)))


def sqs_source(declared: list[Any]) -> models.SQSEventSource:
    (source,) = [resource for resource in declared if isinstance(resource, models.SQSEventSource)]
    return source


def make_function(name: str) -> str:
    """Make a function with its role, whose name Chalice gives to the API's function otherwise."""
    role_name = f"{name}-api_handler" if name == FUNCTION else name
    role = client("iam").create_role(RoleName=role_name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("app.py", "")
    created = client("lambda").create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="app.app",
        Code={"ZipFile": archive.getvalue()},
    )
    return str(created["FunctionArn"])


def make_api(gateway_stage: str | None = None, name: str = APP, calls: str | None = None) -> str:
    apigateway = client("apigateway")
    api = str(apigateway.create_rest_api(name=name)["id"])
    root = apigateway.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    apigateway.put_method(**method, authorizationType="NONE")
    arn = calls or "arn:aws:lambda:us-east-1:1:function:other"
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"
    apigateway.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    if gateway_stage:
        apigateway.create_deployment(restApiId=api, stageName=gateway_stage)
    return api


def api_found(declared: list[Any], recorded: Mapping[str, Any] | None = None) -> str | None:
    found = {record["name"]: record for record in adopted(declared, recorded or {}, client)}
    return found.get("rest_api", {}).get("rest_api_id")


def test_empty_account_has_nothing_to_adopt(declared: list[Any]) -> None:
    assert adopted(declared, {}, client) == []


def test_everything_that_chalice_records_is_found_again(declared: list[Any]) -> None:
    functions = {name: make_function(f"{FUNCTION}{end}") for name, end in ENDS.items()}
    queue = str(sqs_source(declared).queue)
    (topic,) = [resource.topic for resource in declared if isinstance(resource, models.SNSLambdaSubscription)]
    client("sqs").create_queue(QueueName=queue)
    sqs_arn = functions["api_handler"].replace(":lambda:", ":sqs:").rpartition(":function:")[0] + f":{queue}"
    mapping = client("lambda").create_event_source_mapping(
        EventSourceArn=sqs_arn, FunctionName=functions["deliver_mail"]
    )
    topic_arn = client("sns").create_topic(Name=topic)["TopicArn"]
    subscribed = client("sns").subscribe(TopicArn=topic_arn, Protocol="lambda", Endpoint=functions["mail_events"])
    client("events").put_rule(Name=f"{FUNCTION}-sweep-event", ScheduleExpression="rate(1 minute)")
    api = make_api(DEV.gateway_stage)
    found = adopted(declared, {}, client)
    by_name = {record["name"]: record for record in found}
    named = [resource.resource_name for resource in declared if isinstance(resource, models.ManagedModel)]
    assert [record["name"] for record in found] == named
    assert by_name["rest_api"]["rest_api_id"] == api
    assert by_name["sweep-event"]["rule_name"] == f"{FUNCTION}-sweep-event"
    (sqs,) = [record for record in found if record["resource_type"] == "sqs_event"]
    assert {**sqs, "name": ""} == {
        "name": "",
        "resource_type": "sqs_event",
        "event_uuid": mapping["UUID"],
        "queue": queue,
        "queue_arn": sqs_arn,
        "lambda_arn": functions["deliver_mail"],
    }
    (sns,) = [record for record in found if record["resource_type"] == "sns_event"]
    assert sns["subscription_arn"] == subscribed["SubscriptionArn"]
    assert (sns["topic"], sns["topic_arn"], sns["lambda_arn"]) == (topic, topic_arn, functions["mail_events"])


ENDS = {"api_handler": "", "deliver_mail": "-deliver_mail", "mail_events": "-mail_events", "sweep": "-sweep"}


def test_api_of_another_stage_or_of_another_app_is_not_adopted(declared: list[Any]) -> None:
    make_function(FUNCTION)
    make_api("prod")
    make_api(DEV.gateway_stage, name="somebody-elses")
    make_api()
    assert api_found(declared) is None


def test_api_that_never_got_a_stage_is_known_by_the_function_that_it_calls(declared: list[Any]) -> None:
    arn = make_function(FUNCTION)
    make_api("prod", calls=f"{arn}-of-prod")
    api = make_api(calls=arn)
    assert api_found(declared) == api


def test_api_is_known_by_the_permission_to_call_the_function(declared: list[Any]) -> None:
    arn = make_function(FUNCTION)
    api = make_api()
    client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"{arn.replace(':lambda:', ':execute-api:').rpartition(':function:')[0]}:{api}/*",
    )
    assert api_found(declared) == api


def test_two_candidates_stop_the_deployment_unless_one_is_recorded(declared: list[Any]) -> None:
    first, second = make_api(DEV.gateway_stage), make_api(DEV.gateway_stage)
    with pytest.raises(Ambiguous) as stopped:
        api_found(declared)
    assert all(api in str(stopped.value) for api in (first, second))
    recorded = {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": second, "rest_api_url": "https://x"}
    found = adopted(declared, {"rest_api": recorded}, client)
    assert found == [recorded]


def test_record_of_what_is_gone_is_dropped_and_of_what_the_app_lacks_is_kept(declared: list[Any]) -> None:
    gone = {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": "gone"}
    former = {"name": "former", "resource_type": "lambda_function", "lambda_arn": "arn:former"}
    assert adopted(declared, {"rest_api": gone, "former": former}, client) == [former]


def test_half_written_record_is_completed(declared: list[Any]) -> None:
    arn = make_function(f"{FUNCTION}-deliver_mail")
    source = sqs_source(declared)
    name, queue = source.resource_name, str(source.queue)
    client("sqs").create_queue(QueueName=queue)
    sqs_arn = arn.replace(":lambda:", ":sqs:").rpartition(":function:")[0] + f":{queue}"
    mapping = client("lambda").create_event_source_mapping(EventSourceArn=sqs_arn, FunctionName=arn)
    half = {"name": name, "resource_type": "sqs_event", "queue_arn": sqs_arn}
    found = {record["name"]: record for record in adopted(declared, {name: half}, client)}
    assert found[name]["event_uuid"] == mapping["UUID"]
