"""The steps after `chalice deploy`: gateway responses, throttling, logs and their retention."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from chalicelib.domain.errors import Problem
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.urls import Urls
from infra.deploy import post_deploy
from infra.deploy.gateway import logs as gateway_logs
from infra.deploy.gateway.responses import EXTENSION, gateway_responses
from infra.deploy.gateway.responses import PROBLEMS as GATEWAY_PROBLEMS
from infra.deploy.stages import Deployment
from tests.infra.emulator import DEV, Emulator, named

SITE = "https://accounts.vendor.example/api"
URLS = Urls(SITE)
DOCUMENT: Mapping[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "smart-account-requests", "version": "1.0"},
    "paths": {
        "/": {
            "get": {
                "responses": {},
                "x-amazon-apigateway-integration": {
                    "type": "mock",
                    "requestTemplates": {"application/json": '{"statusCode": 200}'},
                },
            },
        },
    },
}


def imported(aws: Emulator, extensions: Mapping[str, Any]) -> Deployment:
    """Import an API with one route and deploy it, as Chalice does."""
    apigateway = aws.client("apigateway")
    api = apigateway.import_rest_api(body=json.dumps({**DOCUMENT, **extensions}))["id"]
    apigateway.create_deployment(restApiId=api, stageName=DEV.gateway_stage)
    return Deployment(api, ("smart-account-requests-after", "smart-account-requests-after-sweep"))


@pytest.fixture(scope="module")
def deployment(aws: Emulator) -> Deployment:
    return imported(aws, {EXTENSION: gateway_responses(URLS)})


def test_first_deployment_rejects_unknown_path_with_problem_document(aws: Emulator, deployment: Deployment) -> None:
    url = f"{aws.url}/restapis/{deployment.rest_api_id}/{DEV.gateway_stage}/_user_request_/nowhere"
    answer = httpx.get(url, trust_env=False)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == f"{SITE}/problems/not-found"
    assert problem["instance"] == f"urn:request:{problem['request_id']}"
    assert "$" not in problem["request_id"]


@pytest.mark.parametrize(("kind", "problem"), GATEWAY_PROBLEMS.items())
def test_every_gateway_response_is_documented_problem(
    aws: Emulator, deployment: Deployment, kind: str, problem: Problem
) -> None:
    apigateway = aws.client("apigateway")
    response = apigateway.get_gateway_response(restApiId=deployment.rest_api_id, responseType=kind)
    document = json.loads(response["responseTemplates"]["application/json"])
    assert response["statusCode"] == str(int(PROBLEMS[problem].status))
    assert document["type"] == f"{SITE}/problems/{problem}"
    headers = response["responseParameters"]
    assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"
    assert ("gatewayresponse.header.Retry-After" in headers) is (problem in (Problem.BUSY, Problem.TOO_MANY_CALLS))


def test_deployment_fails_for_gateway_with_texts_of_its_own(aws: Emulator, deployment: Deployment) -> None:
    """As after `chalice deploy` by hand, which overwrites the API."""
    apigateway = aws.client("apigateway")
    post_deploy.check_gateway_responses(apigateway, deployment)
    api = imported(aws, {EXTENSION: gateway_responses(URLS)})
    apigateway.put_rest_api(restApiId=api.rest_api_id, mode="overwrite", body=json.dumps(DOCUMENT))
    with pytest.raises(post_deploy.ResponsesMissing, match="THROTTLED"):
        post_deploy.check_gateway_responses(apigateway, api)


def test_stage_is_throttled_and_logs_no_path(aws: Emulator, deployment: Deployment) -> None:
    """Execution logs and traces hold the path of a call, with the token of a link."""
    apigateway = aws.client("apigateway")
    of_stage = {"restApiId": deployment.rest_api_id, "stageName": DEV.gateway_stage}
    switched = {"/tracingEnabled": "true", "/*/*/logging/loglevel": "INFO", "/*/*/logging/dataTrace": "true"}
    on = [{"op": "replace", "path": path, "value": value} for path, value in switched.items()]
    assert apigateway.update_stage(**of_stage, patchOperations=on)["tracingEnabled"] is True
    for _ in range(2):
        post_deploy.configure_stage(apigateway, DEV, deployment, "arn:of:the:group")
    found = apigateway.get_stage(**of_stage)
    settings = found["methodSettings"]["*/*"]
    assert settings["throttlingRateLimit"] == post_deploy.REQUESTS_PER_SECOND
    assert settings["throttlingBurstLimit"] == post_deploy.BURST
    assert (settings["loggingLevel"], settings["dataTraceEnabled"], found["tracingEnabled"]) == ("OFF", False, False)
    assert found["accessLogSettings"] == {"destinationArn": "arn:of:the:group", "format": gateway_logs.FORMAT}


def test_events_that_lambda_gives_up_are_kept(aws: Emulator) -> None:
    """Of every function that is invoked asynchronously; a second time changes nothing."""
    functions, roles, queues = aws.client("lambda"), aws.client("iam"), aws.client("sqs")
    stage = named("givenup")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = roles.create_role(RoleName=stage.resource_name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for name in post_deploy.ASYNCHRONOUS:
        functions.create_function(
            FunctionName=f"{stage.resource_name}-{name}",
            Runtime="python3.13",
            Role=role,
            Handler="app.any",
            Code={"ZipFile": b"PK\x05\x06" + bytes(18)},
        )
    url = queues.create_queue(QueueName=f"{stage.resource_name}-events-given-up")["QueueUrl"]
    queue = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    for _ in range(2):
        post_deploy.keep_events(functions, stage, queue)
    for name in post_deploy.ASYNCHRONOUS:
        found = functions.get_function_event_invoke_config(FunctionName=f"{stage.resource_name}-{name}")
        assert found["DestinationConfig"]["OnFailure"] == {"Destination": queue}
        assert (found["MaximumRetryAttempts"], found["MaximumEventAgeInSeconds"]) == (2, 21_600)


def test_missing_log_retention_is_set_and_existing_one_is_kept(aws: Emulator, deployment: Deployment) -> None:
    logs = aws.client("logs")
    unlimited, bounded = (f"/aws/lambda/{name}" for name in deployment.functions)
    for name in (unlimited, bounded, f"{unlimited}-of-somebody-else"):
        logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName=bounded, retentionInDays=30)
    assert post_deploy.set_log_retention(logs, DEV, deployment) == [unlimited]
    assert post_deploy.set_log_retention(logs, DEV, deployment) == []
    groups = logs.describe_log_groups(logGroupNamePrefix=unlimited)["logGroups"]
    assert [group.get("retentionInDays") for group in groups] == [14, None, 30]
