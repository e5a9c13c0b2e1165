"""Runs Chalice's own command for a stage, in a project, with this interpreter's Chalice."""

import os
import subprocess
import sys
from pathlib import Path

from infra.deploy.caches import drop_caches
from infra.deploy.stages import DeployFailed, Stage
from infra.local.state import PROJECT_ROOT


class ChaliceFailed(DeployFailed):
    """Chalice has said why on the terminal."""


def run_chalice(command: str, stage: Stage, region: str, project: Path = PROJECT_ROOT) -> None:
    """`deploy` or `delete`. Raises `ChaliceFailed`."""
    chalice = Path(sys.executable).with_name("chalice")
    drop_caches(project)
    # Byte code would make the package differ from one machine to the next.
    environment = {**os.environ, "AWS_DEFAULT_REGION": region, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([chalice, command, "--stage", stage.name], cwd=project, env=environment, check=False)
    if done.returncode:
        raise ChaliceFailed(f"`chalice {command} --stage {stage.name}` ended with {done.returncode}; see above")
