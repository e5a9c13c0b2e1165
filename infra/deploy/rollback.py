"""`python -m infra.deploy.rollback STAGE`: deploy the release before again: code, settings, rights and routes.

Run once more, it goes to the release before that. Exit codes: 0 done; 1 failed, and the message says what to do.
"""

import argparse
import sys
from collections.abc import Sequence

from infra.deploy.releases import roll_back
from infra.deploy.stages import read_deployment
from infra.deploy.state import locked_state
from infra.deploy.target import FAULTS, target_of


def main(arguments: Sequence[str]) -> int:
    """Roll back; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy.rollback", description=__doc__, allow_abbrev=False)
    parser.add_argument("stage", metavar="STAGE")
    options = parser.parse_args(arguments)
    try:
        target = target_of(options.stage, {})
        with locked_state(target) as state:
            print(roll_back(target, state.bucket, read_deployment(target.stage)))
    except FAULTS as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
