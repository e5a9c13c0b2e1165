"""Settings that Chalice does not make: gateway responses, throttling, tracing and log retention.

`chalice deploy` overwrites the API, so this runs after every deploy. All steps are idempotent.
"""

from collections.abc import Iterator
from typing import Any

from infra.deploy.gateway_responses import PROBLEMS
from infra.deploy.stages import DeployFailed, Deployment, Stage

REQUESTS_PER_SECOND = 50
BURST = 100
# By `is_production`; as in infra/cloudformation/stack.yaml, for log groups that the stack does not create.
RETENTION_DAYS = {True: 90, False: 14}


class ResponsesMissing(DeployFailed):
    """API Gateway has not taken in its responses; the message names their types."""


def check_gateway_responses(apigateway: Any, deployment: Deployment) -> None:
    """Check that the import of the API has set its gateway responses. Raises `ResponsesMissing`."""
    found = apigateway.get_gateway_responses(restApiId=deployment.rest_api_id)["items"]
    missing = PROBLEMS.keys() - {response["responseType"] for response in found if not response["defaultResponse"]}
    if missing:
        kinds = ", ".join(sorted(missing))
        raise ResponsesMissing(f"API Gateway answers with its own text for {kinds}: run `make deploy` again.")


def throttle(apigateway: Any, stage: Stage, deployment: Deployment) -> None:
    """Limit all callers together to 50 requests a second with a burst of 100, to protect bill and table."""
    limits = {"rateLimit": REQUESTS_PER_SECOND, "burstLimit": BURST}
    apigateway.update_stage(
        restApiId=deployment.rest_api_id,
        stageName=stage.gateway_stage,
        patchOperations=[
            {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)} for name, value in limits.items()
        ],
    )


def disable_gateway_tracing(apigateway: Any, stage: Stage, deployment: Deployment) -> None:
    """Stop the gateway's traces, whose URLs contain link tokens; the functions are still traced."""
    apigateway.update_stage(
        restApiId=deployment.rest_api_id,
        stageName=stage.gateway_stage,
        patchOperations=[{"op": "replace", "path": "/tracingEnabled", "value": "false"}],
    )


def set_log_retention(logs: Any, stage: Stage, deployment: Deployment) -> list[str]:
    """Set a retention on every log group of the stage that has none; return the names of those groups."""
    unlimited = [name for name in _group_names(stage, deployment) if _is_unlimited(logs, name)]
    for name in unlimited:
        logs.put_retention_policy(logGroupName=name, retentionInDays=RETENTION_DAYS[stage.is_production])
    return unlimited


def _group_names(stage: Stage, deployment: Deployment) -> Iterator[str]:
    yield from (f"/aws/lambda/{name}" for name in deployment.functions)
    yield f"API-Gateway-Execution-Logs_{deployment.rest_api_id}/{stage.gateway_stage}"


def _is_unlimited(logs: Any, name: str) -> bool:
    """Whether the group exists and has no retention."""
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(group["logGroupName"] == name and "retentionInDays" not in group for group in groups)
