"""What IAM demands for the calls of people's commands: deployments and runbooks.

Sources: the service authorization reference of each service. It cannot be compared with AWS here.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.rights.demands import ACCOUNT, Demand, Parameters, UnknownCall, arn, demands, partition_of

PASSED_TO_LAMBDA = (("iam:PassedToService", "lambda.amazonaws.com"),)
PASSED_TO_API_GATEWAY = (("iam:PassedToService", "apigateway.amazonaws.com"),)
# Actions that are called otherwise than their operation.
ACTIONS: Mapping[tuple[str, str], str] = {
    ("s3", "HeadBucket"): "s3:ListBucket",
    ("s3", "ListObjectsV2"): "s3:ListBucket",
    ("s3", "ListObjectVersions"): "s3:ListBucketVersions",
}
PREFIXES = {"sesv2": "ses"}
LIKE_FUNCTIONS = ("dynamodb", "secretsmanager", "sqs")


@dataclass(frozen=True)
class Call:
    """A call as it was recorded; `method` and `path` are those of its request over HTTP."""

    service: str
    operation: str
    parameters: Parameters
    region: str
    method: str
    path: str


def demands_of(call: Call) -> Iterable[Demand]:
    """Return what a call demands. Raises `UnknownCall`."""
    if call.service in LIKE_FUNCTIONS:
        return demands(call.service, call.operation, call.parameters, call.region)
    if call.service not in _RESOURCES:
        raise UnknownCall(f"{call.service}:{call.operation}: add what it demands to {__name__}")
    name = ACTIONS.get((call.service, call.operation), f"{PREFIXES.get(call.service, call.service)}:{call.operation}")
    if call.service == "apigateway":
        name = f"apigateway:{call.method}"
    if "VersionId" in call.parameters:
        name += "Version"
    return [Demand(name, _RESOURCES[call.service](call)), *_beside(call)]


def _beside(call: Call) -> Iterable[Demand]:
    """Yield what Lambda and API Gateway demand of their caller for a role, for tags, and for code in a bucket."""
    given = call.parameters
    if call.operation == "UpdateAccount":
        (role,) = given["patchOperations"]
        yield Demand("iam:PassRole", role["value"], PASSED_TO_API_GATEWAY)
    if call.service != "lambda":
        return
    if "Role" in given:
        yield Demand("iam:PassRole", given["Role"], PASSED_TO_LAMBDA)
    if "Tags" in given:
        yield Demand("lambda:TagResource", _of_lambda(call))
    if "S3Bucket" in given:
        yield Demand("s3:GetObject", _of_s3(Call("s3", "", _object(given), call.region, "", "")))


def _object(given: Parameters) -> Mapping[str, Any]:
    return {"Bucket": given["S3Bucket"], "Key": given["S3Key"]}


def _of_apigateway(call: Call) -> str:
    path = re.sub(r"\{[^}]*\}", "id", call.path.partition("?")[0])
    return f"arn:{partition_of(call.region)}:apigateway:{call.region}::{path}"


def _of_iam(call: Call) -> str:
    return f"arn:{partition_of(call.region)}:iam::{ACCOUNT}:role/{call.parameters['RoleName']}"


def _of_lambda(call: Call) -> str:
    given = call.parameters
    if call.operation == "CreateEventSourceMapping":
        return "*"
    if "UUID" in given:
        return arn("lambda", call.region, f"event-source-mapping:{given['UUID']}")
    function = str(given.get("FunctionName") or given.get("Resource", "")).rpartition(":")[2]
    return arn("lambda", call.region, f"function:{function}") if function else "*"


def _of_logs(call: Call) -> str:
    group = call.parameters.get("logGroupName")
    return arn("logs", call.region, f"log-group:{group}:log-stream:") if group else "*"


def _of_s3(call: Call) -> str:
    key = f"/{call.parameters['Key']}" if "Key" in call.parameters else ""
    return f"arn:{partition_of(call.region)}:s3:::{call.parameters['Bucket']}{key}"


def _named(service: str, kind: str, *parameters: str) -> Callable[[Call], str]:
    """Return the rule for calls that name their resource by one of these parameters; the others have none."""

    def resource(call: Call) -> str:
        name = next((call.parameters[key] for key in parameters if key in call.parameters), None)
        return arn(service, call.region, kind.format(name)) if name else "*"

    return resource


_RESOURCES: Mapping[str, Callable[[Call], str]] = {
    "apigateway": _of_apigateway,
    "cloudwatch": lambda _: "*",
    "cognito-idp": _named("cognito-idp", "userpool/{}", "UserPoolId"),
    "cloudformation": _named("cloudformation", "stack/{}/id", "StackName"),
    "events": _named("events", "rule/{}", "Name", "Rule"),
    "iam": _of_iam,
    "lambda": _of_lambda,
    "logs": _of_logs,
    "s3": _of_s3,
    "sesv2": _named("ses", "identity/{}", "EmailIdentity"),
    "sns": lambda call: str(call.parameters.get("TopicArn", "*")),
}
