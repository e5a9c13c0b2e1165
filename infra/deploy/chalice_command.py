"""Run Chalice for a stage, in a process of its own: it imports the app with the stage's settings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.deploy.stages import DeployFailed, Stage
from infra.local.state import PROJECT_ROOT


class ChaliceFailed(DeployFailed):
    """Chalice failed; its output on the terminal says why."""


def run_chalice(command: str, stage: Stage, region: str) -> None:
    """Deploy or delete the app, on top of what exists. Raises `ChaliceFailed`."""
    remove_bytecode(PROJECT_ROOT)
    # Byte code of this machine would be packed with it.
    environment = {**os.environ, "AWS_DEFAULT_REGION": region, "PYTHONDONTWRITEBYTECODE": "1"}
    process = [sys.executable, "-m", "infra.deploy.chalice_process", command, stage.name]
    completed = subprocess.run(process, cwd=PROJECT_ROOT, env=environment, check=False)
    if completed.returncode:
        raise ChaliceFailed(f"Chalice could not {command} {stage.name} (exit status {completed.returncode}); see above")


def remove_bytecode(project: Path) -> None:
    """Delete the `__pycache__` folders of `chalicelib`: Chalice packages every file in the folder."""
    for cache in (project / "chalicelib").rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
