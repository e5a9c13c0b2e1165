"""What Chalice leaves open: the gateway's own answers, its throttling and traces, and how long logs are kept.

`chalice deploy` writes the API anew each time, so this runs after each; twice does no harm.
"""

from collections.abc import Iterator
from typing import Any

from infra.deploy.gateway_answers import ANSWERS, answer_of
from infra.deploy.stages import Deployment, Stage

CALLS_PER_SECOND = 50
CALLS_AT_ONCE = 100
# As in infra/cloudformation/stack.yaml, for whatever group the stack does not know.
RETENTION_DAYS = {True: 90, False: 14}


def answer_as_the_app_does(apigateway: Any, stage: Stage, deployment: Deployment) -> list[str]:
    """Gateway responses as problem documents, and a deployment of the API that has them."""
    for kind, problem in ANSWERS.items():
        answer = answer_of(problem)
        apigateway.put_gateway_response(
            restApiId=deployment.rest_api_id,
            responseType=kind,
            statusCode=answer.status,
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in answer.headers.items()},
            responseTemplates={"application/json": answer.body},
        )
    apigateway.create_deployment(restApiId=deployment.rest_api_id, stageName=stage.gateway_stage)
    return list(ANSWERS)


def throttle(apigateway: Any, stage: Stage, deployment: Deployment) -> None:
    """No more than 50 calls a second, 100 at once, whoever makes them: a bill and a table are protected."""
    limits = {"rateLimit": CALLS_PER_SECOND, "burstLimit": CALLS_AT_ONCE}
    apigateway.update_stage(
        restApiId=deployment.rest_api_id,
        stageName=stage.gateway_stage,
        patchOperations=[
            {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)} for name, value in limits.items()
        ],
    )


def keep_addresses_out_of_traces(apigateway: Any, stage: Stage, deployment: Deployment) -> None:
    """The functions' traces go on; the gateway's hold each call's address, and so the tokens of links."""
    apigateway.update_stage(
        restApiId=deployment.rest_api_id,
        stageName=stage.gateway_stage,
        patchOperations=[{"op": "replace", "path": "/tracingEnabled", "value": "false"}],
    )


def keep_logs_for_a_while(logs: Any, stage: Stage, deployment: Deployment) -> list[str]:
    """Gives every log group of the stage that would keep its lines for ever an end; the names of those."""
    endless = [name for name in _group_names(stage, deployment) if _is_endless(logs, name)]
    for name in endless:
        logs.put_retention_policy(logGroupName=name, retentionInDays=RETENTION_DAYS[stage.is_production])
    return endless


def _group_names(stage: Stage, deployment: Deployment) -> Iterator[str]:
    yield from (f"/aws/lambda/{name}" for name in deployment.functions)
    yield f"API-Gateway-Execution-Logs_{deployment.rest_api_id}/{stage.gateway_stage}"


def _is_endless(logs: Any, name: str) -> bool:
    """Whether the group is there without an end; one that is not yet there has nothing to keep."""
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(group["logGroupName"] == name and "retentionInDays" not in group for group in groups)
