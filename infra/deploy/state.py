"""Chalice's record of what it deployed for a stage, kept in a bucket of the stage's stack, and a lock on it."""

import getpass
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy import stack
from infra.deploy.stages import DeployFailed, NotDeployed, Stage, record_file
from infra.deploy.target import Target
from infra.local.state import PROJECT_ROOT

BUCKET_OUTPUT = "DeploymentsBucket"
# Longer than any deployment takes; what was killed blocks others for as long.
LOCK_TIME = timedelta(hours=1)
# Answers of S3 to a conditional write that another write has preceded.
PRECEDED = ("PreconditionFailed", "ConditionalRequestConflict")

Record = Mapping[str, Any]


class Locked(DeployFailed):
    """Another deployment of this stage is running; the message says whose, until when, and how to end its lock."""


@dataclass(frozen=True)
class DeploymentState:
    """The record of a stage, in a bucket and in the file that Chalice reads."""

    s3: Any
    bucket: str
    stage: Stage
    file: Path

    @property
    def _key(self) -> str:
        return f"deployed/{self.file.name}"

    @property
    def _lock_key(self) -> str:
        return f"locks/{self.file.name}"

    def fetch(self) -> None:
        """Replace the file by the bucket's record; without one there, keep what the file has."""
        try:
            text = self.s3.get_object(Bucket=self.bucket, Key=self._key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return
        self._write_file(text)

    def store(self) -> None:
        """Copy the file to the bucket."""
        self.s3.put_object(Bucket=self.bucket, Key=self._key, Body=self.file.read_bytes())

    def records(self) -> dict[str, Record]:
        """Return the recorded resources by name, in the order of their creation."""
        if not self.file.exists():
            return {}
        resources = json.loads(self.file.read_text(encoding="utf-8"))["resources"]
        return {resource["name"]: resource for resource in resources}

    def replace(self, records: Sequence[Record]) -> None:
        """Write these records to file and bucket, in the format of Chalice."""
        document = {"resources": list(records), "schema_version": "2.0", "backend": "api"}
        self._write_file(json.dumps(document, indent=2).encode())
        self.store()

    def merge(self, records: Sequence[Record]) -> None:
        """Add records, or replace those of the same name."""
        self.replace(list((self.records() | {record["name"]: record for record in records}).values()))

    @contextmanager
    def locked(self, who: str, now: Callable[[], datetime]) -> Iterator[None]:
        """Keep other deployments of the stage out within the block. Raises `Locked`."""
        lock = {"who": who, "until": (now() + LOCK_TIME).isoformat(), "token": secrets.token_hex(8)}
        self._take(json.dumps(lock), now())
        try:
            yield
        finally:
            if self._lock()[0] == lock:
                self.s3.delete_object(Bucket=self.bucket, Key=self._lock_key)

    def _take(self, lock: str, now: datetime) -> None:
        address = {"Bucket": self.bucket, "Key": self._lock_key}
        held, etag = self._lock()
        if held and datetime.fromisoformat(held["until"]) > now:
            raise self._refusal(held)
        condition = {"IfMatch": etag} if held else {"IfNoneMatch": "*"}
        try:
            self.s3.put_object(**address, Body=lock, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] not in PRECEDED:
                raise
            raise self._refusal(self._lock()[0]) from error

    def _lock(self) -> tuple[dict[str, str], str]:
        try:
            found = self.s3.get_object(Bucket=self.bucket, Key=self._lock_key)
        except self.s3.exceptions.NoSuchKey:
            return {}, ""
        return json.load(found["Body"]), found["ETag"]

    def _refusal(self, held: Mapping[str, str]) -> Locked:
        holder = f"{held['who']}, until {held['until']} at the latest" if held else "another deployment"
        return Locked(
            f"The stage {self.stage.name} is locked by {holder}. If that deployment was killed, end its lock: "
            f"aws s3 rm s3://{self.bucket}/{self._lock_key}"
        )

    def _write_file(self, text: bytes) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
        draft.write_bytes(text)
        draft.replace(self.file)


def state_of(target: Target, root: Path = PROJECT_ROOT) -> DeploymentState:
    """Find the state of a stage by its stack's outputs. Raises `NotDeployed`."""
    outputs = stack.outputs_of(target.client("cloudformation"), target.stage)
    if BUCKET_OUTPUT not in outputs:
        raise NotDeployed(f"The stack of {target.stage.name} has no bucket yet: deploy without `--skip stack`.")
    return DeploymentState(target.client("s3"), outputs[BUCKET_OUTPUT], target.stage, record_file(target.stage, root))


@contextmanager
def locked_state(target: Target, root: Path = PROJECT_ROOT) -> Iterator[DeploymentState]:
    """Lock the stage for this process within the block, and fetch its record. Raises `Locked` or `NotDeployed`."""
    state = state_of(target, root)
    with state.locked(f"{getpass.getuser()}@{socket.gethostname()} (process {os.getpid()})", lambda: datetime.now(UTC)):
        state.fetch()
        yield state
