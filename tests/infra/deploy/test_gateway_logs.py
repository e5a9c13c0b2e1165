"""The gateway logs each call and names nobody, by a role that the account's API Gateway may have already."""

import json
import re
from typing import Any

import pytest
from botocore.stub import Stubber

from chalicelib.adapters.telemetry import FACTS
from infra.deploy.gateway import logs as gateway_logs
from tests.infra.emulator import DEV, Emulator, named

SOMEBODYS = "arn:aws:iam::000000000000:role/somebody-s"
# What the variables of `$context` may not be: who calls, and by which path.
PRIVATE = re.compile(r"identity|authorizer|path\b|domain|userAgent|error\.message|requestOverride|customDomain")


def set_role(role: str) -> dict[str, Any]:
    return {"patchOperations": [{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]}


def test_line_of_gateway_names_no_caller_and_no_path() -> None:
    assert [variable for variable in gateway_logs.VARIABLES.values() if PRIVATE.search(variable)] == []
    assert json.loads(gateway_logs.FORMAT)["route"] == "$context.resourcePath"


def test_line_of_gateway_has_the_words_of_the_app() -> None:
    """One query reads both; the request id joins them."""
    assert {"request_id", *FACTS} - gateway_logs.VARIABLES.keys() == {"caller"}


def test_account_without_role_is_given_one_that_may_write_logs(aws: Emulator) -> None:
    apigateway, iam = aws.client("apigateway"), aws.client("iam")
    apigateway.update_account(**set_role(""))
    assert gateway_logs.permit_logging(apigateway, iam)
    role = iam.get_role(RoleName=gateway_logs.ROLE)["Role"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "apigateway.amazonaws.com"}
    (attached,) = iam.list_attached_role_policies(RoleName=gateway_logs.ROLE)["AttachedPolicies"]
    assert attached["PolicyName"] == "AmazonAPIGatewayPushToCloudWatchLogs"
    assert apigateway.get_account()["cloudwatchRoleArn"] == role["Arn"]


def test_role_of_another_stack_is_kept(aws: Emulator) -> None:
    apigateway = aws.client("apigateway")
    apigateway.update_account(**set_role(SOMEBODYS))
    assert not gateway_logs.permit_logging(apigateway, aws.client("iam"))
    assert apigateway.get_account()["cloudwatchRoleArn"] == SOMEBODYS


@pytest.mark.parametrize("refusals", [1, gateway_logs.TRIES])
def test_role_that_gateway_does_not_know_yet_is_tried_again(aws: Emulator, refusals: int) -> None:
    """The role may be there already, of a deployment that was killed."""
    apigateway, iam = aws.client("apigateway"), aws.client("iam")
    pauses: list[float] = []
    with Stubber(apigateway) as answers:
        answers.add_response("get_account", {})
        for _ in range(refusals):
            answers.add_client_error("update_account", "BadRequestException")
        if refusals < gateway_logs.TRIES:
            answers.add_response("update_account", {})
            assert gateway_logs.permit_logging(apigateway, iam, pauses.append)
        else:
            with pytest.raises(apigateway.exceptions.BadRequestException):
                gateway_logs.permit_logging(apigateway, iam, pauses.append)
        answers.assert_no_pending_responses()
    assert pauses == [gateway_logs.PAUSE_SECONDS] * min(refusals, gateway_logs.TRIES - 1)


def test_log_group_of_stage_is_the_one_of_its_name(aws: Emulator) -> None:
    logs, stage = aws.client("logs"), named("logged")
    for name in (f"{gateway_logs.log_group(stage)}-of-somebody-else", gateway_logs.log_group(DEV)):
        logs.create_log_group(logGroupName=name)
    with pytest.raises(gateway_logs.NoLogGroup, match="make deploy STAGE=logged"):
        gateway_logs.log_group_arn(logs, stage)
    logs.create_log_group(logGroupName=gateway_logs.log_group(stage))
    assert gateway_logs.log_group_arn(logs, stage).endswith(f":log-group:{gateway_logs.log_group(stage)}")
