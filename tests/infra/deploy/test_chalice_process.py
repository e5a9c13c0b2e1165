"""What Chalice has made is recorded although a later call fails, and what is adopted is printed."""

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.deploy import models

from infra.deploy.chalice_process import RecordingExecutor, StageFactory, adopt, record_each
from infra.deploy.state import DeploymentState
from infra.deploy.target import Target
from infra.local.environment import applied
from tests.infra.emulator import DEV, REGION, Emulator

BUCKET = "recording"


@pytest.fixture
def state(aws: Emulator, tmp_path: Path) -> DeploymentState:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    return DeploymentState(s3, BUCKET, DEV, tmp_path / "dev.json")


def recorded(name: str, value: str) -> models.RecordResourceValue:
    return models.RecordResourceValue(
        resource_type="cloudwatch_event", resource_name=name, name="rule_name", value=value
    )


def test_record_is_in_the_bucket_although_a_later_call_fails(aws: Emulator, state: DeploymentState) -> None:
    def fail() -> None:
        raise ConnectionError

    deployer: Any = SimpleNamespace(_executor=RecordingExecutor(SimpleNamespace(fail=fail), lambda _: None))
    record_each(deployer, state)
    instructions: list[models.Instruction] = [
        recorded("first", "a"),
        models.APICall(method_name="fail", params={}),
        recorded("second", "b"),
    ]
    with pytest.raises(ConnectionError):
        deployer._executor.execute(models.Plan(instructions, {}))
    state.file.unlink()
    state.fetch()
    assert list(state.records()) == ["first"]


def test_adopted_resources_are_printed_and_recorded_once(
    aws: Emulator, state: DeploymentState, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.client("events").put_rule(Name="adopted-rule", ScheduleExpression="rate(1 minute)")
    function: Any = SimpleNamespace(function_name="none", dependencies=list)
    rule = models.ScheduledEvent(
        resource_name="sweep-event",
        rule_name="adopted-rule",
        lambda_function=function,
        schedule_expression="rate(1 minute)",
    )
    target = Target(DEV, REGION, aws.client, {})
    for _ in range(2):
        adopt(target, state, models.Application(DEV.name, [rule]))
    assert capsys.readouterr().out == "Adopted sweep-event: rule_name adopted-rule\n"
    assert state.records()["sweep-event"]["rule_name"] == "adopted-rule"


def test_chalice_deploys_the_settings_that_were_read_from_the_stack() -> None:
    stage = replace(DEV, variables={**DEV.variables, "OIDC_ISSUER": "https://made.by.the.stack"})
    with applied(dict(os.environ)):
        config = StageFactory(stage).create_config_obj(chalice_stage_name=stage.name)
    assert config.environment_variables == stage.variables
