"""What `.chalice/config.json` says of a stage, and what Chalice remembers of its last deployment.

Refuses to know AWS.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.settings.contradictions import PRODUCTION
from infra.local.state import PROJECT_ROOT

APP = "smart-account-requests"


class DeployFailed(Exception):
    """Something has to be mended first; the message says what, and how."""


class UnknownStage(DeployFailed):
    """The configuration has no such stage; the message lists those it has."""


class NotDeployed(DeployFailed):
    """Chalice has not deployed this stage from here, or its notes are lost."""


@dataclass(frozen=True)
class Stage:
    """One stage, as its functions will see it."""

    name: str
    gateway_stage: str
    variables: Mapping[str, str]
    # Whether AWS X-Ray traces its functions.
    traced: bool = False

    @property
    def resource_name(self) -> str:
        """What the stage's stack, table and API function are called, and what its other names begin with."""
        return f"{APP}-{self.name}"

    @property
    def is_production(self) -> bool:
        """Whether it is protected against being taken away."""
        return self.name == PRODUCTION


@dataclass(frozen=True)
class Deployment:
    """What Chalice made of a stage."""

    rest_api_id: str
    functions: tuple[str, ...]


def stage_names(root: Path = PROJECT_ROOT) -> tuple[str, ...]:
    """Every stage of the configuration."""
    return tuple(_configuration(root)["stages"])


def read_stage(name: str, root: Path = PROJECT_ROOT) -> Stage:
    """The stage of that name. Raises `UnknownStage`."""
    config = _configuration(root)
    stages = config["stages"]
    if name not in stages:
        raise UnknownStage(f"There is no stage {name!r} in .chalice/config.json, only {', '.join(stages)}.")
    merged = {**config, **stages[name]}
    variables = {**config.get("environment_variables", {}), **stages[name].get("environment_variables", {})}
    return Stage(name, merged["api_gateway_stage"], variables, merged.get("xray", False))


def read_deployment(stage: Stage, root: Path = PROJECT_ROOT) -> Deployment:
    """What was deployed last, from here. Raises `NotDeployed`."""
    notes = root / ".chalice" / "deployed" / f"{stage.name}.json"
    try:
        resources = json.loads(notes.read_text(encoding="utf-8"))["resources"]
        rest_api = next(one["rest_api_id"] for one in resources if one["resource_type"] == "rest_api")
    except (FileNotFoundError, StopIteration):
        raise NotDeployed(f"{notes.name} names no API: run `chalice deploy --stage {stage.name}` first.") from None
    arns = [one["lambda_arn"] for one in resources if one["resource_type"] == "lambda_function"]
    return Deployment(rest_api, tuple(arn.rpartition(":")[2] for arn in arns))


def _configuration(root: Path) -> dict[str, Any]:
    return dict(json.loads((root / ".chalice" / "config.json").read_text(encoding="utf-8")))
