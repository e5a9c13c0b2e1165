"""State directory of the local stack, which is locked for one run at a time."""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT_ROOT = Path(__file__).resolve().parents[2]
LOCK_TIMEOUT_SECONDS = 60.0
LOCK_POLL_SECONDS = 0.1


class StateInUse(Exception):
    """Another run uses the directory, or one that has ended still has its tables open."""


def state_directory() -> Path:
    """Return `LOCAL_STATE_DIR`, by default `.local` in the project."""
    return Path(os.environ.get("LOCAL_STATE_DIR") or PROJECT_ROOT / ".local")


def prepared(directory: Path) -> Path:
    """Create the directory, readable by its owner only, since it holds signing keys."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    return directory


def write_private(path: Path, value: Mapping[str, Any]) -> None:
    """Write JSON to `path` with mode 0600, atomically."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(value, file, indent=1)
    draft.replace(path)


def lock(directory: Path, timeout: float = LOCK_TIMEOUT_SECONDS) -> int:
    """Lock the directory; return a file descriptor that holds the lock while it or an inherited copy is open.

    The DynamoDB child inherits a copy: after a `kill -9` of its parent it may still write to its journal, for which
    the next run must wait. Raises `StateInUse` on timeout.
    """
    descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise StateInUse(f"{directory} is in use by another local run") from None
            time.sleep(LOCK_POLL_SECONDS)
        else:
            return descriptor


def signing_keys(directory: Path) -> dict[str, str]:
    """Return `LINK_KEYS` and `AUDIT_KEYS`, created once, so that existing links and audit trails stay valid."""
    path = directory / "keys.json"
    if not path.exists():
        write_private(path, {name: f"local1:{secrets.token_urlsafe(32)}" for name in ("LINK_KEYS", "AUDIT_KEYS")})
    keys: dict[str, str] = json.loads(path.read_text())
    return keys
