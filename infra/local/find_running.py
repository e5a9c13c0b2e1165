"""Finds the local run that is on this machine now, for the other commands: import, token, verify, demo."""

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
    """No local run answers; the message says how to start one."""

    def __init__(self) -> None:
        super().__init__("The local stack is not running. Start it with `make run` and wait for `Ready`.")


@dataclass(frozen=True)
class RunningStack:
    """Where the parts answer (`app`, `sign_in`, `tools`, `aws`, `dynamodb`), and what joins them."""

    id: str
    urls: dict[str, str]
    environment: dict[str, str]


def announce(directory: Path, stack: RunningStack) -> None:
    """For owner's eyes only: the environment holds the keys of the links."""
    write_private(directory / RUN_FILE, {"id": stack.id, "urls": stack.urls, "environment": stack.environment})


def withdraw(directory: Path) -> None:
    (directory / RUN_FILE).unlink(missing_ok=True)


def running_stack(directory: Path | None = None) -> RunningStack:
    """Raises `NotRunning`, also where a file was left by a run that was killed."""
    try:
        found = RunningStack(**json.loads(((directory or state_directory()) / RUN_FILE).read_text()))
        answered = fetch_json(f"{found.urls['tools']}/stack.json")
    except (OSError, ValueError, TypeError, KeyError):
        raise NotRunning from None
    if answered.get("id") != found.id:
        raise NotRunning
    return found


def environment_of_running_stack(directory: Path | None = None) -> dict[str, str]:
    """What a second process sets to talk to the same tables, mails and people. Raises `NotRunning`."""
    return running_stack(directory).environment


def fetch_json(url: str) -> Any:
    """A GET on loopback, past any proxy that the shell names. Raises `OSError` or `ValueError`."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=ANSWER_SECONDS) as answer:
        return json.load(answer)
