"""Puts stacks into an emulated AWS: `infra/cloudformation`, and the packaged functions with their API."""

import copy
import json
import time
from collections.abc import Mapping
from typing import Any

import boto3

from infra.local.state import PROJECT_ROOT
from infra.rehearsal.package import Package

TEMPLATE = PROJECT_ROOT / "infra" / "cloudformation" / "stack.yaml"
BUCKET = "code"
DEADLINE_SECONDS = 120.0
POLL_SECONDS = 0.3
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
LONGEST_MESSAGE = 500
NO_UPDATES = "No updates are to be performed"


class DeployFailed(Exception):
    """A stack did not come about; the message names the resources and the reasons."""


def put_stack(name: str, body: str, parameters: Mapping[str, str]) -> Mapping[str, str]:
    """Creates or updates the stack and waits for it; its outputs. Raises `DeployFailed`."""
    client = boto3.client("cloudformation")
    given = [{"ParameterKey": key, "ParameterValue": text} for key, text in parameters.items()]
    call = client.update_stack if _exists(client, name) else client.create_stack
    try:
        call(
            StackName=name,
            TemplateURL=_uploaded(f"{name}.template", body),
            Parameters=given,
            Capabilities=CAPABILITIES,
        )
    except client.exceptions.ClientError as error:
        if NO_UPDATES not in str(error):
            raise DeployFailed(f"{name}: {str(error)[-LONGEST_MESSAGE:]}") from error
    stack = _settled(client, name)
    if not stack["StackStatus"].endswith(("CREATE_COMPLETE", "UPDATE_COMPLETE")):
        raise DeployFailed(f"{name}: {stack['StackStatus']}\n{_failures(client, name)}")
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}


def deploy(stage: str, package: Package, variables: Mapping[str, str]) -> str:
    """Deploys infrastructure and functions; the id of the API."""
    parameters = {
        "Stage": stage,
        "PublicUrl": "https://accounts.vendor.example/api",
        "AlarmAddress": "ops@vendor.example",
    }
    put_stack(f"infra-{stage}", TEMPLATE.read_text(encoding="utf-8"), parameters)
    key = f"{time.time_ns()}.zip"
    _uploaded(key, package.archive.read_bytes())
    outputs = put_stack(f"app-{stage}", json.dumps(_placed(package.template, key, variables)), {})
    return outputs["RestAPIId"]


def _uploaded(key: str, content: str | bytes) -> str:
    """The URL; a template with an API in it is too large to be sent along."""
    storage = boto3.client("s3")
    storage.create_bucket(Bucket=BUCKET)
    storage.put_object(Bucket=BUCKET, Key=key, Body=content)
    return f"{storage.meta.endpoint_url}/{BUCKET}/{key}"


def _placed(template: Mapping[str, Any], key: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """The template with the code where it was uploaded, and the variables of the rehearsal."""
    placed = copy.deepcopy(dict(template))
    for resource in placed["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/{key}"
            resource["Properties"]["Environment"]["Variables"] |= variables
    return placed


def _exists(client: Any, name: str) -> bool:
    try:
        return bool(client.describe_stacks(StackName=name)["Stacks"])
    except client.exceptions.ClientError:
        return False


def _settled(client: Any, name: str) -> Any:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        (stack,) = client.describe_stacks(StackName=name)["Stacks"]
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            return stack
        time.sleep(POLL_SECONDS)
    raise DeployFailed(f"{name} is not there after {DEADLINE_SECONDS:.0f} seconds")


def _failures(client: Any, name: str) -> str:
    told = client.describe_stack_events(StackName=name)["StackEvents"]
    failed = [one for one in told if "FAILED" in one["ResourceStatus"]]
    return "\n".join(f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '')}" for one in failed)
