"""Run the `chalice` command of this virtual environment for a stage."""

import os
import subprocess
import sys
from pathlib import Path

from infra.deploy.caches import remove_bytecode
from infra.deploy.stages import DeployFailed, Stage
from infra.local.state import PROJECT_ROOT


class ChaliceFailed(DeployFailed):
    """`chalice` failed; its output on the terminal says why."""


def run_chalice(command: str, stage: Stage, region: str, project: Path = PROJECT_ROOT) -> None:
    """Run `chalice deploy` or `chalice delete`. Raises `ChaliceFailed`."""
    chalice = Path(sys.executable).with_name("chalice")
    remove_bytecode(project)
    # Bytecode would make the package differ between machines.
    environment = {**os.environ, "AWS_DEFAULT_REGION": region, "PYTHONDONTWRITEBYTECODE": "1"}
    completed = subprocess.run([chalice, command, "--stage", stage.name], cwd=project, env=environment, check=False)
    if completed.returncode:
        raise ChaliceFailed(f"`chalice {command} --stage {stage.name}` exited with {completed.returncode}; see above")
