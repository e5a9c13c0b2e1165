"""Settings of the API's stage that Chalice does not make: throttling, logs and their retention. All are idempotent."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from infra.deploy.gateway import logs as gateway_logs
from infra.deploy.gateway.responses import PROBLEMS
from infra.deploy.stages import DeployFailed, Deployment, Stage

# API Gateway's name for the base path of a domain that serves one API.
NO_BASE_PATH = "(none)"
REQUESTS_PER_SECOND = 50
BURST = 100
# By `is_production`; as in infra/cloudformation/stack.yaml, for log groups that the stack does not create.
RETENTION_DAYS = {True: 90, False: 14}


# Of the functions that are invoked asynchronously: what Lambda does with an event on which they fail.
RETRIES = 2
LONGEST_WAIT_SECONDS = 6 * 60 * 60
ASYNCHRONOUS = ("mail_events", "sweep")


class ResponsesMissing(DeployFailed):
    """API Gateway has not taken in its responses; the message names their types."""


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


def check_gateway_responses(apigateway: Any, deployment: Deployment) -> None:
    """Check that the import of the API has set its gateway responses. Raises `ResponsesMissing`."""
    found = apigateway.get_gateway_responses(restApiId=deployment.rest_api_id)["items"]
    missing = PROBLEMS.keys() - {response["responseType"] for response in found if not response["defaultResponse"]}
    if missing:
        kinds = ", ".join(sorted(missing))
        raise ResponsesMissing(f"API Gateway answers with its own text for {kinds}: run `make deploy` again.")


def configure_stage(apigateway: Any, stage: Stage, deployment: Deployment, log_group_arn: str) -> None:
    """Set the limits of all callers together, which protect bill and table, and what the gateway logs.

    Execution logs and traces are off: they hold paths, and with them link tokens. The functions are still traced.
    """
    settings = {
        "/*/*/throttling/rateLimit": str(REQUESTS_PER_SECOND),
        "/*/*/throttling/burstLimit": str(BURST),
        "/*/*/logging/loglevel": "OFF",
        "/*/*/logging/dataTrace": "false",
        "/tracingEnabled": "false",
        "/accessLogSettings/destinationArn": log_group_arn,
        "/accessLogSettings/format": gateway_logs.FORMAT,
    }
    apigateway.update_stage(
        restApiId=deployment.rest_api_id,
        stageName=stage.gateway_stage,
        patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in settings.items()],
    )


def keep_events(functions: Any, stage: Stage, queue_arn: str) -> None:
    """Have Lambda put the events that it gives up into a queue, from which `replay-events` takes them."""
    for name in ASYNCHRONOUS:
        functions.put_function_event_invoke_config(
            FunctionName=f"{stage.resource_name}-{name}",
            MaximumRetryAttempts=RETRIES,
            MaximumEventAgeInSeconds=LONGEST_WAIT_SECONDS,
            DestinationConfig={"OnFailure": {"Destination": queue_arn}},
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
