"""A local run in a process of its own, for tests: it shares no clock, environment or emulator with them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.local.find_running import NotRunning, RunningStack, running_stack
from infra.local.state import PROJECT_ROOT

FREE_PORTS = {"PORT": "0", "SIGN_IN_PORT": "0", "TOOLS_PORT": "0"}
# In the directory of its state: all that the run prints.
OUTPUT = "output"
READY_SECONDS = 60.0
POLL_SECONDS = 0.05


class DidNotStart(Exception):
    """The run ended, or took too long; the message is all that it said."""


@contextmanager
def stack_in_a_process(directory: Path, settings: Mapping[str, str] | None = None) -> Iterator[RunningStack]:
    """On free ports, with its state in `directory`; `settings` are among `environment.FROM_THE_SHELL`.

    It ends with this block, or with this process however that ends. Raises `DidNotStart`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    said = directory / OUTPUT
    with (
        said.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "infra.run", "--until-input-ends"],
            cwd=PROJECT_ROOT,
            env=os.environ | FREE_PORTS | {"LOCAL_STATE_DIR": str(directory)} | dict(settings or {}),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as child,
    ):
        try:
            yield _ready(child, directory, said)
        finally:
            child.terminate()


def _ready(child: "subprocess.Popen[bytes]", directory: Path, said: Path) -> RunningStack:
    deadline = time.monotonic() + READY_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        try:
            return running_stack(directory)
        except NotRunning:
            time.sleep(POLL_SECONDS)
    raise DidNotStart(said.read_text())
