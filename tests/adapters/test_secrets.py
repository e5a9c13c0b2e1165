"""Secrets by reference: read from AWS Secrets Manager, never from a stage's own configuration."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from chalicelib.adapters.secrets import SECRETS, Secrets, SecretsError
from chalicelib.settings import SettingsError
from tests.test_settings import ENVIRONMENT, read

REFERENCES = {"LINK_KEYS": "secret:links", "AUDIT_KEYS": "secret:audit"}
STAGE = {name: text for name, text in ENVIRONMENT.items() if name not in SECRETS} | REFERENCES


@pytest.fixture
def manager() -> Iterator[Any]:
    """Secrets Manager with link keys as CloudFormation creates them, and audit keys after a rotation."""
    with mock_aws():
        client = boto3.client("secretsmanager", region_name="us-east-1")
        client.create_secret(Name="links", SecretString='{"k1": "' + "l" * 32 + '"}')
        client.create_secret(Name="audit", SecretString=f"k1:{'a' * 32},k2:{'b' * 32}")
        yield client


def test_reference_is_replaced_by_the_stored_secret(manager: Any) -> None:
    environment = Secrets(STAGE, lambda: manager).resolved()
    settings = read(**environment)
    assert settings.link_keys == {"k1": "l" * 32}
    assert list(settings.audit_keys) == ["k1", "k2"]


def test_secrets_are_read_in_one_call(manager: Any) -> None:
    calls: list[str] = []
    manager.meta.events.register("before-call", lambda model, **_: calls.append(model.name))
    secrets = Secrets(STAGE, lambda: manager)
    assert calls == []
    secrets.resolved()
    assert calls == ["BatchGetSecretValue"]


def test_secret_is_named_by_its_arn_or_shared_by_two_settings(manager: Any) -> None:
    arn = manager.describe_secret(SecretId="audit")["ARN"]
    resolved = Secrets(
        STAGE | {"AUDIT_KEYS": f"secret:{arn}", "BRAND_NAME": "secret:links"}, lambda: manager
    ).resolved()
    assert resolved["AUDIT_KEYS"].startswith("k1:")
    assert resolved["BRAND_NAME"] == resolved["LINK_KEYS"]


def test_secret_without_text_is_reported(manager: Any) -> None:
    manager.create_secret(Name="binary", SecretBinary=b"x")
    with pytest.raises(SecretsError, match="LINK_KEYS refers to the secret binary, which cannot be read: NoText"):
        Secrets(STAGE | {"LINK_KEYS": "secret:binary"}, lambda: manager).resolved()


def test_service_out_of_reach_is_reported_with_every_setting() -> None:
    once = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    client = boto3.client("secretsmanager", region_name="us-east-1", endpoint_url="http://127.0.0.1:9", config=once)
    with pytest.raises(
        SecretsError, match=r"LINK_KEYS .*EndpointConnectionError\nAUDIT_KEYS .*EndpointConnectionError"
    ):
        Secrets(STAGE, lambda: client).resolved()


def test_every_dangling_reference_is_reported_at_once(manager: Any) -> None:
    dangling = STAGE | {"LINK_KEYS": "secret:none", "OIDC_CLIENT_SECRET": "secret:neither"}
    with pytest.raises(SecretsError) as fault:
        Secrets(dangling, lambda: manager).resolved()
    assert "LINK_KEYS refers to the secret none" in str(fault.value)
    assert "OIDC_CLIENT_SECRET refers to the secret neither" in str(fault.value)
    assert "ResourceNotFoundException" in str(fault.value)


@pytest.mark.parametrize("name", SECRETS)
def test_secret_in_a_stages_configuration_is_refused_without_repeating_it(name: str, manager: Any) -> None:
    with pytest.raises(SecretsError, match=f"{name} holds a secret itself: keep it in AWS Secrets") as fault:
        Secrets(STAGE | {name: "k1:open-secret-open-secret-open-secret"}, lambda: manager).resolved()
    assert "open-secret" not in str(fault.value)


def test_local_stage_may_contain_secrets() -> None:
    def nobody() -> Any:
        raise AssertionError

    local = ENVIRONMENT | {"STAGE": "local"}
    assert Secrets(local, nobody).resolved() == local


@pytest.mark.parametrize("stored", ["[]", "{", '{"k1": "short"}', "null", "{}"])
def test_invalid_stored_secret_is_refused_with_a_remedy(manager: Any, stored: str) -> None:
    manager.put_secret_value(SecretId="links", SecretString=stored)
    with pytest.raises(SettingsError, match="LINK_KEYS is not usable"):
        read(**Secrets(STAGE, lambda: manager).resolved())
