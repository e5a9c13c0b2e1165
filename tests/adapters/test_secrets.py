"""Secrets by reference: read from AWS Secrets Manager, never from a stage's own configuration."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.secrets import SECRETS, SecretsError, resolved
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
    environment = resolved(STAGE, lambda: manager)
    settings = read(**environment)
    assert settings.link_keys == {"k1": "l" * 32}
    assert list(settings.audit_keys) == ["k1", "k2"]


def test_every_dangling_reference_is_reported_at_once(manager: Any) -> None:
    dangling = STAGE | {"LINK_KEYS": "secret:none", "OIDC_CLIENT_SECRET": "secret:neither"}
    with pytest.raises(SecretsError) as fault:
        resolved(dangling, lambda: manager)
    assert "LINK_KEYS refers to the secret none" in str(fault.value)
    assert "OIDC_CLIENT_SECRET refers to the secret neither" in str(fault.value)
    assert "ResourceNotFoundException" in str(fault.value)


@pytest.mark.parametrize("name", SECRETS)
def test_secret_in_a_stages_configuration_is_refused_without_repeating_it(name: str, manager: Any) -> None:
    with pytest.raises(SecretsError, match=f"{name} holds a secret itself: keep it in AWS Secrets") as fault:
        resolved(STAGE | {name: "k1:open-secret-open-secret-open-secret"}, lambda: manager)
    assert "open-secret" not in str(fault.value)


def test_local_stage_may_contain_secrets() -> None:
    def nobody() -> Any:
        raise AssertionError

    local = ENVIRONMENT | {"STAGE": "local"}
    assert resolved(local, nobody) == local


@pytest.mark.parametrize("stored", ["[]", "{", '{"k1": "short"}', "null", "{}"])
def test_invalid_stored_secret_is_refused_with_a_remedy(manager: Any, stored: str) -> None:
    manager.put_secret_value(SecretId="links", SecretString=stored)
    with pytest.raises(SettingsError, match="LINK_KEYS is not usable"):
        read(**resolved(STAGE, lambda: manager))
