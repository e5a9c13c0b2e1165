"""What AWS refuses and the emulator would let pass, and calls of Chalice that the emulator lacks.

Runs in the emulator's process, beside its package: neither the project nor its dependencies can be imported here.
"""

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# A new account's limit on concurrent executions, all of which have to remain unreserved.
NEW_ACCOUNT_CONCURRENCY = 10
Reply = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Refusal:
    """A rule of AWS: what it refuses, by which error, and where it says so."""

    refused: str
    error: str
    source: str


REFUSALS = (
    Refusal(
        "a second event source mapping of the same queue and function",
        "ResourceConflictException",
        "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
    ),
    Refusal(
        "reserved concurrency that leaves a new account with less than 10",
        "InvalidParameterValueException",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    ),
    Refusal(
        "a stack whose table, queue, secret or log group exists already",
        "AlreadyExists",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
    ),
    Refusal(
        "mail to a recipient that is not verified, from an account in the sandbox, where every account begins",
        "MessageRejected",
        "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html",
    ),
    Refusal(
        "mail from a sender that is not verified",
        "MessageRejected",
        "https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html",
    ),
)
# The property with the name, and the emulator's module and table of what exists.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "AWS::DynamoDB::Table": ("TableName", "dynamodb", "_tables"),
    "AWS::SQS::Queue": ("QueueName", "sqs", "_queue_name_to_url"),
    "AWS::SecretsManager::Secret": ("Name", "secretsmanager", "_secrets"),
    "AWS::Logs::LogGroup": ("LogGroupName", "cloudwatch_logs", "_log_groups"),
}


def install() -> None:
    """Change the emulator of this process."""
    _refuse_second_mapping(_service("lambda_svc"))
    _refuse_reserved_concurrency(_service("lambda_svc"))
    _refuse_existing_names(_service("cloudformation.provisioners"))
    _service("ses")._account_details["account"] = {"ProductionAccessEnabled": False}
    _keep_endpoint_types(_service("apigateway_v1"))
    _import_apis(_service("apigateway_v1"))


def _service(name: str) -> Any:
    return importlib.import_module(f"ministack.services.{name}")


def _refuse_second_mapping(functions: Any) -> None:
    create = functions._create_esm

    def created(data: dict[str, Any]) -> Reply:
        queue, function = data.get("EventSourceArn", ""), str(data.get("FunctionName", "")).rpartition(":")[2]
        for mapping in functions._esms.values():
            if (mapping["EventSourceArn"], mapping["FunctionName"]) == (queue, function):
                return _refused(
                    "ResourceConflictException",
                    f'An event source mapping with SQS arn (" {queue} ") and function (" {function} ") already exists. '
                    f"Please update or delete the existing mapping with UUID {mapping['UUID']}",
                    409,
                )
        return create(data)  # type: ignore[no-any-return]

    functions._create_esm = created


def _refuse_reserved_concurrency(functions: Any) -> None:
    put = functions._put_function_concurrency

    def reserved(name: str, data: dict[str, Any]) -> Reply:
        if data.get("ReservedConcurrentExecutions", 0) > 0:
            return _refused(
                "InvalidParameterValueException",
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                f"below its minimum value of [{NEW_ACCOUNT_CONCURRENCY}].",
                400,
            )
        return put(name, data)  # type: ignore[no-any-return]

    functions._put_function_concurrency = reserved


def _refuse_existing_names(provisioners: Any) -> None:
    provision = provisioners._provision_resource

    def provisioned(kind: str, logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        if kind in NAMES:
            name_property, service, table = NAMES[kind]
            name = properties.get(name_property)
            if name and name in getattr(_service(service), table):
                raise ValueError(f"Resource of type '{kind}' with identifier '{name}' already exists. (AlreadyExists)")
        return provision(kind, logical_id, properties, stack)

    _replace_everywhere("_provision_resource", provision, provisioned)


def _replace_everywhere(name: str, before: Callable[..., Any], after: Callable[..., Any]) -> None:
    """Replace a function in each module of the emulator's CloudFormation that has imported it."""
    for module in ("provisioners", "stacks", "handlers", "changesets", "engine"):
        loaded = _service(f"cloudformation.{module}")
        if getattr(loaded, name, None) is before:
            setattr(loaded, name, after)


def _keep_endpoint_types(gateway: Any) -> None:
    """Take the endpoint's type from a stack, whose names of properties begin with a capital."""
    create = gateway._create_rest_api

    def created(data: dict[str, Any]) -> Reply:
        endpoint = {name[:1].lower() + name[1:]: value for name, value in data.get("endpointConfiguration", {}).items()}
        return create({**data, "endpointConfiguration": endpoint} if endpoint else data)  # type: ignore[no-any-return]

    gateway._create_rest_api = created


def _import_apis(gateway: Any) -> None:
    """Take in the document of ImportRestApi, which the emulator drops, and of PutRestApi, which it lacks."""
    create, get, handle = gateway._create_rest_api, gateway._get_rest_api, gateway.handle_request

    def created(data: dict[str, Any]) -> Reply:
        if "swagger" not in data:
            return create(data)  # type: ignore[no-any-return]
        api = gateway._import_rest_api(data)
        _import_responses(gateway, api, data)
        status, headers, body = get(api)
        return 201 if status == 200 else status, headers, body  # noqa: PLR2004

    async def handled(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        parts = path.strip("/").split("/")
        if method == "PUT" and len(parts) == 2 and parts[0] == "restapis":  # noqa: PLR2004
            _overwrite(gateway, parts[1], json.loads(body))
            return get(parts[1])
        return await handle(method, path, headers, body, query)

    gateway._create_rest_api, gateway.handle_request = created, handled


def _overwrite(gateway: Any, api: str, document: Mapping[str, Any]) -> None:
    resources = gateway._resources.get(api, {})
    for key in [key for key, resource in resources.items() if resource["path"] != "/"]:
        del resources[key]
    for path, item in document["paths"].items():
        gateway._import_path_item(api, path, item)
    _import_responses(gateway, api, document)


def _import_responses(gateway: Any, api: str, document: Mapping[str, Any]) -> None:
    """Set the gateway responses of the document, and no others: both calls overwrite them."""
    gateway._gateway_responses[api] = {}
    for kind, response in document.get("x-amazon-apigateway-gateway-responses", {}).items():
        gateway._put_gateway_response(api, kind, response)


def _refused(code: str, message: str, status: int) -> Reply:
    headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
    return status, headers, json.dumps({"__type": code, "Message": message, "message": message}).encode()
