"""Run what moves rows on a stage, with the settings of its functions: `migrate` and `rebuild-index`."""

import json
import subprocess
import sys
from collections.abc import Mapping

from infra.deploy.stages import DeployFailed
from infra.deploy.target import Target
from infra.deploy.with_stage_environment import environment_of
from infra.operate import ATTENTION, OK


class NotMigrated(DeployFailed):
    """Rows are not where the new release wants them; until they are, it submits no request, or finds no account."""


def run_migrate(target: Target, option: str) -> bool:
    """Run `migrate` with an option; return whether there are rows that follow another list. Raises `NotMigrated`."""
    return bool(_run(target, "migrate", option).get("held"))


def run_rebuild(target: Target, option: str) -> None:
    """Run `rebuild-index` with an option. Raises `NotMigrated`."""
    _run(target, "rebuild-index", option)


def _run(target: Target, name: str, option: str) -> Mapping[str, object]:
    """Run a command, and return what it says that it did.

    Raises `NotMigrated` if it says nothing: a crash or a signal may have an exit status of its own.
    """
    command = [sys.executable, "-m", "infra.operate", name, option, "--json"]
    completed = subprocess.run(command, env=environment_of(target), check=False, stdout=subprocess.PIPE, text=True)
    print(completed.stdout, end="", flush=True)
    try:
        result = json.loads(completed.stdout)
    except ValueError:
        result = None
    if completed.returncode not in (OK, ATTENTION) or result is None:
        again = f'`make operate STAGE={target.stage.name} DO="{name}"`'
        raise NotMigrated(f"`{name} {option}` exited with {completed.returncode}; see above, then run {again}")
    return dict(result)
