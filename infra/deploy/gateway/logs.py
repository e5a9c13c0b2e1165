"""Access log of the API's stage: one JSON line a call, in the words of the app's own lines, joined by the request id.

The account has one role by which its API Gateway writes logs in a region, whichever stacks use it.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from infra.deploy.stages import APP, DeployFailed, Stage

# By name in the line, the variable of `$context`. `resourcePath` is the route's template; `path` would hold tokens,
# `identity` addresses. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
VARIABLES = {
    "request_id": "requestId",
    "extended_request_id": "extendedRequestId",
    "method": "httpMethod",
    "route": "resourcePath",
    # A dimension of the metric that the stack makes of throttled calls.
    "stage": "stage",
    "status": "status",
    "milliseconds": "responseLatency",
    "integration_milliseconds": "integrationLatency",
    "bytes": "responseLength",
    # The type of the gateway's own answer; "-" if the app has answered.
    "gateway_response": "error.responseType",
}
FORMAT = json.dumps({name: f"$context.{variable}" for name, variable in VARIABLES.items()})
# Of account and region, not of a stage: no deployment deletes or replaces it.
ROLE = f"{APP}-gateway-logs"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
POLICY = "iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
# A new role is unknown to API Gateway for some seconds.
PAUSE_SECONDS = 20.0
TRIES = 4


class NoLogGroup(DeployFailed):
    """The stack has no log group for the gateway; the message says what to do."""


def log_group(stage: Stage) -> str:
    """Return the name of the log group, which the stack creates."""
    return f"/aws/apigateway/{stage.resource_name}"


def log_group_arn(logs: Any, stage: Stage) -> str:
    """Return the ARN of the log group. Raises `NoLogGroup`."""
    name = log_group(stage)
    for group in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]:
        if group["logGroupName"] == name:
            return str(group["arn"]).removesuffix(":*")
    raise NoLogGroup(f"There is no log group {name}: run `make deploy STAGE={stage.name}` with its step `stack`.")


def permit_logging(apigateway: Any, iam: Any, pause: Callable[[float], object] = time.sleep) -> bool:
    """Give the account's API Gateway a role to write logs with, unless it has one; return whether it had none."""
    if apigateway.get_account().get("cloudwatchRoleArn"):
        return False
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=f"arn:{apigateway.meta.partition}:{POLICY}")
    role = iam.get_role(RoleName=ROLE)["Role"]["Arn"]
    set_role = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    for _ in range(TRIES - 1):
        with suppress(apigateway.exceptions.BadRequestException):
            apigateway.update_account(patchOperations=set_role)
            return True
        pause(PAUSE_SECONDS)
    apigateway.update_account(patchOperations=set_role)
    return True
