"""An emulated AWS for the length of a block: ministack with every service that the product uses."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from infra.local.environment import CREDENTIALS
from infra.local.gateway.serving import HOST, listen
from infra.local.loopback import loopback_client

READY_SECONDS = 60.0
POLL_SECONDS = 0.1
STOP_SECONDS = 15.0
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL")


class DidNotStart(Exception):
    """The emulator exited or did not answer; the message holds its log."""


@contextmanager
def emulated_aws(python: Path) -> Iterator[str]:
    """Start ministack and yield its URL; `python` is the interpreter of its environment. Raises `DidNotStart`."""
    with listen(0) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "log"
        with log.open("wb") as output:
            child = _started(python, Path(directory), port, output.fileno())
        try:
            url = f"http://{HOST}:{port}"
            _wait(child, url, log)
            yield url
        finally:
            if child.stdin:
                child.stdin.close()
            child.wait(STOP_SECONDS)


def _started(python: Path, directory: Path, port: int, output: int) -> "subprocess.Popen[bytes]":
    environment = {name: text for name, text in os.environ.items() if name in _INHERITED} | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        # Both would open further ports, on all interfaces.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Each function has the rights of its role; whoever has these credentials is the account's root.
        "AUTH": "true",
        **CREDENTIALS,
        "STATE_DIR": str(directory),
        "TMPDIR": str(directory),
        "LOG_LEVEL": "WARNING",
        "NO_PROXY": HOST,
        "no_proxy": HOST,
    }
    return subprocess.Popen(
        [str(python.absolute()), str(Path(__file__).with_name("emulator_process.py"))],
        cwd=directory,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _wait(child: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with loopback_client(timeout=1) as client:
        while child.poll() is None and time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                if client.get(f"{url}/_ministack/ready").is_success:
                    return
            time.sleep(POLL_SECONDS)
    raise DidNotStart(f"the emulator did not start:\n{log.read_text(errors='replace')[-2000:]}")
