"""The emulator of the rehearsal refuses what AWS refuses."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.deploy import stack
from infra.rehearsal.refusals import NAMES, REFUSALS
from tests.infra.emulator import POLL_SECONDS, Emulator, named
from tests.infra.stack.stack_template import of_type

RECIPIENT = "somebody@customer.example"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as error:
        call()
    return str(error.value.response["Error"]["Code"])


def make_function(aws: Emulator, name: str) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("app.py", "")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    code = {"FunctionName": name, "Role": role, "Runtime": "python3.13", "Handler": "app.app"}
    return str(aws.client("lambda").create_function(**code, Code={"ZipFile": archive.getvalue()})["FunctionArn"])


def second_mapping(aws: Emulator) -> str:
    functions, arn = aws.client("lambda"), make_function(aws, "mapped")
    queue = aws.client("sqs").create_queue(QueueName="mapped")["QueueUrl"]
    found = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    mapping = {"EventSourceArn": found["Attributes"]["QueueArn"]}
    functions.create_event_source_mapping(**mapping, FunctionName=arn)
    assert refused(lambda: functions.create_event_source_mapping(**mapping, FunctionName=arn)) == refused(
        lambda: functions.create_event_source_mapping(**mapping, FunctionName="mapped")
    )
    return refused(lambda: functions.create_event_source_mapping(**mapping, FunctionName=arn))


def reserved_concurrency(aws: Emulator) -> str:
    functions, arn = aws.client("lambda"), make_function(aws, "reserved")
    return refused(lambda: functions.put_function_concurrency(FunctionName=arn, ReservedConcurrentExecutions=1))


def existing_name(aws: Emulator) -> str:
    stage = named("taken")
    aws.client("dynamodb").create_table(
        TableName=stage.variables["TABLE_NAME"],
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )
    with pytest.raises(stack.StackFailed, match=r"Table: .*already exists") as failed:
        stack.create_or_update(aws.client("cloudformation"), stage, {}, POLL_SECONDS)
    return "AlreadyExists" if "AlreadyExists" in str(failed.value) else str(failed.value)


def mail(aws: Emulator, sender: str) -> str:
    message = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
    return refused(
        lambda: aws.client("sesv2").send_email(
            FromEmailAddress=sender, Destination={"ToAddresses": [RECIPIENT]}, Content=message
        )
    )


def unverified_recipient(aws: Emulator) -> str:
    details = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://vendor.example"}
    aws.client("sesv2").put_account_details(**details, ProductionAccessEnabled=False)
    aws.client("sesv2").create_email_identity(EmailIdentity="sender.example")
    return mail(aws, "no-reply@sender.example")


def unverified_sender(aws: Emulator) -> str:
    details = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://vendor.example"}
    aws.client("sesv2").put_account_details(**details, ProductionAccessEnabled=True)
    return mail(aws, "no-reply@unverified.example")


TRIED: Mapping[int, Callable[[Emulator], str]] = dict(
    enumerate((second_mapping, reserved_concurrency, existing_name, unverified_recipient, unverified_sender))
)


@pytest.mark.parametrize("rule", range(len(REFUSALS)), ids=[rule.refused for rule in REFUSALS])
def test_emulator_refuses_what_aws_refuses(aws: Emulator, rule: int) -> None:
    assert TRIED[rule](aws) == REFUSALS[rule].error
    assert REFUSALS[rule].source.startswith("https://docs.aws.amazon.com/")


def test_every_fixed_name_of_the_stack_is_refused_where_it_exists() -> None:
    for kind, (name, _, _) in NAMES.items():
        assert all(name in resource["Properties"] for resource in of_type(kind).values())


def test_imported_api_has_name_and_routes_and_is_replaced(aws: Emulator) -> None:
    gateway: Any = aws.client("apigateway")
    integration = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": "arn:f"}}

    def document(*paths: str) -> bytes:
        routes = {path: {"get": integration} for path in paths}
        return json.dumps({"swagger": "2.0", "info": {"title": "imported", "version": "1"}, "paths": routes}).encode()

    api = gateway.import_rest_api(body=document("/a"))["id"]
    assert gateway.get_rest_api(restApiId=api)["name"] == "imported"
    gateway.put_rest_api(restApiId=api, mode="overwrite", body=document("/b", "/b/c"))
    found = gateway.get_resources(restApiId=api, embed=["methods"])["items"]
    assert {item["path"] for item in found} == {"/", "/b", "/b/c"}
    assert found[-1]["resourceMethods"]["GET"]["methodIntegration"]["uri"] == "arn:f"
