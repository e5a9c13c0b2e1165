"""`python -m infra.deploy.destroy STAGE`: delete a stage with its table and keys; never production.

Exit codes: 0 deleted; 1 failed; 2 refused.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from chalicelib.adapters.secrets import REFERENCE
from infra.deploy import stack
from infra.deploy.chalice_command import run_chalice
from infra.deploy.post_deploy import unmap_domain
from infra.deploy.stages import Stage
from infra.deploy.state import locked_state
from infra.deploy.target import FAULTS, Target, target_of

# Secrets that the stack creates; the client secret of the sign-in provider belongs to the operator.
KEYS = ("LINK_KEYS", "AUDIT_KEYS")


def main(arguments: Sequence[str]) -> int:
    """Delete the stage after confirmation; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.deploy.destroy", description=__doc__, allow_abbrev=False)
    parser.add_argument("stage", metavar="STAGE")
    options = parser.parse_args(arguments)
    try:
        target = target_of(options.stage, {})
        if target.stage.is_production:
            print("Production cannot be deleted by a command; see docs/operations.md.", file=sys.stderr)
            return 2
        if not _is_confirmed(target.stage):
            print("Nothing was done.", file=sys.stderr)
            return 2
        destroy(target)
    except FAULTS as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def destroy(target: Target) -> None:
    """Delete the app, the stack, and the table, keys and bucket that the stack's template retains."""
    print("chalice: functions, API, schedule and triggers …", flush=True)
    if stack.status_of(target.client("cloudformation"), target.stage) is not None:
        delete_app(target)
    print("stack: queue, topics, logs and alarms …", flush=True)
    stack.delete_stack(target.client("cloudformation"), target.stage)
    print("data: the table and the keys, whose names the next stack of this name needs …", flush=True)
    delete_table(target.client("dynamodb"), target.stage)
    delete_keys(target.client("secretsmanager"), target.stage)


def delete_app(target: Target) -> None:
    """Delete the app and then its record, without which the next run has nothing to delete here."""
    s3 = target.client("s3")
    with suppress(s3.exceptions.NoSuchBucket):
        with locked_state(target) as state:
            unmap(target)
            run_chalice("delete", target.stage, target.region)
        delete_bucket(s3, state.bucket)
        state.file.unlink(missing_ok=True)


def unmap(target: Target) -> None:
    """Serve nothing under the stage's domain any more, if it has one: a mapped API cannot be deleted."""
    if domain := stack.parameters_of(target.client("cloudformation"), target.stage).get("DomainName"):
        unmap_domain(target.client("apigateway"), domain)


def delete_table(dynamodb: Any, stage: Stage) -> None:
    """Delete the table if it exists."""
    table = stage.variables["TABLE_NAME"]
    with suppress(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.delete_table(TableName=table)
        dynamodb.get_waiter("table_not_exists").wait(TableName=table)


def delete_keys(secretsmanager: Any, stage: Stage) -> None:
    """Delete the keys without a recovery window, during which their names would be reserved."""
    for name in KEYS:
        secret = stage.variables[name].removeprefix(REFERENCE)
        with suppress(secretsmanager.exceptions.ResourceNotFoundException):
            secretsmanager.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)


def delete_bucket(s3: Any, bucket: str) -> None:
    """Delete the bucket with every version of what is in it."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    s3.delete_bucket(Bucket=bucket)


def _is_confirmed(stage: Stage) -> bool:
    print(f"This deletes the stage {stage.name} with every request, account and key in it.")
    return input(f"Type {stage.name} to continue: ").strip() == stage.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
