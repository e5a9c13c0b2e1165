"""Secrets by reference: read from AWS Secrets Manager, never from a stage's own configuration."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.secrets import SECRETS, SecretsError, resolved
from chalicelib.settings import SettingsError
from tests.test_settings import ENVIRONMENT, read

KEPT = {"LINK_KEYS": "secret:links", "AUDIT_KEYS": "secret:audit"}
STAGE = {name: text for name, text in ENVIRONMENT.items() if name not in SECRETS} | KEPT


@pytest.fixture
def manager() -> Iterator[Any]:
    """Secrets Manager with the keys of links as CloudFormation makes them, and of the trail as a rotation does."""
    with mock_aws():
        client = boto3.client("secretsmanager", region_name="us-east-1")
        client.create_secret(Name="links", SecretString='{"k1": "' + "l" * 32 + '"}')
        client.create_secret(Name="audit", SecretString=f"k1:{'a' * 32},k2:{'b' * 32}")
        yield client


def test_a_reference_stands_for_what_is_kept_under_its_name(manager: Any) -> None:
    environment = resolved(STAGE, lambda: manager)
    settings = read(**environment)
    assert settings.link_keys == {"k1": "l" * 32}
    assert list(settings.audit_keys) == ["k1", "k2"]


def test_every_reference_that_leads_nowhere_is_named_at_once(manager: Any) -> None:
    nowhere = STAGE | {"LINK_KEYS": "secret:none", "OIDC_CLIENT_SECRET": "secret:neither"}
    with pytest.raises(SecretsError) as fault:
        resolved(nowhere, lambda: manager)
    assert "LINK_KEYS refers to the secret none" in str(fault.value)
    assert "OIDC_CLIENT_SECRET refers to the secret neither" in str(fault.value)
    assert "ResourceNotFoundException" in str(fault.value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_in_a_stages_own_configuration_is_refused_and_not_repeated(name: str, manager: Any) -> None:
    with pytest.raises(SecretsError, match=f"{name} holds a secret itself: keep it in AWS Secrets") as fault:
        resolved(STAGE | {name: "k1:open-secret-open-secret-open-secret"}, lambda: manager)
    assert "open-secret" not in str(fault.value)


def test_a_local_run_holds_its_own_and_asks_nobody() -> None:
    def nobody() -> Any:
        raise AssertionError

    local = ENVIRONMENT | {"STAGE": "local"}
    assert resolved(local, nobody) == local


@pytest.mark.parametrize("kept", ["[]", "{", '{"k1": "short"}', "null", "{}"])
def test_a_kept_secret_that_is_no_key_is_refused_with_a_remedy(manager: Any, kept: str) -> None:
    manager.put_secret_value(SecretId="links", SecretString=kept)
    with pytest.raises(SettingsError, match="LINK_KEYS is not usable"):
        read(**resolved(STAGE, lambda: manager))
