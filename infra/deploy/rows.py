"""Run `migrate` on a stage, with the settings of its functions."""

import json
import subprocess
import sys

from infra.deploy.stages import DeployFailed
from infra.deploy.target import Target
from infra.deploy.with_stage_environment import environment_of
from infra.operate import ATTENTION, OK


class NotMigrated(DeployFailed):
    """Rows are not where the new release wants them; until they are, it submits no request."""


def run_migrate(target: Target, option: str) -> bool:
    """Run the command with an option; return whether there are rows that follow another list.

    Raises `NotMigrated` unless the command says what it did: a crash or a signal may have an exit status of its own.
    """
    command = [sys.executable, "-m", "infra.operate", "migrate", option, "--json"]
    completed = subprocess.run(command, env=environment_of(target), check=False, stdout=subprocess.PIPE, text=True)
    print(completed.stdout, end="", flush=True)
    try:
        result = json.loads(completed.stdout)
    except ValueError:
        result = None
    if completed.returncode not in (OK, ATTENTION) or result is None:
        again = f'`make operate STAGE={target.stage.name} DO="migrate"`'
        raise NotMigrated(f"`migrate {option}` exited with {completed.returncode}; see above, then run {again}")
    return bool(result.get("held"))
