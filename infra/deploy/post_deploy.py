"""Settings that Chalice does not make: gateway responses, throttling, tracing and log retention.

`chalice deploy` overwrites the API, so this runs after every deploy. All steps are idempotent.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from infra.deploy.gateway_responses import PROBLEMS, gateway_response
from infra.deploy.stages import Deployment, Stage

# API Gateway's name for the base path of a domain that serves one API.
NO_BASE_PATH = "(none)"
REQUESTS_PER_SECOND = 50
BURST = 100
# By `is_production`; as in infra/cloudformation/stack.yaml, for log groups that the stack does not create.
RETENTION_DAYS = {True: 90, False: 14}


def set_gateway_responses(apigateway: Any, stage: Stage, deployment: Deployment) -> list[str]:
    """Set the gateway responses and deploy the API; return the response types."""
    for kind, problem in PROBLEMS.items():
        response = gateway_response(problem)
        apigateway.put_gateway_response(
            restApiId=deployment.rest_api_id,
            responseType=kind,
            statusCode=response.status,
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in response.headers.items()},
            responseTemplates={"application/json": response.body},
        )
    apigateway.create_deployment(restApiId=deployment.rest_api_id, stageName=stage.gateway_stage)
    return list(PROBLEMS)


def map_domain(apigateway: Any, stage: Stage, deployment: Deployment, domain: str, base_path: str) -> None:
    """Serve the API's stage under this base path of the domain, and under no other one."""
    wanted = (base_path or NO_BASE_PATH, deployment.rest_api_id, stage.gateway_stage)
    mapped = [(item["basePath"], item["restApiId"], item.get("stage")) for item in _mappings(apigateway, domain)]
    for path, api, _ in mapped:
        if (path == wanted[0] or api == deployment.rest_api_id) and wanted not in mapped:
            apigateway.delete_base_path_mapping(domainName=domain, basePath=path)
    if wanted not in mapped:
        apigateway.create_base_path_mapping(
            domainName=domain, basePath=wanted[0], restApiId=deployment.rest_api_id, stage=stage.gateway_stage
        )


def unmap_domain(apigateway: Any, domain: str) -> None:
    """Serve nothing under the domain, so that domain and API can be deleted."""
    with suppress(apigateway.exceptions.NotFoundException):
        for item in _mappings(apigateway, domain):
            apigateway.delete_base_path_mapping(domainName=domain, basePath=item["basePath"])


def close_own_address(apigateway: Any, deployment: Deployment, is_closed: bool) -> None:
    """Close the API's own address, or open it; the next deployment of the API puts it into effect."""
    operation = {"op": "replace", "path": "/disableExecuteApiEndpoint", "value": str(is_closed).lower()}
    apigateway.update_rest_api(restApiId=deployment.rest_api_id, patchOperations=[operation])


def _mappings(apigateway: Any, domain: str) -> list[Any]:
    pages = apigateway.get_paginator("get_base_path_mappings").paginate(domainName=domain)
    return [item for page in pages for item in page.get("items", [])]


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
