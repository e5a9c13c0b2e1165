"""Deploy the stack of `infra/cloudformation` and the packaged functions to an emulated AWS."""

import copy
import json
import time
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from infra.deploy.stack import create_or_update, failures
from infra.deploy.stages import DeployFailed, Stage
from infra.rehearsal.package import Package

BUCKET = "code"
POLL_SECONDS = 0.3
MAX_POLLS = 400
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
MAX_MESSAGE = 500


def deploy(stage: Stage, package: Package, variables: Mapping[str, str]) -> str:
    """Deploy the stage's stack and functions; return the id of the API. Raises `DeployFailed`."""
    client = boto3.client("cloudformation")
    create_or_update(client, stage, {}, POLL_SECONDS)
    key = f"{time.time_ns()}.zip"
    _uploaded(key, package.archive.read_bytes())
    name = f"{stage.resource_name}-functions"
    _put(client, name, _uploaded(f"{name}.json", json.dumps(_placed(package.template, key, variables))))
    (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    return str(next(output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == "RestAPIId"))


def _put(client: Any, name: str, template_url: str) -> None:
    """Create or update the functions' stack and wait for it."""
    exists = _exists(client, name)
    call = client.update_stack if exists else client.create_stack
    try:
        call(StackName=name, TemplateURL=template_url, Capabilities=CAPABILITIES)
        waiter = client.get_waiter("stack_update_complete" if exists else "stack_create_complete")
        waiter.wait(StackName=name, WaiterConfig={"Delay": POLL_SECONDS, "MaxAttempts": MAX_POLLS})
    except (ClientError, WaiterError) as error:
        reasons = failures(client, name) if _exists(client, name) else []
        raise DeployFailed("\n".join([str(error)[-MAX_MESSAGE:], *reasons])) from error


def _uploaded(key: str, content: str | bytes) -> str:
    """Upload a file and return its URL; the template is too large for the request itself."""
    storage = boto3.client("s3")
    storage.create_bucket(Bucket=BUCKET)
    storage.put_object(Bucket=BUCKET, Key=key, Body=content)
    return f"{storage.meta.endpoint_url}/{BUCKET}/{key}"


def _placed(template: Mapping[str, Any], key: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the template with the uploaded code and the variables of the rehearsal."""
    placed = copy.deepcopy(dict(template))
    for resource in placed["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/{key}"
            resource["Properties"]["Environment"]["Variables"] |= variables
    return placed


def _exists(client: Any, name: str) -> bool:
    try:
        return bool(client.describe_stacks(StackName=name)["Stacks"])
    except ClientError:
        return False
