"""Create, update and delete the CloudFormation stack of a stage, and report the reasons of failures."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.deploy.stages import DeployFailed, Stage

TEMPLATE = Path(__file__).parents[1] / "cloudformation" / "stack.yaml"
UNCHANGED = "unchanged"
NO_UPDATES = "No updates are to be performed"
# After a failed first creation CloudFormation accepts only a deletion.
CREATION_FAILED = "ROLLBACK_COMPLETE"
# CloudFormation refuses changes while one is under way; by its status, the state in which it ends.
UNDER_WAY = {
    "CREATE_IN_PROGRESS": "stack_create_complete",
    "UPDATE_IN_PROGRESS": "stack_update_complete",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "stack_update_complete",
}
POLL_SECONDS = 5.0
MAX_POLLS = 360


class StackFailed(DeployFailed):
    """Creating, updating or deleting the stack failed; the message names each failed resource and the reason."""


def create_or_update(
    client: Any, stage: Stage, parameters: Mapping[str, str], poll_seconds: float = POLL_SECONDS
) -> str:
    """Create or update the stack; return "created", "updated" or "unchanged". Raises `StackFailed`.

    Parameters that are not given keep their previous values; `AlarmAddress` defaults to the stage's support address.
    """
    status = status_of(client, stage)
    if status in UNDER_WAY:
        # Of a deployment that was killed meanwhile.
        _wait(client, stage, UNDER_WAY[status], poll_seconds)
        status = status_of(client, stage)
    if status == CREATION_FAILED:
        remedy = f"aws cloudformation delete-stack --stack-name {stage.resource_name}"
        raise StackFailed(f"The first creation failed and was rolled back. Delete the stack and try again: {remedy}")
    if status is None:
        outcome, state = _created(client, stage, parameters), "stack_create_complete"
    else:
        outcome, state = _updated(client, stage, parameters), "stack_update_complete"
    if outcome != UNCHANGED:
        _wait(client, stage, state, poll_seconds)
    return outcome


def template_body() -> str:
    """Return the template as it is sent: without comments, for the whole of it is longer than a call may bring."""
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith("#"))


def delete_stack(client: Any, stage: Stage, poll_seconds: float = POLL_SECONDS) -> None:
    """Delete the stack; resources that its template retains remain. Raises `StackFailed`."""
    client.delete_stack(StackName=stage.resource_name)
    _wait(client, stage, "stack_delete_complete", poll_seconds)


def status_of(client: Any, stage: Stage) -> str | None:
    """Return the stack's status, or None if it does not exist."""
    return _stack(client, stage).get("StackStatus")


def outputs_of(client: Any, stage: Stage) -> dict[str, str]:
    """Return the outputs of the stack; none if it does not exist."""
    return {output["OutputKey"]: output["OutputValue"] for output in _stack(client, stage).get("Outputs", [])}


def parameters_of(client: Any, stage: Stage) -> dict[str, str]:
    """Return the parameters of the stack; none if it does not exist."""
    known = _stack(client, stage).get("Parameters", [])
    return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in known}


def domain_url(parameters: Mapping[str, str]) -> str:
    """Return the address under the domain in a stack's parameters; empty without a domain."""
    domain, base_path = parameters.get("DomainName", ""), parameters.get("BasePath", "")
    return f"https://{domain}/{base_path}".rstrip("/") if domain else ""


def public_url(stage: Stage, parameters: Mapping[str, str]) -> str:
    """Return the address that people reach the stage by; empty if it is the API's own."""
    return domain_url(parameters) if "PUBLIC_URL" in stage.references else stage.variables["PUBLIC_URL"]


def _stack(client: Any, stage: Stage) -> Mapping[str, Any]:
    try:
        return dict(client.describe_stacks(StackName=stage.resource_name)["Stacks"][0])
    except ClientError as error:
        if "does not exist" in str(error):
            return {}
        raise


def _created(client: Any, stage: Stage, parameters: Mapping[str, str]) -> str:
    defaults = {"AlarmAddress": stage.variables["SUPPORT_ADDRESS"]}
    # Also for a stage that begins with a domain: it may be without one later.
    defaults |= {"WithApi": "true"} if "PUBLIC_URL" in stage.references else {}
    client.create_stack(
        **_arguments(stage, {**defaults, **parameters}), EnableTerminationProtection=stage.is_production
    )
    return "created"


def _updated(client: Any, stage: Stage, parameters: Mapping[str, str]) -> str:
    try:
        client.update_stack(**_arguments(stage, {**parameters_of(client, stage), **parameters}))
    except ClientError as error:
        if NO_UPDATES in str(error):
            return UNCHANGED
        raise
    return "updated"


def _arguments(stage: Stage, parameters: Mapping[str, str]) -> dict[str, Any]:
    fixed = {"Stage": stage.name, "PublicUrl": public_url(stage, parameters)}
    if not fixed["PublicUrl"]:
        # Before the stage has an address, its API has to have one. Once there, the API stays.
        fixed["WithApi"] = "true"
    return {
        "StackName": stage.resource_name,
        "TemplateBody": template_body(),
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value} for name, value in {**parameters, **fixed}.items()
        ],
    }


def _wait(client: Any, stage: Stage, state: str, poll_seconds: float) -> None:
    polls = {"Delay": poll_seconds, "MaxAttempts": MAX_POLLS}
    try:
        client.get_waiter(state).wait(StackName=stage.resource_name, WaiterConfig=polls)
    except WaiterError as error:
        raise StackFailed("\n".join([str(error), *failures(client, stage.resource_name)])) from error


def failures(client: Any, name: str) -> list[str]:
    """Return the failure reasons of a stack's resources, oldest first."""
    pages = client.get_paginator("describe_stack_events").paginate(StackName=name)
    events = [event for page in pages for event in page["StackEvents"]]
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED")
    ]
