"""DynamoDB of the local stack: ministack in a child process, on loopback only, with tables that outlive a kill.

A child process, because it would block this interpreter; ministack, because moto copies every table for each
transaction and scans the table for each query.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.gateway.serving import HOST, listen
from infra.local.state import PROJECT_ROOT

# A large directory is read first; a child that ends is noticed at once.
READY_SECONDS = 180.0
READY_POLL_SECONDS = 0.02
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")


class DynamoDbFailed(Exception):
    """The child process exited or did not answer; its log says why."""


class DynamoDb:
    """The child process as a context manager.

    `on_death` is called, from another thread, if the child ends unexpectedly.
    """

    def __init__(self, directory: Path, lock: int, on_death: Callable[[str], None]) -> None:
        self._directory = directory
        self._lock = lock
        self._on_death = on_death
        self._leaving = threading.Event()
        with listen(0) as probe:
            self._port = probe.getsockname()[1]
        self.url = f"http://{HOST}:{self._port}"

    def __enter__(self) -> Self:
        self._directory.mkdir(exist_ok=True)
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "infra.local.aws.dynamodb_process"],
                cwd=PROJECT_ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(self._lock,),
                # Not in the terminal's process group: it must outlive Ctrl-C until nothing writes any more.
                start_new_session=True,
            )
        self._watch = threading.Thread(target=self._watch_child, daemon=True)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the child, and wait for its end."""
        self._leaving.set()
        if self._child.stdin:
            self._child.stdin.close()
        self._watch.join()

    @property
    def log(self) -> Path:
        return self._directory / "log"

    @property
    def process_id(self) -> int:
        return self._child.pid

    def wait_until_ended(self) -> None:
        """Wait until the child has ended, for whatever reason."""
        self._watch.join()

    def wait_until_ready(self) -> None:
        """Wait until DynamoDB answers. Raises `DynamoDbFailed`."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self._child.poll() is not None or time.monotonic() > deadline:
                raise DynamoDbFailed(f"DynamoDB (ministack) did not start; see {self.log}")
            time.sleep(READY_POLL_SECONDS)

    def _answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/_ministack/ready", timeout=1) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004 - HTTP status
        except OSError:
            return False

    def _watch_child(self) -> None:
        status = self._child.wait()
        if not self._leaving.is_set():
            self._on_death(f"DynamoDB (ministack) ended with status {status}; see {self.log}")

    def _environment(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if name in _INHERITED or name.startswith("PYTHON")
        }
        return inherited | {
            "GATEWAY_PORT": str(self._port),
            "BIND_HOST": HOST,
            "SERVICES": "dynamodb",
            # Both would open further ports, on all interfaces.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "JOURNAL_DIRECTORY": str(self._directory.resolve()),
            "TMPDIR": str(self._directory.resolve()),
            "LOG_LEVEL": "WARNING",
            "MINISTACK_WORKER_THREADS": "8",
        }
