"""Where a local run keeps what outlives it, and who may use that place: one run at a time.

Refuses to know what is kept there.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT_ROOT = Path(__file__).resolve().parents[2]
LOCK_PATIENCE_SECONDS = 60.0
LOCK_POLL_SECONDS = 0.1


class StateInUse(Exception):
    """Another run holds the directory, or one that has ended is still saving its tables."""


def state_directory() -> Path:
    """`.local` in the project, or wherever `LOCAL_STATE_DIR` says."""
    return Path(os.environ.get("LOCAL_STATE_DIR") or PROJECT_ROOT / ".local")


def prepared(directory: Path) -> Path:
    """The directory, there and readable by its owner alone, for it keeps signing keys."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    return directory


def write_private(path: Path, value: Mapping[str, Any]) -> None:
    """JSON at `path` with mode 0600; a reader sees the old file or the new one, never half of it."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(value, file, indent=1)
    draft.replace(path)


def lock(directory: Path, patience: float = LOCK_PATIENCE_SECONDS) -> int:
    """A file descriptor that holds the directory while it, or a copy of it in a child process, is open.

    The DynamoDB child gets a copy: after `kill -9` of the parent it saves its tables first, and the next
    run must wait for that. Raises `StateInUse` when patience ends.
    """
    descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
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
    """`LINK_KEYS` and `AUDIT_KEYS`, made once: links in kept mails and the kept audit trail stay good."""
    path = directory / "keys.json"
    if not path.exists():
        write_private(path, {name: f"local1:{secrets.token_urlsafe(32)}" for name in ("LINK_KEYS", "AUDIT_KEYS")})
    keys: dict[str, str] = json.loads(path.read_text())
    return keys
