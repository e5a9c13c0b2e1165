"""Stages in `.chalice/config.json`, and Chalice's records of their last deployment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib.settings.contradictions import PRODUCTION
from infra.local.state import PROJECT_ROOT

APP = "smart-account-requests"
# Before the name of an output of the stack, in place of a setting.
OUTPUT = "output:"


class DeployFailed(Exception):
    """The deployment cannot proceed; the message says what to fix, and how."""


class UnknownStage(DeployFailed):
    """The configuration has no such stage; the message lists the existing ones."""


class NotDeployed(DeployFailed):
    """There is no record that this stage has been deployed."""


@dataclass(frozen=True)
class Stage:
    """A stage and the environment variables of its functions."""

    name: str
    gateway_stage: str
    variables: Mapping[str, str]
    # Whether AWS X-Ray traces its functions.
    traced: bool = False

    @property
    def resource_name(self) -> str:
        """Name of the stage's stack, table and API function, and prefix of its other resources."""
        return f"{APP}-{self.name}"

    @property
    def references(self) -> dict[str, str]:
        """The outputs of the stack that settings are read from, by setting."""
        found = {setting: text for setting, text in self.variables.items() if text.startswith(OUTPUT)}
        return {setting: text.removeprefix(OUTPUT) for setting, text in found.items()}

    def reading(self, outputs: Mapping[str, str]) -> "Stage":
        """Return the stage with these outputs in place of what refers to them."""
        read = {setting: outputs[output] for setting, output in self.references.items()}
        return replace(self, variables={**self.variables, **read})

    @property
    def is_production(self) -> bool:
        """Whether the stage is protected against deletion."""
        return self.name == PRODUCTION


@dataclass(frozen=True)
class Deployment:
    """The API and functions that Chalice has deployed for a stage. `url` is the API's own address."""

    rest_api_id: str
    functions: tuple[str, ...]
    url: str = ""


def stage_names(root: Path = PROJECT_ROOT) -> tuple[str, ...]:
    """Return the names of all configured stages."""
    return tuple(_configuration(root)["stages"])


def read_stage(name: str, root: Path = PROJECT_ROOT) -> Stage:
    """Read a stage from the configuration. Raises `UnknownStage`."""
    config = _configuration(root)
    stages = config["stages"]
    if name not in stages:
        raise UnknownStage(f"There is no stage {name!r} in .chalice/config.json, only: {', '.join(stages)}.")
    merged = {**config, **stages[name]}
    variables = {**config.get("environment_variables", {}), **stages[name].get("environment_variables", {})}
    return Stage(name, merged["api_gateway_stage"], variables, merged.get("xray", False))


def record_file(stage: Stage, root: Path = PROJECT_ROOT) -> Path:
    """Return the path at which Chalice reads and writes its record of a stage."""
    return root / ".chalice" / "deployed" / f"{stage.name}.json"


def read_deployment(stage: Stage, root: Path = PROJECT_ROOT) -> Deployment:
    """Read the record of the last deployment. Raises `NotDeployed`."""
    file = record_file(stage, root)
    try:
        resources = json.loads(file.read_text(encoding="utf-8"))["resources"]
        rest_api = next(resource for resource in resources if resource["resource_type"] == "rest_api")
    except (FileNotFoundError, StopIteration):
        raise NotDeployed(f"{file.name} names no API: run `make deploy STAGE={stage.name}` first.") from None
    arns = [resource["lambda_arn"] for resource in resources if resource["resource_type"] == "lambda_function"]
    functions = tuple(arn.rpartition(":")[2] for arn in arns)
    return Deployment(rest_api["rest_api_id"], functions, rest_api.get("rest_api_url", "").rstrip("/"))


def _configuration(root: Path) -> dict[str, Any]:
    return dict(json.loads((root / ".chalice" / "config.json").read_text(encoding="utf-8")))
