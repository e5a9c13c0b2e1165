"""The stack of a stage is created, updated and deleted; irreplaceable resources are retained."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.settings import read_settings
from infra.deploy import destroy, stack
from infra.deploy.outputs import with_outputs
from infra.deploy.stages import Stage
from infra.deploy.state import BUCKET_OUTPUT
from infra.deploy.target import Target
from infra.deploy.with_stage_environment import environment_of
from tests.infra.emulator import POLL_SECONDS, REGION, Emulator, named


def create_or_update(cloudformation: Any, stage: Stage, parameters: Mapping[str, str]) -> str:
    return stack.create_or_update(cloudformation, stage, parameters, POLL_SECONDS)


def test_second_deploy_of_stack_changes_nothing(aws: Emulator) -> None:
    stage, cloudformation = named("twice"), aws.client("cloudformation")
    assert stack.status_of(cloudformation, stage) is None
    assert create_or_update(cloudformation, stage, {}) == "created"
    assert create_or_update(cloudformation, stage, {}) == "unchanged"
    assert stack.outputs_of(cloudformation, stage)["TableName"] == stage.variables["TABLE_NAME"]


def test_stack_parameter_is_kept_until_changed(aws: Emulator) -> None:
    stage, cloudformation = named("kept"), aws.client("cloudformation")
    create_or_update(cloudformation, stage, {"AlarmAddress": "first@vendor.example"})
    assert create_or_update(cloudformation, stage, {}) == "unchanged"
    assert create_or_update(cloudformation, stage, {"AlarmAddress": "second@vendor.example"}) == "updated"
    found = cloudformation.describe_stacks(StackName=stage.resource_name)["Stacks"][0]["Parameters"]
    assert {"ParameterKey": "AlarmAddress", "ParameterValue": "second@vendor.example"} in found


def test_app_starts_on_resources_of_stack(aws: Emulator) -> None:
    stage = named("starts")
    create_or_update(aws.client("cloudformation"), stage, {"WithUserPool": "true"})
    environment = environment_of(with_outputs(Target(stage, REGION, aws.client, {})))
    settings = read_settings(Secrets(environment, lambda: aws.client("secretsmanager")).resolved())
    assert list(settings.link_keys) == list(settings.audit_keys) == ["k1"]
    assert settings.link_keys != settings.audit_keys
    assert aws.client("dynamodb").describe_table(TableName=settings.table_name)["Table"]["KeySchema"]
    assert aws.client("sqs").get_queue_url(QueueName=settings.mail_queue)["QueueUrl"]
    reports = aws.client("sesv2").get_configuration_set_event_destinations(
        ConfigurationSetName=settings.mail_configuration_set
    )
    (destination,) = reports["EventDestinations"]
    assert destination["SnsDestination"]["TopicArn"].endswith(f":{stage.variables['MAIL_EVENTS_TOPIC']}")


def test_rotated_key_survives_stack_update(aws: Emulator) -> None:
    stage, secrets = named("rotated"), aws.client("secretsmanager")
    create_or_update(aws.client("cloudformation"), stage, {})
    name = stage.variables["LINK_KEYS"].removeprefix("secret:")
    secrets.put_secret_value(SecretId=name, SecretString='{"k1": "old", "k2": "new"}')
    assert create_or_update(aws.client("cloudformation"), stage, {"WithUserPool": "true"}) == "updated"
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == '{"k1": "old", "k2": "new"}'


def test_user_pool_has_issuer_and_client(aws: Emulator) -> None:
    stage, cloudformation = named("pool"), aws.client("cloudformation")
    create_or_update(cloudformation, stage, {"WithUserPool": "true"})
    outputs = stack.outputs_of(cloudformation, stage)
    pool = outputs["OidcIssuer"].rpartition("/")[2]
    cognito = aws.client("cognito-idp")
    client = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=outputs["OidcClientId"])["UserPoolClient"]
    assert client["CallbackURLs"] == [f"{outputs['PublicUrl']}/sign-in/callback"]
    assert client["LogoutURLs"] == [f"{outputs['PublicUrl']}/sign-out"]
    assert [group["GroupName"] for group in cognito.list_groups(UserPoolId=pool)["Groups"]] == ["reviewers"]


def test_user_pool_has_the_scopes_of_programs(aws: Emulator) -> None:
    stage, cloudformation = named("scopes"), aws.client("cloudformation")
    create_or_update(cloudformation, stage, {"WithUserPool": "true"})
    outputs = stack.outputs_of(cloudformation, stage)
    pool = outputs["OidcIssuer"].rpartition("/")[2]
    found = aws.client("cognito-idp").describe_resource_server(UserPoolId=pool, Identifier=outputs["ApiAudience"])
    assert [scope["ScopeName"] for scope in found["ResourceServer"]["Scopes"]] == list(ProgramScope)


def test_failed_stack_reports_resource_and_remedy(aws: Emulator) -> None:
    stage, cloudformation = named("fails"), aws.client("cloudformation")
    cognito = aws.client("cognito-idp")
    other_pool = cognito.create_user_pool(PoolName="somebody's")["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=other_pool, Domain=f"{stage.resource_name}-000000000000")
    with pytest.raises(stack.StackFailed, match="UserPoolDomain"):
        create_or_update(cloudformation, stage, {"WithUserPool": "true"})
    with pytest.raises(stack.StackFailed, match=f"delete-stack --stack-name {stage.resource_name}"):
        create_or_update(cloudformation, stage, {})


class UnderWay:
    """CloudFormation, where a deployment that was killed has begun to create the stack."""

    def __init__(self, cloudformation: Any) -> None:
        self._client = cloudformation
        self._states = ["CREATE_IN_PROGRESS"]
        self.waited: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_waiter(self, state: str) -> Any:
        self.waited.append(state)
        return self._client.get_waiter(state)

    def describe_stacks(self, **arguments: str) -> Any:
        found = self._client.describe_stacks(**arguments)
        for state in self._states:
            found["Stacks"][0]["StackStatus"] = state
        self._states = []
        return found


def test_creation_that_is_under_way_is_waited_for(aws: Emulator) -> None:
    stage, cloudformation = named("underway"), aws.client("cloudformation")
    create_or_update(cloudformation, stage, {})
    under_way = UnderWay(cloudformation)
    assert create_or_update(under_way, stage, {}) == "unchanged"
    assert under_way.waited == ["stack_create_complete"]


def test_destroy_refuses_production(capsys: pytest.CaptureFixture[str]) -> None:
    assert destroy.main(["prod"]) == 2
    assert "Production" in capsys.readouterr().err


def test_destroyed_stage_can_be_created_again(aws: Emulator) -> None:
    stage, cloudformation = named("again"), aws.client("cloudformation")
    create_or_update(cloudformation, stage, {})
    for _ in range(2):
        stack.delete_stack(cloudformation, stage, POLL_SECONDS)
        destroy.delete_table(aws.client("dynamodb"), stage)
        destroy.delete_keys(aws.client("secretsmanager"), stage)
    assert create_or_update(cloudformation, stage, {}) == "created"


def test_table_and_keys_outlive_deleted_stack(aws: Emulator) -> None:
    stage, cloudformation = named("outlived"), aws.client("cloudformation")
    create_or_update(cloudformation, stage, {})
    stack.delete_stack(cloudformation, stage, POLL_SECONDS)
    assert aws.client("dynamodb").describe_table(TableName=stage.variables["TABLE_NAME"])
    name = stage.variables["AUDIT_KEYS"].removeprefix("secret:")
    assert aws.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    with pytest.raises(ClientError):
        aws.client("sqs").get_queue_url(QueueName=stage.variables["MAIL_QUEUE"])


def test_failed_creation_leaves_no_names_behind(aws: Emulator) -> None:
    stage, cloudformation = named("undone"), aws.client("cloudformation")
    cognito = aws.client("cognito-idp")
    other_pool = cognito.create_user_pool(PoolName="somebody's")["UserPool"]["Id"]
    domain = f"{stage.resource_name}-000000000000"
    cognito.create_user_pool_domain(UserPoolId=other_pool, Domain=domain)
    with pytest.raises(stack.StackFailed):
        create_or_update(cloudformation, stage, {"WithUserPool": "true"})
    with pytest.raises(ClientError, match="ResourceNotFound"):
        aws.client("dynamodb").describe_table(TableName=stage.variables["TABLE_NAME"])
    cognito.delete_user_pool_domain(UserPoolId=other_pool, Domain=domain)
    stack.delete_stack(cloudformation, stage, POLL_SECONDS)
    assert create_or_update(cloudformation, stage, {"WithUserPool": "true"}) == "created"


def test_bucket_of_deployments_keeps_versions_and_is_deleted_with_all_of_them(aws: Emulator) -> None:
    stage, s3 = named("bucket"), aws.client("s3")
    create_or_update(aws.client("cloudformation"), stage, {})
    bucket = stack.outputs_of(aws.client("cloudformation"), stage)[BUCKET_OUTPUT]
    for _ in range(2):
        s3.put_object(Bucket=bucket, Key="deployed/bucket.json", Body=b"{}")
    s3.delete_object(Bucket=bucket, Key="deployed/bucket.json")
    assert len(s3.list_object_versions(Bucket=bucket)["Versions"]) == 2
    destroy.delete_bucket(s3, bucket)
    with pytest.raises(ClientError):
        s3.head_bucket(Bucket=bucket)
