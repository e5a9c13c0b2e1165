"""`python -m infra.deploy.chalice_process deploy|delete STAGE`: run Chalice on the project in the working directory.

Unlike the `chalice` command it reads settings from the stack's outputs, adopts what exists first, records each
resource as soon as it is made, and imports the API with the gateway's own responses.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from chalice.cli.factory import CLIFactory
from chalice.config import Config
from chalice.deploy import models
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import BaseDeployStep, ChaliceDeploymentError, Deployer
from chalice.deploy.executor import Executor
from chalice.utils import UI

from chalicelib.rendering.urls import Urls
from chalicelib.settings.origins import origins
from infra.deploy import stack
from infra.deploy.adoption import adopted
from infra.deploy.gateway.responses import EXTENSION, gateway_responses
from infra.deploy.lean_package import lean_package
from infra.deploy.outputs import with_outputs
from infra.deploy.stages import Stage
from infra.deploy.state import DeploymentState, Record, state_of
from infra.deploy.target import FAULTS, Target, target_of

# Seconds; `chalice deploy` has the same.
CONNECTION_TIMEOUT = 60


class StageFactory(CLIFactory):
    """Reads the project's configuration with the settings that a stage has, references to outputs resolved."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(str(Path.cwd()), environ=os.environ)
        self._stage = stage

    def load_project_config(self) -> dict[str, Any]:
        """Return the configuration for Chalice."""
        config: dict[str, Any] = super().load_project_config()
        config["stages"][self._stage.name]["environment_variables"] = dict(self._stage.variables)
        return config


class RecordingExecutor(Executor):
    """Executes a plan, and hands over all records so far after each new one."""

    def __init__(self, client: Any, record: Callable[[Sequence[Record]], object]) -> None:
        super().__init__(client, UI())
        self._record = record

    def _add_to_deployed_values(self, payload: dict[str, str]) -> None:
        super()._add_to_deployed_values(payload)
        self._record(self.resource_values)


class LeanPackages(BaseDeployStep):
    """Replaces each package once Chalice has made it, or found the one that it made before."""

    def handle_deploymentpackage(self, config: Config, resource: models.DeploymentPackage) -> None:
        """Name the lean package instead."""
        resource.filename = str(lean_package(Path(str(resource.filename))))


class GatewaySettings(BaseDeployStep):
    """Adds to the API what Chalice leaves out, so that no deployment of it exists without.

    The gateway is not traced, whether the functions are or not: its traces hold URLs, and with them link tokens.
    `cors_origins` is the text of that setting.
    """

    def __init__(self, cors_origins: str) -> None:
        self._origins = origins(cors_origins)

    def handle_restapi(self, config: Config, resource: models.RestAPI) -> None:
        """Change the API after Chalice has written its OpenAPI document."""
        document: Any = resource.swagger_doc
        urls = Urls(config.environment_variables["PUBLIC_URL"])
        resource.swagger_doc = {**document, EXTENSION: gateway_responses(urls, self._origins)}
        resource.xray = False


def main(arguments: Sequence[str]) -> int:
    """Deploy or delete the app of a stage; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.deploy.chalice_process", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("command", choices=("deploy", "delete"))
    parser.add_argument("stage", metavar="STAGE")
    options = parser.parse_args(arguments)
    try:
        target = target_of(options.stage, {})
        if options.command == "deploy":
            target = with_outputs(target)
        run(options.command, target, state_of(target, Path.cwd()))
    except (*FAULTS, ChaliceDeploymentError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(command: str, target: Target, state: DeploymentState) -> None:
    """Adopt what exists, run Chalice and store its record."""
    factory = StageFactory(target.stage)
    config = factory.create_config_obj(chalice_stage_name=target.stage.name)
    adopt(target, state, ApplicationGraphBuilder().build(config, target.stage.name))
    session = factory.create_botocore_session(connection_timeout=CONNECTION_TIMEOUT)
    if command == "deploy":
        deployer = factory.create_default_deployer(session, config, UI())
        record_each(deployer, state)
        make_packages_lean(deployer)
        add_gateway_settings(deployer, target.stage.variables.get("CORS_ORIGINS", ""))
    else:
        deployer = factory.create_deletion_deployer(session, UI())
    deployer.deploy(config, target.stage.name)
    state.store()


def adopt(target: Target, state: DeploymentState, application: Any) -> None:
    """Write what exists as the record, and print what was not recorded before."""
    before = state.records()
    api = stack.outputs_of(target.client("cloudformation"), target.stage).get("ApiId", "")
    records = adopted(DependencyBuilder().build_dependencies(application), before, target.client, api)
    for record in records:
        added = [f"{key} {text}" for key, text in record.items() if before.get(record["name"], {}).get(key) != text]
        if added:
            what = ", ".join(part for part in added if not part.startswith(("name ", "resource_type ")))
            print(f"Adopted {record['name']}: {what}", flush=True)
    state.replace(records)


def record_each(deployer: Deployer, state: DeploymentState) -> None:
    """Let the deployer store each record at once: Chalice itself does so only after its last call."""
    executor: Any = deployer._executor
    deployer._executor = RecordingExecutor(executor._client, state.merge)


def make_packages_lean(deployer: Deployer) -> None:
    """Let the deployer upload what `lean_package` makes of each package."""
    stage: Any = deployer._build_stage
    stage._steps.append(LeanPackages())


def add_gateway_settings(deployer: Deployer, cors_origins: str) -> None:
    """Let the deployer import the API with `GatewaySettings`: Chalice has no option for an extension."""
    stage: Any = deployer._build_stage
    stage._steps.append(GatewaySettings(cors_origins))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
