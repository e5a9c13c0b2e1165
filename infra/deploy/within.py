"""`python -m infra.deploy.within STAGE COMMAND …`: runs a command with the settings of the stage's functions.

Secrets stay references, which the app looks up itself by the rights of whoever runs this.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from infra.deploy.stages import DeployFailed
from infra.deploy.target import Target, target_of


def main(arguments: Sequence[str]) -> int:
    """The command's exit status, or 1 where there is no such stage."""
    stage, *command = arguments or [""]
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        environment = environment_of(target_of(stage, {}))
    except DeployFailed as error:
        print(error, file=sys.stderr)
        return 1
    return subprocess.run(command, env=environment, check=False).returncode


def environment_of(target: Target) -> dict[str, str]:
    """This process's environment, the stage's settings over it."""
    return {**os.environ, **target.stage.variables, "AWS_DEFAULT_REGION": target.region}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
