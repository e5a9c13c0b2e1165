"""Run `migrate` on a stage, with the settings of its functions."""

import subprocess
import sys

from infra.deploy.stages import DeployFailed
from infra.deploy.target import Target
from infra.deploy.with_stage_environment import environment_of
from infra.operate import ATTENTION


class NotMigrated(DeployFailed):
    """Rows are not where the new release wants them; until they are, it submits no request."""


def run_migrate(target: Target, option: str) -> bool:
    """Run the command with an option; return whether something needs attention. Raises `NotMigrated`."""
    command = [sys.executable, "-m", "infra.operate", "migrate", option]
    completed = subprocess.run(command, env=environment_of(target), check=False)
    if completed.returncode > ATTENTION:
        again = f'`make operate STAGE={target.stage.name} DO="migrate"`'
        raise NotMigrated(f"`migrate {option}` exited with {completed.returncode}; see above, then run {again}")
    return completed.returncode == ATTENTION
