"""What exists of an app is found without Chalice's record, and nothing of another stage is taken for it."""

import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

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
from tests.infra.emulator import client_of as client

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
FUNCTION = DEV.resource_name


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


def sqs_source(declared: list[Any], function: str) -> models.SQSEventSource:
    sources = [resource for resource in declared if isinstance(resource, models.SQSEventSource)]
    (source,) = [one for one in sources if one.lambda_function.resource_name == function]
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


QUEUED = ("deliver_mail", "deliver_webhooks")
ENDS = {"api_handler": "", **{name: f"-{name}" for name in (*QUEUED, "mail_events", "sweep")}}


def map_queue(declared: list[Any], function: str, name: str = "deliver_mail") -> dict[str, str]:
    """Let the queue of the function of that name trigger it; return the record of it."""
    source = sqs_source(declared, name)
    queue = str(source.queue)
    client("sqs").create_queue(QueueName=queue)
    arn = f"{function.replace(':lambda:', ':sqs:').rpartition(':function:')[0]}:{queue}"
    mapping = client("lambda").create_event_source_mapping(EventSourceArn=arn, FunctionName=function)
    return {
        "name": source.resource_name,
        "resource_type": "sqs_event",
        "event_uuid": mapping["UUID"],
        "queue": queue,
        "queue_arn": arn,
        "lambda_arn": function,
    }


def subscribe(declared: list[Any], function: str) -> dict[str, str]:
    """Let the topic trigger the function; return the record of it."""
    (declared_one,) = [resource for resource in declared if isinstance(resource, models.SNSLambdaSubscription)]
    arn = client("sns").create_topic(Name=declared_one.topic)["TopicArn"]
    subscribed = client("sns").subscribe(TopicArn=arn, Protocol="lambda", Endpoint=function)
    return {
        "name": declared_one.resource_name,
        "resource_type": "sns_event",
        "subscription_arn": subscribed["SubscriptionArn"],
        "topic": declared_one.topic,
        "topic_arn": arn,
        "lambda_arn": function,
    }


def test_everything_that_chalice_records_is_found_again(declared: list[Any]) -> None:
    functions = {name: make_function(f"{FUNCTION}{end}") for name, end in ENDS.items()}
    mappings = [map_queue(declared, functions[name], name) for name in QUEUED]
    subscription = subscribe(declared, functions["mail_events"])
    rule = f"{FUNCTION}-sweep-event"
    client("events").put_rule(Name=rule, ScheduleExpression="rate(1 minute)")
    api = make_api(DEV.gateway_stage)
    found = adopted(declared, {}, client)
    named = [resource.resource_name for resource in declared if isinstance(resource, models.ManagedModel)]
    assert [record["name"] for record in found] == named
    assert {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": api} in found
    assert {"name": "sweep-event", "resource_type": "cloudwatch_event", "rule_name": rule} in found
    assert [record for record in found if record in mappings] == mappings
    assert subscription in found
    assert {record.get("lambda_arn") for record in found} >= set(functions.values())


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


def test_api_that_the_stack_has_made_is_adopted_although_it_is_empty(declared: list[Any]) -> None:
    served, empty = make_api(DEV.gateway_stage), make_api()
    for recorded in ({}, {"rest_api": {"name": "rest_api", "resource_type": "rest_api", "rest_api_id": served}}):
        found = {record["name"]: record for record in adopted(declared, recorded, client, empty)}
        assert found["rest_api"]["rest_api_id"] == empty
    client("apigateway").delete_rest_api(restApiId=empty)
    found = {record["name"]: record for record in adopted(declared, {}, client, empty)}
    assert found["rest_api"]["rest_api_id"] == served


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
    mapping = map_queue(declared, make_function(f"{FUNCTION}-deliver_mail"))
    half = {key: mapping[key] for key in ("name", "resource_type", "queue_arn")}
    assert mapping in adopted(declared, {mapping["name"]: half}, client)
