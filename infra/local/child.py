"""Run a local stack in a child process, for tests: with its own clock, environment and emulators."""

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
# File in the state directory that holds the run's output.
OUTPUT = "output"
READY_SECONDS = 60.0
POLL_SECONDS = 0.05


class DidNotStart(Exception):
    """The run exited or took too long; the message is its output."""


@contextmanager
def stack_in_a_process(directory: Path, settings: Mapping[str, str] | None = None) -> Iterator[RunningStack]:
    """Start a stack on free ports with its state in `directory`; `settings` are among `environment.FROM_THE_SHELL`.

    The stack stops with the block, or when this process ends for any reason. Raises `DidNotStart`.
    """
    with child_process(directory, settings) as child:
        yield started(child, directory)


@contextmanager
def child_process(directory: Path, settings: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """Begin to start a stack as above; the process may be killed within the block."""
    directory.mkdir(parents=True, exist_ok=True)
    with (
        (directory / OUTPUT).open("wb") as output,
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
            yield child
        finally:
            child.terminate()


def started(child: "subprocess.Popen[bytes]", directory: Path) -> RunningStack:
    """Wait until the stack of this process answers. Raises `DidNotStart`."""
    deadline = time.monotonic() + READY_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        try:
            return running_stack(directory)
        except NotRunning:
            time.sleep(POLL_SECONDS)
    raise DidNotStart((directory / OUTPUT).read_text())
