"""Which system an operator's command works on: the one of the environment, or else the local run."""

import os
import sys

from chalicelib import bootstrap
from chalicelib.adapters.secrets import SecretsError
from chalicelib.bootstrap import Container
from chalicelib.settings import SettingsError
from infra.local.find_running import NotRunning, environment_of_running_stack


def use_target() -> None:
    """Points this process at the system; ends it with a clear line where there is none.

    With `STAGE` set, the environment is a deployed stage's own; without, the running local stack's.
    """
    if os.environ.get("STAGE"):
        return
    try:
        os.environ.update(environment_of_running_stack())
    except NotRunning as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None


def targeted() -> Container:
    """The system itself; ends the process with every fault where its settings or secrets are not usable."""
    use_target()
    try:
        return bootstrap.container()
    except (SettingsError, SecretsError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
