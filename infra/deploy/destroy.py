"""`python -m infra.deploy.destroy STAGE`: takes a stage away, with its table and its keys. Never production.

Exit codes: 0 it is gone; 1 it could not be done; 2 it is refused.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.secrets import REFERENCE
from infra.deploy import stack
from infra.deploy.chalice_command import run_chalice
from infra.deploy.stages import DeployFailed, Stage
from infra.deploy.target import Target, target_of

# What the stack makes; a client secret of the sign-in provider is the operator's own.
KEYS = ("LINK_KEYS", "AUDIT_KEYS")


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy.destroy", description=__doc__, allow_abbrev=False)
    parser.add_argument("stage", metavar="STAGE")
    options = parser.parse_args(arguments)
    try:
        target = target_of(options.stage, {})
        if target.stage.is_production:
            print("Production is not taken away by a command; see docs/operations.md.", file=sys.stderr)
            return 2
        if not _is_meant(target.stage):
            print("Nothing was done.", file=sys.stderr)
            return 2
        destroy(target)
    except (DeployFailed, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def destroy(target: Target) -> None:
    """The app, the stack, and then what the stack's template retains."""
    print("chalice: functions, API, schedule and triggers …", flush=True)
    run_chalice("delete", target.stage, target.region)
    print("stack: queue, topics, logs and alarms …", flush=True)
    stack.take_down(target.client("cloudformation"), target.stage)
    print("data: the table and the keys, or the next stack of this name would find them in its way …", flush=True)
    delete_table(target.client("dynamodb"), target.stage)
    delete_keys(target.client("secretsmanager"), target.stage)


def delete_table(dynamodb: Any, stage: Stage) -> None:
    """The table with all it holds; that there is none is well."""
    table = stage.variables["TABLE_NAME"]
    with suppress(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.delete_table(TableName=table)
        dynamodb.get_waiter("table_not_exists").wait(TableName=table)


def delete_keys(secretsmanager: Any, stage: Stage) -> None:
    """The keys at once and for good: a name that is only marked for deletion cannot be used again."""
    for name in KEYS:
        secret = stage.variables[name].removeprefix(REFERENCE)
        with suppress(secretsmanager.exceptions.ResourceNotFoundException):
            secretsmanager.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)


def _is_meant(stage: Stage) -> bool:
    print(f"This deletes the stage {stage.name} with every request, account and key in it.")
    return input(f"Type {stage.name} to go on: ").strip() == stage.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
