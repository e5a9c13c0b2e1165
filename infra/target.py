"""Select the system an operator's command works on: the stage of the environment, else the local stack."""

import os
import sys
from pathlib import Path

from chalicelib import bootstrap
from chalicelib.adapters.secrets import SecretsError
from chalicelib.bootstrap import Container
from chalicelib.settings import SettingsError
from infra.local.clock import AdjustableClock
from infra.local.find_running import NotRunning, environment_of_running_stack


def use_target() -> None:
    """Point this process at the system; exit with a message if there is none.

    With `STAGE` set, the environment already describes a deployed stage; without it, the running local stack is used.
    """
    if os.environ.get("STAGE"):
        return
    try:
        os.environ.update(environment_of_running_stack())
    except NotRunning as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None


def target_container() -> Container:
    """Wire the container of the system; exit with a message listing every invalid setting or secret.

    The local stack's clock may be ahead of the machine's, and what it has stored with it.
    """
    use_target()
    file = os.environ.get("CLOCK_FILE")
    try:
        return bootstrap.container(AdjustableClock(Path(file)) if file else None)
    except (SettingsError, SecretsError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
