"""What IAM demands for a call of the AWS API: actions on resources.

Sources: the service authorization reference of each service; for transactions "IAM policy to use DynamoDB
transactions" in the DynamoDB developer guide.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import parseaddr
from functools import cache
from typing import Any

import botocore.session

ACCOUNT = "123456789012"
# Secrets Manager appends six random characters to a secret's name.
SECRET_SUFFIX = "-AbCdEf"  # noqa: S105 - part of a name
FROM_ADDRESS = "ses:FromAddress"
LEADING_KEYS = "dynamodb:LeadingKeys"
IN_TRANSACTION = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}

# What a restore demands on the table that it makes: "Using IAM with DynamoDB backup and restore" in that guide.
RESTORING = tuple(
    f"dynamodb:{action}"
    for action in ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")
)

Parameters = Mapping[str, Any]


class UnknownCall(Exception):
    """This module does not know what the call demands; the message names it."""


@dataclass(frozen=True)
class Demand:
    """An action on a resource; `context` holds the condition keys of the request and their values."""

    action: str
    resource: str
    context: tuple[tuple[str, str], ...] = ()


def demands(service: str, operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    """Return what a call demands. Raises `UnknownCall`."""
    rule = _RULES.get((service, operation))
    if rule is None:
        raise UnknownCall(f"{service}:{operation}: add what it demands to {__name__}")
    return rule(operation, parameters, region)


def arn(service: str, region: str, resource: str) -> str:
    """Return the ARN of a resource in the account."""
    return f"arn:{partition_of(region)}:{service}:{region}:{ACCOUNT}:{resource}"


@cache
def partition_of(region: str) -> str:
    """Return the partition of a region: `aws`, or that of China, GovCloud and others."""
    return str(botocore.session.get_session().get_partition_for_region(region))


def _on_table(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    index = f"/index/{parameters['IndexName']}" if "IndexName" in parameters else ""
    demand = _table_demand(operation, region, parameters["TableName"], index)
    return [replace(demand, context=tuple(_leading_keys(parameters)))]


def _leading_keys(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """Yield of the row's partition what comes before an id, so that not each row is a demand of its own."""
    for row in (parameters.get("Key"), parameters.get("Item")):
        if row and "pk" in row:
            kind, mark, _ = row["pk"]["S"].partition("#")
            yield LEADING_KEYS, f"{kind}{mark}"


def _batch(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    return [_table_demand(operation, region, table) for table in parameters["RequestItems"]]


def _transaction(_: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    items = {(kind, asked["TableName"]) for item in parameters["TransactItems"] for kind, asked in item.items()}
    return [_table_demand(IN_TRANSACTION[kind], region, table) for kind, table in items]


def _restore(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    target = arn("dynamodb", region, f"table/{parameters['TargetTableName']}")
    return [
        _table_demand(operation, region, parameters["SourceTableName"]),
        *(Demand(action, target) for action in RESTORING),
    ]


def _table_demand(operation: str, region: str, table: str, index: str = "") -> Demand:
    return Demand(f"dynamodb:{operation}", arn("dynamodb", region, f"table/{table}{index}"))


def _on_queue(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    name = parameters.get("QueueName") or parameters["QueueUrl"].rpartition("/")[2]
    return [Demand(f"sqs:{operation}", arn("sqs", region, name))]


def _on_bus(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    buses = {entry["EventBusName"] for entry in parameters["Entries"]}
    return [Demand(f"events:{operation}", arn("events", region, f"event-bus/{bus}")) for bus in sorted(buses)]


def _on_secret(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    secret = f"secret:{parameters['SecretId']}{SECRET_SUFFIX}"
    return [Demand(f"secretsmanager:{operation}", arn("secretsmanager", region, secret))]


def _on_secrets(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    """A batch demands the action on no resource, and the reading of each secret."""
    each = (_on_secret("GetSecretValue", {"SecretId": secret}, region) for secret in parameters["SecretIdList"])
    return [Demand(f"secretsmanager:{operation}", "*"), *(demand for demands in each for demand in demands)]


def _raw_mail(operation: str, parameters: Parameters, region: str) -> Iterable[Demand]:
    """A raw message demands two actions, on the sender's identity and, in SES's sandbox, on the recipients'."""
    if set(parameters["Content"]) != {"Raw"}:
        raise UnknownCall(f"ses:{operation} of anything but a raw message")
    sender = parseaddr(parameters["FromEmailAddress"])[1]
    recipients = [address for addresses in parameters["Destination"].values() for address in addresses]
    used = [f"identity/{address}" for address in (sender.rpartition("@")[2], *recipients)]
    if "ConfigurationSetName" in parameters:
        used.append(f"configuration-set/{parameters['ConfigurationSetName']}")
    context = ((FROM_ADDRESS, sender),)
    return [
        Demand(action, arn("ses", region, name), context)
        for action in ("ses:SendEmail", "ses:SendRawEmail")
        for name in used
    ]


_RULES: Mapping[tuple[str, str], Callable[[str, Parameters, str], Iterable[Demand]]] = {
    **{
        ("dynamodb", operation): _on_table
        for operation in (
            "DeleteItem",
            "DeleteTable",
            "DescribeTable",
            "GetItem",
            "PutItem",
            "Query",
            "Scan",
            "UpdateContributorInsights",
            "UpdateItem",
        )
    },
    ("dynamodb", "BatchGetItem"): _batch,
    ("dynamodb", "RestoreTableToPointInTime"): _restore,
    ("dynamodb", "TransactWriteItems"): _transaction,
    ("events", "PutEvents"): _on_bus,
    **{("secretsmanager", operation): _on_secret for operation in ("DeleteSecret", "GetSecretValue", "PutSecretValue")},
    ("secretsmanager", "BatchGetSecretValue"): _on_secrets,
    ("sesv2", "SendEmail"): _raw_mail,
    **{
        ("sqs", operation): _on_queue
        for operation in ("DeleteMessage", "GetQueueUrl", "PurgeQueue", "ReceiveMessage", "SendMessage")
    },
}
