"""Calls are judged as IAM judges them; what cannot be judged is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.adapters.telemetry import named
from infra.rights.demands import UnknownCall, demands
from infra.rights.enforcing import Rights, enforced
from infra.rights.policy_files import Right, UnknownElement, rights_of

REGION = "eu-west-1"
TABLE = "arn:aws:dynamodb:*:*:table/t"
STATEMENT: Mapping[str, Any] = {"Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": [TABLE]}
MAIL: Mapping[str, Any] = {
    "FromEmailAddress": "Sender <me@vendor.example>",
    "Destination": {"ToAddresses": ["you@univ.example"]},
    "Content": {"Raw": {"Data": b""}},
    "ConfigurationSetName": "c",
}
UNKNOWN: Mapping[str, Mapping[str, Any]] = {
    "a denial": {"Effect": "Deny"},
    "a wildcard in an action": {"Action": ["dynamodb:Get*"]},
    "what a statement leaves out": {"NotAction": ["dynamodb:GetItem"]},
    "another operator": {"Condition": {"StringLike": {"ses:FromAddress": "*@vendor.example"}}},
    "several values": {"Condition": {"StringEquals": {"ses:FromAddress": ["me@vendor.example"]}}},
}


def demanded(service: str, operation: str, parameters: Mapping[str, Any]) -> set[tuple[str, str]]:
    found = demands(service, operation, parameters, REGION)
    return {(demand.action, demand.resource.removeprefix("arn:aws:")) for demand in found}


@pytest.mark.parametrize("change", UNKNOWN)
def test_policy_with_an_unknown_element_is_refused(change: str) -> None:
    with pytest.raises(UnknownElement):
        list(rights_of({"Statement": [{**STATEMENT, **UNKNOWN[change]}]}))


@pytest.mark.parametrize(("service", "operation"), [("dynamodb", "UpdateTable"), ("s3", "GetObject")])
def test_unknown_call_is_refused(service: str, operation: str) -> None:
    with pytest.raises(UnknownCall):
        demands(service, operation, {}, REGION)
    with pytest.raises(UnknownCall):
        demands("sesv2", "SendEmail", {**MAIL, "Content": {"Simple": {}}}, REGION)


def test_transaction_demands_the_action_of_each_item() -> None:
    items = [{kind: {"TableName": "t"}} for kind in ("Put", "Put", "Update", "Delete", "ConditionCheck")]
    assert demanded("dynamodb", "TransactWriteItems", {"TransactItems": items}) == {
        (f"dynamodb:{action}", f"dynamodb:{REGION}:123456789012:table/t")
        for action in ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
    }


def test_query_of_an_index_demands_the_right_on_the_index_alone() -> None:
    (demand,) = demands("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}, REGION)
    assert not Right("dynamodb:Query", TABLE).allows(demand)
    assert Right("dynamodb:Query", f"{TABLE}/index/i").allows(demand)


def test_raw_mail_demands_both_actions_on_all_identities_and_the_configuration_set() -> None:
    names = ("identity/vendor.example", "identity/you@univ.example", "configuration-set/c")
    assert demanded("sesv2", "SendEmail", MAIL) == {
        (action, f"ses:{REGION}:123456789012:{name}")
        for action in ("ses:SendEmail", "ses:SendRawEmail")
        for name in names
    }


@pytest.mark.parametrize(("sender", "is_allowed"), [("me@vendor.example", True), ("you@vendor.example", False)])
def test_condition_on_the_sender_is_tested(sender: str, is_allowed: bool) -> None:
    right = Right("ses:SendEmail", "arn:aws:ses:*:*:identity/*", (("ses:FromAddress", sender),))
    demand, *_ = demands("sesv2", "SendEmail", MAIL, REGION)
    assert right.allows(demand) is is_allowed


@pytest.mark.parametrize(
    ("pattern", "is_allowed"),
    [
        ("arn:aws:sqs:*:*:q", True),
        ("arn:aws:sqs:*:*:?", True),
        ("*", True),
        ("arn:aws:sqs:*:*:", False),
        ("arn:aws:sqs:*:*:[q]", False),
        ("arn:aws:sqs:us-*:*:q", False),
    ],
)
def test_resource_patterns_match_like_those_of_iam(pattern: str, is_allowed: bool) -> None:
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/q"
    for parameters in ({"QueueUrl": url}, {"QueueName": "q"}):
        (demand,) = demands("sqs", "SendMessage", parameters, REGION)
        assert Right("sqs:SendMessage", pattern).allows(demand) is is_allowed


READ: Sequence[Right] = [Right("sqs:GetQueueUrl", "arn:aws:sqs:*:*:q"), Right("sqs:SendMessage", "*")]


@mock_aws
def test_denied_call_raises_and_is_recorded_and_used_rights_are_too() -> None:
    with enforced(Rights({"f": READ})) as rights:
        client = boto3.Session().client("sqs", region_name=REGION)
        for name in ("q", "other"):
            client.create_queue(QueueName=name)
        with named("f", "1"):
            client.get_queue_url(QueueName="q")
            with pytest.raises(ClientError) as denied:
                client.get_queue_url(QueueName="other")
        assert client.get_queue_url(QueueName="other"), "outside an invocation nobody is asked"
        assert denied.value.response["Error"]["Code"] == "AccessDeniedException"
        assert rights.denied == [denied.value.response["Error"]["Message"]]
        assert rights.used == {("f", READ[0])}


@mock_aws
@pytest.mark.parametrize("function", ["f", "unknown"])
def test_call_that_cannot_be_judged_raises_and_is_recorded(function: str) -> None:
    with enforced(Rights({"f": READ})) as rights:
        client = boto3.Session().client("sqs", region_name=REGION)
        call = client.list_queues if function == "f" else lambda: client.get_queue_url(QueueName="q")
        with named(function, "1"), pytest.raises((UnknownCall, KeyError)):
            call()
        assert len(rights.denied) == 1
