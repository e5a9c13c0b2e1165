"""Find the local stack that is running on this machine, for commands such as import, token and verify."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.state import state_directory, write_private

RUN_FILE = "run.json"
ANSWER_SECONDS = 3


class NotRunning(Exception):
    """No local stack answers; the message says how to start one."""

    def __init__(self) -> None:
        super().__init__("The local stack is not running. Start it with `make run` and wait for `Ready`.")


@dataclass(frozen=True)
class RunningStack:
    """Base URLs of the parts (`app`, `sign_in`, `tools`, `aws`, `dynamodb`) and the environment for using them."""

    id: str
    urls: dict[str, str]
    environment: dict[str, str]


def announce(directory: Path, stack: RunningStack) -> None:
    """Record the running stack in a file readable by its owner only, since the environment holds the link keys."""
    write_private(directory / RUN_FILE, {"id": stack.id, "urls": stack.urls, "environment": stack.environment})


def withdraw(directory: Path) -> None:
    (directory / RUN_FILE).unlink(missing_ok=True)


def running_stack(directory: Path | None = None) -> RunningStack:
    """Return the running stack. Raises `NotRunning`, also if a killed run has left its file."""
    try:
        found = RunningStack(**json.loads(((directory or state_directory()) / RUN_FILE).read_text()))
        response = fetch_json(f"{found.urls['tools']}/stack.json")
    except (OSError, ValueError, TypeError, KeyError):
        raise NotRunning from None
    if response.get("id") != found.id:
        raise NotRunning
    return found


def environment_of_running_stack(directory: Path | None = None) -> dict[str, str]:
    """Return the environment by which another process uses the running stack. Raises `NotRunning`."""
    return running_stack(directory).environment


def fetch_json(url: str) -> Any:
    """GET a loopback URL, ignoring proxy settings. Raises `OSError` or `ValueError`."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=ANSWER_SECONDS) as answer:
        return json.load(answer)
