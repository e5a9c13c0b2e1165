"""Secrets are read when one is first needed, and a start that needs none does not wait for them."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

import app
from chalicelib import bootstrap
from chalicelib.adapters.aws_client import aws_client
from infra.bench.events import get
from infra.create_table import create_table
from infra.deploy.outputs import with_stand_ins
from infra.deploy.stages import read_stage
from infra.local.aws.lambda_events import context
from infra.local.environment import applied
from infra.rights.enforcing import Rights, enforced
from infra.rights.policy_files import rights_in_files

STAGE = with_stand_ins(read_stage("dev")).variables
LINK_SECRET, AUDIT_SECRET = (STAGE[name].removeprefix("secret:") for name in ("LINK_KEYS", "AUDIT_KEYS"))
FUNCTION = context("api_handler")
LINKS, AUDIT = json.dumps({"k1": "l" * 32}), json.dumps({"k1": "a" * 32})
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Start on a stage whose secrets are stored; return the calls of Secrets Manager."""
    made: list[str] = []

    def client(service: str, *given: Any) -> Any:
        client = aws_client(service, *given)
        client.meta.events.register("before-call", lambda model, **_: made.append(model.name))
        return client

    monkeypatch.setattr(bootstrap, "aws_client", client)
    before = bootstrap._Started.container
    with mock_aws(), applied({**STAGE, **CREDENTIALS}), enforced(Rights(rights_in_files("dev"))):
        manager = boto3.client("secretsmanager")
        manager.create_secret(Name=LINK_SECRET, SecretString=LINKS)
        manager.create_secret(Name=AUDIT_SECRET, SecretString=AUDIT)
        create_table(bootstrap.start().table)  # type: ignore[arg-type]
        yield made
    bootstrap._Started.container = before


def status(path: str, event: dict[str, Any] | None = None) -> int:
    return int(app.app({**get(path), **(event or {})}, FUNCTION)["statusCode"])


def test_health_needs_no_secret_and_readiness_reads_all_in_one_call(calls: list[str]) -> None:
    assert (status("/healthz"), calls) == (200, [])
    assert (status("/readyz"), calls) == (200, ["BatchGetSecretValue"])
    assert (status("/readyz"), calls) == (200, ["BatchGetSecretValue"])


def test_caller_in_the_log_needs_a_key(calls: list[str]) -> None:
    called = {**get("/healthz")["requestContext"], "identity": {"sourceIp": "192.0.2.1"}}
    assert (status("/healthz", {"requestContext": called}), calls) == (200, ["BatchGetSecretValue"])


@pytest.mark.parametrize(
    ("audit", "told"),
    [
        ('{"k1": "short"}', "AUDIT_KEYS is not usable: give id:secret"),
        (LINKS, "LINK_KEYS contradicts AUDIT_KEYS"),
    ],
)
def test_secret_that_is_not_usable_fails_each_call_until_it_is(
    calls: list[str], caplog: pytest.LogCaptureFixture, audit: str, told: str
) -> None:
    manager = boto3.client("secretsmanager")
    manager.put_secret_value(SecretId=AUDIT_SECRET, SecretString=audit)
    for _ in range(2):
        with (
            caplog.at_level(logging.ERROR),
            pytest.raises(bootstrap.InvocationFailed),
            bootstrap.invocation(FUNCTION) as system,
        ):
            assert system.ports.audit.current
    assert told in caplog.text
    assert "l" * 32 not in caplog.text
    assert status("/readyz") == 500
    manager.put_secret_value(SecretId=AUDIT_SECRET, SecretString=AUDIT)
    assert status("/readyz") == 200
    assert set(calls) == {"BatchGetSecretValue"}
