"""What Chalice makes is recorded although a later call fails, what is adopted is printed, the API is complete."""

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.config import Config
from chalice.deploy import models
from chalice.deploy.deployer import create_build_stage
from chalice.deploy.swagger import TemplatedSwaggerGenerator
from chalice.utils import UI, OSUtils

from chalicelib.rendering.urls import Urls
from infra.deploy.chalice_process import (
    RecordingExecutor,
    StageFactory,
    add_gateway_settings,
    adopt,
    make_packages_lean,
    record_each,
)
from infra.deploy.gateway.responses import EXTENSION, gateway_responses
from infra.deploy.lean_package import lean_package
from infra.deploy.state import DeploymentState
from infra.deploy.target import Target
from infra.local.environment import applied
from tests.infra.deploy.test_lean_package import packed_by_chalice
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


def test_api_is_imported_with_gateway_responses_and_untraced() -> None:
    """Its gateway must not be traced although its functions are."""
    function: Any = SimpleNamespace()
    api = models.RestAPI(
        resource_name="rest_api",
        swagger_doc={},
        minimum_compression="",
        api_gateway_stage="dev",
        endpoint_type="REGIONAL",
        lambda_function=function,
        xray=True,
    )
    settings = {"PUBLIC_URL": "https://a.example/api"}
    config = Config("dev", config_from_disk={"chalice_app": Chalice("any"), "environment_variables": settings})
    stage = create_build_stage(OSUtils(), UI(), TemplatedSwaggerGenerator(), config)
    deployer: Any = SimpleNamespace(_build_stage=stage)
    add_gateway_settings(deployer, "https://partner.example")
    stage.execute(config, [api])
    document: Any = api.swagger_doc
    assert document[EXTENSION] == gateway_responses(Urls(settings["PUBLIC_URL"]), ["https://partner.example"])
    assert document["info"]["title"] == "any"
    assert not api.xray


def test_chalice_deploys_the_settings_that_were_read_from_the_stack() -> None:
    stage = replace(DEV, variables={**DEV.variables, "OIDC_ISSUER": "https://made.by.the.stack"})
    with applied(dict(os.environ)):
        config = StageFactory(stage).create_config_obj(chalice_stage_name=stage.name)
    assert config.environment_variables == stage.variables


def test_lean_package_is_uploaded_and_made_once_for_all_functions(tmp_path: Path) -> None:
    made = packed_by_chalice(tmp_path)
    package = models.DeploymentPackage(str(made))
    config = Config(chalice_stage="dev", config_from_disk={"chalice_app": Chalice("any")})
    stage = create_build_stage(OSUtils(), UI(), TemplatedSwaggerGenerator(), config)
    make_packages_lean(SimpleNamespace(_build_stage=stage))  # type: ignore[arg-type]
    stage.execute(config, [package, package])
    assert package.filename == str(lean_package(made))
