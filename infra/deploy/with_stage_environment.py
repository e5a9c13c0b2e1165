"""Run a command with the settings of a stage's functions: `with_stage_environment STAGE COMMAND …`.

Outputs of the stack are read. Secrets remain references; the app resolves them with the caller's AWS credentials.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from infra.deploy.outputs import with_outputs
from infra.deploy.target import FAULTS, Target, target_of

# The shell's exit status for a command that cannot be run.
COMMAND_NOT_RUN = 127


def main(arguments: Sequence[str]) -> int:
    """Return 1 if the stage or an output is unknown; else replace this process with the command."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.deploy.with_stage_environment", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("stage", metavar="STAGE")
    parser.add_argument("command", metavar="COMMAND", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if not options.command:
        parser.error("a command is required")
    try:
        environment = environment_of(with_outputs(target_of(options.stage, {})))
    except FAULTS as error:
        print(error, file=sys.stderr)
        return 1
    return _exec(options.command, environment)


def _exec(command: list[str], environment: Mapping[str, str]) -> int:
    """Replace this process: with a child, Ctrl-C would reach both."""
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606 - a list of arguments, and no shell
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return COMMAND_NOT_RUN


def environment_of(target: Target) -> dict[str, str]:
    """Return this process's environment, overridden by the stage's settings."""
    return {**os.environ, **target.stage.variables, "AWS_DEFAULT_REGION": target.region}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
