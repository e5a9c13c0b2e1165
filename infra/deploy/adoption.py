"""Find what exists of an app, so that a deployment whose record was lost or cut short can go on.

Chalice finds functions and roles by name, but an event source mapping, a subscription and an API by its record alone:
without it, it would be refused the mapping and make a second API.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalice.deploy import models

from infra.deploy.stages import APP, DeployFailed, Stage
from infra.deploy.state import Record

Found = Sequence[Record]
# By type of record, what tells two candidates for one resource apart.
IDENTITY = {
    "lambda_function": "lambda_arn",
    "iam_role": "role_arn",
    "sqs_event": "event_uuid",
    "sns_event": "subscription_arn",
    "cloudwatch_event": "rule_name",
    "rest_api": "rest_api_id",
}


class Ambiguous(DeployFailed):
    """More than one resource could be the app's; the message names them."""


def adopted(
    resources: Sequence[Any], recorded: Mapping[str, Record], client: Callable[[str], Any], api: str = ""
) -> list[Record]:
    """Return a record of each resource that exists, in order; records of what the app no longer has are kept.

    `api` is the API that the stack has made. Raises `Ambiguous` if several resources could be the app's, and none of
    them is recorded.
    """
    account = _Account(client, api)
    declared = [resource for resource in resources if isinstance(resource, models.ManagedModel)]
    names = {resource.resource_name for resource in declared}
    kept = [record for name, record in recorded.items() if name not in names]
    found = [_chosen(candidates(account, resource), recorded.get(resource.resource_name)) for resource in declared]
    return [*kept, *(record for record in found if record is not None)]


def apis_of(stage: Stage, client: Callable[[str], Any]) -> list[str]:
    """Return the ids of the APIs that can be the stage's; not the stack's own, as long as it is empty."""
    return [str(record["rest_api_id"]) for record in _Account(client).apis(stage.resource_name, stage.gateway_stage)]


def candidates(account: "_Account", resource: models.ManagedModel) -> Found:
    """Return records of the existing resources that can be this one. Raises `TypeError` for unknown kinds."""
    match resource:
        case models.LambdaFunction():
            kind, found = "lambda_function", account.functions(resource.function_name)
        case models.ManagedIAMRole():
            kind, found = "iam_role", account.roles(resource.role_name)
        case models.SQSEventSource():
            kind, found = "sqs_event", account.mappings(resource.lambda_function.function_name, str(resource.queue))
        case models.SNSLambdaSubscription():
            kind, found = "sns_event", account.subscriptions(resource.lambda_function.function_name, resource.topic)
        case models.ScheduledEvent():
            kind, found = "cloudwatch_event", account.rules(resource.rule_name)
        case models.RestAPI():
            kind, found = "rest_api", account.apis(resource.lambda_function.function_name, resource.api_gateway_stage)
        case _:
            raise TypeError(f"no rule says how to find a {type(resource).__name__}")
    return [{"name": resource.resource_name, "resource_type": kind, **values} for values in found]


def _chosen(found: Found, recorded: Record | None) -> Record | None:
    known = recorded or {}
    same = [record for record in found if known.get(_identity(record)) == record[_identity(record)]]
    if len(found) > 1 and not same:
        ids = ", ".join(str(record[_identity(record)]) for record in found)
        raise Ambiguous(f"{len(found)} resources can be {found[0]['name']}: {ids}. Delete those that are not in use.")
    for record in same or found:
        # What Chalice recorded beside, such as the API's URL, is true of the same resource only.
        return {**(known if same else {}), **record}
    return None


def _identity(record: Record) -> str:
    return IDENTITY[record["resource_type"]]


@dataclass(frozen=True)
class _Account:
    """What an AWS account has, as Chalice records it, without the names."""

    client: Callable[[str], Any]
    # The API that the stack has made, if it has.
    api: str = ""

    def functions(self, name: str) -> Found:
        functions = self.client("lambda")
        try:
            arn = functions.get_function_configuration(FunctionName=name)["FunctionArn"]
        except functions.exceptions.ResourceNotFoundException:
            return []
        return [{"lambda_arn": arn}]

    def roles(self, name: str) -> Found:
        iam = self.client("iam")
        try:
            return [{"role_arn": iam.get_role(RoleName=name)["Role"]["Arn"], "role_name": name}]
        except iam.exceptions.NoSuchEntityException:
            return []

    def mappings(self, function: str, queue: str) -> Found:
        arn = self._function(function)
        queue_arn = _arn_beside(arn, "sqs", queue)
        paginator = self.client("lambda").get_paginator("list_event_source_mappings")
        return [
            {"queue": queue, "queue_arn": queue_arn, "lambda_arn": arn, "event_uuid": mapping["UUID"]}
            for page in (paginator.paginate(EventSourceArn=queue_arn) if arn else ())
            for mapping in page["EventSourceMappings"]
            if mapping["FunctionArn"] == arn and mapping.get("State") != "Deleting"
        ]

    def subscriptions(self, function: str, topic: str) -> Found:
        sns, arn = self.client("sns"), self._function(function)
        topic_arn = _arn_beside(arn, "sns", topic)
        if not arn:
            return []
        try:
            pages = list(sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn))
        except sns.exceptions.NotFoundException:
            return []
        return [
            {"topic": topic, "topic_arn": topic_arn, "lambda_arn": arn, "subscription_arn": item["SubscriptionArn"]}
            for page in pages
            for item in page["Subscriptions"]
            if (item["Protocol"], item["Endpoint"]) == ("lambda", arn)
        ]

    def rules(self, name: str) -> Found:
        events = self.client("events")
        try:
            return [{"rule_name": events.describe_rule(Name=name)["Name"]}]
        except events.exceptions.ResourceNotFoundException:
            return []

    def apis(self, function: str, gateway_stage: str) -> Found:
        """Find the APIs of the app's name that belong to this stage: every stage's API has that name."""
        pages = self.client("apigateway").get_paginator("get_rest_apis").paginate()
        named = [api["id"] for page in pages for api in page["items"] if api.get("name") == APP]
        if self.api in named:
            return [{"rest_api_id": self.api}]
        policy = self._policy(function)
        arn = self._function(function)
        belongs = (api for api in named if self._serves(api, gateway_stage, policy, arn))
        return [{"rest_api_id": api} for api in belongs]

    def _serves(self, api: str, gateway_stage: str, policy: str, arn: str) -> bool:
        """Whether the API has the gateway's stage, may call the function, or is described as calling it."""
        gateway = self.client("apigateway")
        stages = [stage["stageName"] for stage in gateway.get_stages(restApiId=api)["item"]]
        if gateway_stage in stages or f":{api}/" in policy:
            return True
        return not stages and bool(arn) and any(arn in uri for uri in self._integrations(api))

    def _integrations(self, api: str) -> Iterator[str]:
        pages = self.client("apigateway").get_paginator("get_resources").paginate(restApiId=api, embed=["methods"])
        for resource in (resource for page in pages for resource in page["items"]):
            for method in resource.get("resourceMethods", {}).values():
                yield method.get("methodIntegration", {}).get("uri", "")

    def _policy(self, function: str) -> str:
        functions = self.client("lambda")
        try:
            return str(functions.get_policy(FunctionName=function)["Policy"])
        except functions.exceptions.ResourceNotFoundException:
            return ""

    def _function(self, name: str) -> str:
        return next((str(function["lambda_arn"]) for function in self.functions(name)), "")


def _arn_beside(function_arn: str, service: str, name: str) -> str:
    """Return the ARN of something in the function's account and region."""
    parts = function_arn.split(":")
    return ":".join([*parts[:2], service, *parts[3:5], name])
