"""What is done to deploy a stage: a creation that fails, deployments, a way back, the end of the stage."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import botocore

from chalicelib.adapters.telemetry import named
from infra.deploy import stack
from infra.deploy.__main__ import STEPS
from infra.deploy.lean_package import DATA, SERVICES
from infra.deploy.outputs import with_stand_ins
from infra.deploy.stages import APP, Stage, read_deployment
from infra.local.environment import aws_environment
from infra.operate.listing import list_all
from infra.operate.migration import migrate
from infra.rehearsal.project_copy import copied
from infra.rights.people_demands import Call
from tests.infra.emulator import POLL_SECONDS, Emulator
from tests.infra.operations.test_migration import NEW, OLD, left
from tests.infra.rights.calls import InProcess, calls_in, recording_to
from tests.infra.stack.functions_at_work import on_stage
from tests.unreadable_rows import put
from tests.world import world_over


class WholeDeployment:
    """Deployments of a stage to an empty account, with a package of the project's own code alone."""

    def __init__(self, aws: Emulator, stage: Stage, directory: Path) -> None:
        self._aws, self._stage, self._record = aws, stage, directory / "calls"
        self._project = copied(directory / "project")
        (self._project / "requirements.txt").write_text("")
        vendor_data_of_botocore(self._project / "vendor")
        kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
        self._environment = kept | aws_environment(aws.url, aws.url) | recording_to(self._record)

    def calls(self) -> Iterator[Call]:
        """Let it happen; yield the calls."""
        self._fail_to_create()
        self._run("infra.deploy", "--user-pool=true")
        self._leave_what_a_killed_deployment_leaves()
        self._run("infra.deploy")
        self._run("infra.deploy.rollback")
        self._run("infra.deploy.destroy")
        yield from calls_in(self._record)
        yield from calls_of_migration(with_stand_ins(self._stage))

    def _run(self, module: str, *arguments: str, status: int = 0) -> None:
        completed = subprocess.run(
            [sys.executable, "-m", module, self._stage.name, *arguments],
            cwd=self._project,
            env=self._environment,
            input=f"{self._stage.name}\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert completed.returncode == status, completed.stdout + completed.stderr

    def _fail_to_create(self) -> None:
        """Somebody else has the domain of the user pool."""
        cognito, cloudformation = self._aws.client("cognito-idp"), self._aws.client("cloudformation")
        pool = cognito.create_user_pool(PoolName="somebody's")["UserPool"]["Id"]
        domain = {"UserPoolId": pool, "Domain": f"{self._stage.resource_name}-000000000000"}
        cognito.create_user_pool_domain(**domain)
        skipped = [f"--skip={step}" for step in STEPS if step != "stack"]
        self._run("infra.deploy", *skipped, "--user-pool=true", status=1)
        cognito.delete_user_pool_domain(**domain)
        stack.delete_stack(cloudformation, self._stage, POLL_SECONDS)

    def _leave_what_a_killed_deployment_leaves(self) -> None:
        """An API of the app's name without a stage, and a log group of the gateway without a retention."""
        self._aws.client("apigateway").create_rest_api(name=APP)
        api = read_deployment(self._stage, self._project).rest_api_id
        group = f"API-Gateway-Execution-Logs_{api}/{self._stage.gateway_stage}"
        self._aws.client("logs").create_log_group(logGroupName=group)


def calls_of_migration(stage: Stage) -> list[Call]:
    """Return the calls of `migrate` on rows of an earlier release: with another list of suffixes, and with the same."""
    calls = list[Call]()
    for hosts in (NEW.shared_hosts, OLD.shared_hosts):
        recorded = InProcess()
        with on_stage("api_handler", stage, recorded) as world:  # type: ignore[arg-type]
            for row in left(earlier=True).values():
                put(world.table, row)
            newer = world_over(world.backend, replace(world.container.settings, shared_hosts=hosts))
            recorded.calls.clear()
            with named("migrate", "1"):
                migrate(newer.container)
                list_all(newer.container)
        calls += recorded.calls
    return calls


def vendor_data_of_botocore(vendor: Path) -> None:
    """Copy what a package must hold of botocore."""
    installed, data = Path(botocore.__file__).parent / "data", vendor / DATA
    for service in SERVICES:
        shutil.copytree(installed / service, data / service)
    shutil.copy(installed / "endpoints.json", data)
