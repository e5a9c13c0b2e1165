"""What Chalice leaves open is closed after each deployment: the gateway's answers, its throttling, the logs."""

import json

import httpx
import pytest

from chalicelib.domain.errors import Problem
from chalicelib.rendering.problems.table import PROBLEMS
from infra.deploy import post_deploy
from infra.deploy.gateway_answers import ANSWERS
from infra.deploy.stages import Deployment
from tests.infra.emulator import DEV, Emulator


@pytest.fixture(scope="module")
def deployment(aws: Emulator) -> Deployment:
    """An API as Chalice leaves it, with one route, deployed."""
    apigateway = aws.client("apigateway")
    api = apigateway.create_rest_api(name="smart-account-requests")["id"]
    root = apigateway.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    apigateway.put_method(**method, authorizationType="NONE")
    apigateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    apigateway.create_deployment(restApiId=api, stageName=DEV.gateway_stage)
    return Deployment(api, ("smart-account-requests-after", "smart-account-requests-after-sweep"))


def test_what_the_gateway_turns_away_it_answers_as_the_app_would(aws: Emulator, deployment: Deployment) -> None:
    apigateway = aws.client("apigateway")
    for _ in range(2):
        post_deploy.answer_as_the_app_does(apigateway, DEV, deployment)
    url = f"{aws.url}/restapis/{deployment.rest_api_id}/{DEV.gateway_stage}/_user_request_/nowhere"
    answer = httpx.get(url, trust_env=False)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["type"] == "/problems/not-found"
    assert problem["instance"] == f"urn:request:{problem['request_id']}"
    assert "$" not in problem["request_id"]


@pytest.mark.parametrize(("kind", "problem"), ANSWERS.items())
def test_every_answer_of_the_gateways_own_is_a_problem_of_the_contract(
    aws: Emulator, deployment: Deployment, kind: str, problem: Problem
) -> None:
    apigateway = aws.client("apigateway")
    post_deploy.answer_as_the_app_does(apigateway, DEV, deployment)
    told = apigateway.get_gateway_response(restApiId=deployment.rest_api_id, responseType=kind)
    document = json.loads(told["responseTemplates"]["application/json"])
    assert told["statusCode"] == str(int(PROBLEMS[problem].status))
    assert document["type"] == f"/problems/{problem}"
    headers = told["responseParameters"]
    assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"


def test_the_stage_is_throttled(aws: Emulator, deployment: Deployment) -> None:
    apigateway = aws.client("apigateway")
    for _ in range(2):
        post_deploy.throttle(apigateway, DEV, deployment)
    found = apigateway.get_stage(restApiId=deployment.rest_api_id, stageName=DEV.gateway_stage)
    limits = found["methodSettings"]["*/*"]
    assert limits["throttlingRateLimit"] == post_deploy.CALLS_PER_SECOND
    assert limits["throttlingBurstLimit"] == post_deploy.CALLS_AT_ONCE


def test_a_traced_stage_hands_over_no_address_of_a_call(aws: Emulator, deployment: Deployment) -> None:
    apigateway = aws.client("apigateway")
    tracing = {"restApiId": deployment.rest_api_id, "stageName": DEV.gateway_stage}
    switch = {"op": "replace", "path": "/tracingEnabled", "value": "true"}
    assert apigateway.update_stage(**tracing, patchOperations=[switch])["tracingEnabled"] is True
    for _ in range(2):
        post_deploy.keep_addresses_out_of_traces(apigateway, DEV, deployment)
    assert apigateway.get_stage(**tracing)["tracingEnabled"] is False


def test_logs_without_an_end_are_given_one_and_others_keep_theirs(aws: Emulator, deployment: Deployment) -> None:
    logs = aws.client("logs")
    endless, bounded = (f"/aws/lambda/{name}" for name in deployment.functions)
    for name in (endless, bounded, f"{endless}-of-somebody-else"):
        logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName=bounded, retentionInDays=30)
    assert post_deploy.keep_logs_for_a_while(logs, DEV, deployment) == [endless]
    assert post_deploy.keep_logs_for_a_while(logs, DEV, deployment) == []
    groups = logs.describe_log_groups(logGroupNamePrefix=endless)["logGroups"]
    assert [one.get("retentionInDays") for one in groups] == [14, None, 30]
