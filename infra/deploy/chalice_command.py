"""Run Chalice for a stage, in a process of its own: it imports the app with the stage's settings."""

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
    """Deploy or delete the app, on top of what exists. Raises `ChaliceFailed`."""
    remove_bytecode(project)
    # Bytecode would make the package differ between machines.
    environment = {**os.environ, "AWS_DEFAULT_REGION": region, "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(PROJECT_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = [sys.executable, "-m", "infra.deploy.chalice_process", command, stage.name]
    completed = subprocess.run(process, cwd=project, env=environment, check=False)
    if completed.returncode:
        raise ChaliceFailed(f"Chalice could not {command} {stage.name} (exit status {completed.returncode}); see above")
