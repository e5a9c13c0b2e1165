"""Creates or updates the stack of a stage, waits for it, and says why where it fails."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.deploy.stages import DeployFailed, Stage

TEMPLATE = Path(__file__).parents[1] / "cloudformation" / "stack.yaml"
UNCHANGED = "unchanged"
NOTHING_TO_DO = "No updates are to be performed"
# After a first creation that failed, CloudFormation takes nothing but a deletion.
STILLBORN = "ROLLBACK_COMPLETE"
POLL_SECONDS = 5.0
MOST_POLLS = 360


class StackFailed(DeployFailed):
    """The stack is not as its template says; the message tells what went wrong, resource by resource."""


def bring_up(client: Any, stage: Stage, given: Mapping[str, str], poll_seconds: float = POLL_SECONDS) -> str:
    """Has the stack be as the template says, and tells what had to be done. Raises `StackFailed`.

    Of the parameters that are not `given`, those of an earlier time stay; at the first time the alarms go to
    the stage's support address.
    """
    status = status_of(client, stage)
    if status == STILLBORN:
        remedy = f"aws cloudformation delete-stack --stack-name {stage.resource_name}"
        raise StackFailed(f"The first creation failed and was taken back. Clear it away and try again: {remedy}")
    if status is None:
        done, state = _created(client, stage, given), "stack_create_complete"
    else:
        done, state = _updated(client, stage, given), "stack_update_complete"
    if done != UNCHANGED:
        _wait(client, stage, state, poll_seconds)
    return done


def take_down(client: Any, stage: Stage, poll_seconds: float = POLL_SECONDS) -> None:
    """Deletes the stack; what its template retains stays. Raises `StackFailed`."""
    client.delete_stack(StackName=stage.resource_name)
    _wait(client, stage, "stack_delete_complete", poll_seconds)


def status_of(client: Any, stage: Stage) -> str | None:
    """CloudFormation's word for how the stack is, or None where there is none."""
    try:
        return str(client.describe_stacks(StackName=stage.resource_name)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def outputs_of(client: Any, stage: Stage) -> dict[str, str]:
    """What the stack has to tell."""
    stack = client.describe_stacks(StackName=stage.resource_name)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}


def _created(client: Any, stage: Stage, given: Mapping[str, str]) -> str:
    usual = {"AlarmAddress": stage.variables["SUPPORT_ADDRESS"]}
    client.create_stack(**_wanted(stage, {**usual, **given}), EnableTerminationProtection=stage.is_production)
    return "created"


def _updated(client: Any, stage: Stage, given: Mapping[str, str]) -> str:
    known = client.describe_stacks(StackName=stage.resource_name)["Stacks"][0].get("Parameters", [])
    kept = {one["ParameterKey"]: one["ParameterValue"] for one in known}
    try:
        client.update_stack(**_wanted(stage, {**kept, **given}))
    except ClientError as error:
        if NOTHING_TO_DO in str(error):
            return UNCHANGED
        raise
    return "updated"


def _wanted(stage: Stage, parameters: Mapping[str, str]) -> dict[str, Any]:
    fixed = {"Stage": stage.name, "PublicUrl": stage.variables["PUBLIC_URL"]}
    return {
        "StackName": stage.resource_name,
        "TemplateBody": TEMPLATE.read_text(encoding="utf-8"),
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": value} for name, value in {**parameters, **fixed}.items()
        ],
    }


def _wait(client: Any, stage: Stage, state: str, poll_seconds: float) -> None:
    polls = {"Delay": poll_seconds, "MaxAttempts": MOST_POLLS}
    try:
        client.get_waiter(state).wait(StackName=stage.resource_name, WaiterConfig=polls)
    except WaiterError as error:
        raise StackFailed("\n".join([str(error), *failures(client, stage.resource_name)])) from error


def failures(client: Any, name: str) -> list[str]:
    """What CloudFormation noted against single resources of a stack, the first cause first."""
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED")
    ]
