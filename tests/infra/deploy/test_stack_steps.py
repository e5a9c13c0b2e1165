"""A stage's stack comes, stays as it should be, and goes; what cannot be made again stays."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.secrets import resolved
from chalicelib.settings import read_settings
from infra.deploy import destroy, stack
from infra.deploy.stages import Stage
from tests.infra.emulator import POLL_SECONDS, REGION, Emulator, named


def bring_up(cloudformation: Any, stage: Stage, given: Mapping[str, str]) -> str:
    return stack.bring_up(cloudformation, stage, given, POLL_SECONDS)


def test_a_stack_is_created_once_and_then_found_as_it_should_be(aws: Emulator) -> None:
    stage, cloudformation = named("twice"), aws.client("cloudformation")
    assert stack.status_of(cloudformation, stage) is None
    assert bring_up(cloudformation, stage, {}) == "created"
    assert bring_up(cloudformation, stage, {}) == "unchanged"
    assert stack.outputs_of(cloudformation, stage)["TableName"] == stage.variables["TABLE_NAME"]


def test_a_parameter_stays_until_another_is_given(aws: Emulator) -> None:
    stage, cloudformation = named("kept"), aws.client("cloudformation")
    bring_up(cloudformation, stage, {"AlarmAddress": "first@vendor.example"})
    assert bring_up(cloudformation, stage, {}) == "unchanged"
    assert bring_up(cloudformation, stage, {"AlarmAddress": "second@vendor.example"}) == "updated"
    found = cloudformation.describe_stacks(StackName=stage.resource_name)["Stacks"][0]["Parameters"]
    assert {"ParameterKey": "AlarmAddress", "ParameterValue": "second@vendor.example"} in found


def test_the_app_starts_on_what_the_stack_made(aws: Emulator) -> None:
    stage = named("starts")
    bring_up(aws.client("cloudformation"), stage, {})
    environment = {**stage.variables, "AWS_DEFAULT_REGION": REGION}
    settings = read_settings(resolved(environment, lambda: aws.client("secretsmanager")))
    assert list(settings.link_keys) == list(settings.audit_keys) == ["k1"]
    assert settings.link_keys != settings.audit_keys
    assert aws.client("dynamodb").describe_table(TableName=settings.table_name)["Table"]["KeySchema"]
    assert aws.client("sqs").get_queue_url(QueueName=settings.mail_queue)["QueueUrl"]
    reports = aws.client("sesv2").get_configuration_set_event_destinations(
        ConfigurationSetName=settings.mail_configuration_set
    )
    (destination,) = reports["EventDestinations"]
    assert destination["SnsDestination"]["TopicArn"].endswith(f":{stage.variables['MAIL_EVENTS_TOPIC']}")


def test_a_rotated_key_survives_an_update(aws: Emulator) -> None:
    stage, secrets = named("rotated"), aws.client("secretsmanager")
    bring_up(aws.client("cloudformation"), stage, {})
    name = stage.variables["LINK_KEYS"].removeprefix("secret:")
    secrets.put_secret_value(SecretId=name, SecretString='{"k1": "old", "k2": "new"}')
    assert bring_up(aws.client("cloudformation"), stage, {"WithUserPool": "true"}) == "updated"
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == '{"k1": "old", "k2": "new"}'


def test_a_user_pool_comes_with_its_issuer_and_client(aws: Emulator) -> None:
    stage, cloudformation = named("pool"), aws.client("cloudformation")
    bring_up(cloudformation, stage, {"WithUserPool": "true"})
    outputs = stack.outputs_of(cloudformation, stage)
    pool = outputs["OidcIssuer"].rpartition("/")[2]
    cognito = aws.client("cognito-idp")
    client = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=outputs["OidcClientId"])["UserPoolClient"]
    assert client["CallbackURLs"] == [f"{stage.variables['PUBLIC_URL']}/sign-in/callback"]
    assert [one["GroupName"] for one in cognito.list_groups(UserPoolId=pool)["Groups"]] == ["reviewers"]


def test_a_stack_that_fails_says_which_resource_and_how_to_go_on(aws: Emulator) -> None:
    stage, cloudformation = named("fails"), aws.client("cloudformation")
    cognito = aws.client("cognito-idp")
    somebodys = cognito.create_user_pool(PoolName="somebody's")["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=somebodys, Domain=f"{stage.resource_name}-000000000000")
    with pytest.raises(stack.StackFailed, match="UserPoolDomain"):
        bring_up(cloudformation, stage, {"WithUserPool": "true"})
    with pytest.raises(stack.StackFailed, match=f"delete-stack --stack-name {stage.resource_name}"):
        bring_up(cloudformation, stage, {})


def test_production_is_not_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert destroy.main(["prod"]) == 2
    assert "Production" in capsys.readouterr().err


def test_a_stage_that_is_taken_away_can_be_made_again(aws: Emulator) -> None:
    stage, cloudformation = named("again"), aws.client("cloudformation")
    bring_up(cloudformation, stage, {})
    for _ in range(2):
        stack.take_down(cloudformation, stage, POLL_SECONDS)
        destroy.delete_table(aws.client("dynamodb"), stage)
        destroy.delete_keys(aws.client("secretsmanager"), stage)
    assert bring_up(cloudformation, stage, {}) == "created"


def test_what_cannot_be_made_again_outlives_its_stack(aws: Emulator) -> None:
    stage, cloudformation = named("outlived"), aws.client("cloudformation")
    bring_up(cloudformation, stage, {})
    stack.take_down(cloudformation, stage, POLL_SECONDS)
    assert aws.client("dynamodb").describe_table(TableName=stage.variables["TABLE_NAME"])
    name = stage.variables["AUDIT_KEYS"].removeprefix("secret:")
    assert aws.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    with pytest.raises(ClientError):
        aws.client("sqs").get_queue_url(QueueName=stage.variables["MAIL_QUEUE"])
