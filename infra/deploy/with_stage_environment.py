"""Run a command with the settings of a stage's functions: `with_stage_environment STAGE COMMAND …`.

Secrets stay references, which the app looks up itself by the rights of whoever runs this.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from infra.deploy.stages import DeployFailed
from infra.deploy.target import Target, target_of

# As a shell says it.
COMMAND_NOT_RUN = 127


def main(arguments: Sequence[str]) -> int:
    """1 where there is no such stage; else the command takes the place of this process."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.deploy.with_stage_environment", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("stage", metavar="STAGE")
    parser.add_argument("command", metavar="COMMAND", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if not options.command:
        parser.error("name a command")
    try:
        environment = environment_of(target_of(options.stage, {}))
    except DeployFailed as error:
        print(error, file=sys.stderr)
        return 1
    return _become(options.command, environment)


def _become(command: list[str], environment: Mapping[str, str]) -> int:
    """No child: of two processes each would answer to Ctrl-C."""
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606 - a list of arguments, and no shell
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return COMMAND_NOT_RUN


def environment_of(target: Target) -> dict[str, str]:
    """This process's environment, the stage's settings over it."""
    return {**os.environ, **target.stage.variables, "AWS_DEFAULT_REGION": target.region}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
