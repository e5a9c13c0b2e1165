"""`python -m infra.run`: the local run in the foreground, until Ctrl-C. Decides what is said meanwhile."""

import argparse
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from infra.local.end_of_input import leave_at_end_of_input
from infra.local.environment import path_prefix, shell_overrides
from infra.local.sign_in.people import PEOPLE
from infra.local.state import StateInUse, state_directory

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

PORTS = {"app": ("PORT", 8000), "sign_in": ("SIGN_IN_PORT", 8001), "tools": ("TOOLS_PORT", 8002)}
LARGEST_PORT = 65_535
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class BadPort(Exception):
    """A port variable holds no port; the message names it."""


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 when asked to stop, 1 when it could not start or something died.

    With `--until-input-ends` the end of standard input asks it to stop, too.
    """
    started = time.monotonic()
    options = _options(arguments)
    for number in STOPPING:
        # `nohup` means that a closed terminal is no reason to stop.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if options.until_input_ends:
        leave_at_end_of_input()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    say("Starting the local stack …")
    say(_hold(started))
    return 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.run", description=__doc__, allow_abbrev=False)
    parser.add_argument("--until-input-ends", action="store_true", help="stop at the end of standard input, too")
    return parser.parse_args(arguments)


def _hold(started: float) -> str:
    """Runs until a signal ends it; returns only with the reason why it cannot go on."""
    try:
        ports = {part: port_from_shell(*named) for part, named in PORTS.items()}
    except BadPort as refusal:
        return f"{refusal}."
    # The first line should not wait for these: they import moto, the provider and Chalice.
    from infra.local import stack  # noqa: PLC0415
    from infra.local.aws import dynamodb  # noqa: PLC0415

    parts = stack.LocalStack(
        state_directory(),
        stack.Ports(**ports),
        overrides=shell_overrides(),
        prefix=path_prefix(),
        report=say,
        report_request=say,
    )
    try:
        with parts as local:
            say(greeting(local, time.monotonic() - started))
            return f"{local.wait()}. Stopped."
    except stack.PartsPortTaken as taken:
        return f"Port {taken.port} is taken; choose another: {PORTS[taken.part][0]}=<free port> make run"
    except (stack.AlreadyRunning, StateInUse, dynamodb.DynamoDbFailed) as refusal:
        return f"{refusal}."


def say(line: str) -> None:
    """A line for whoever watches; nobody has to."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def port_from_shell(variable: str, usual: int) -> int:
    """Raises `BadPort`. 0 takes any free one."""
    value = os.environ.get(variable) or str(usual)
    if not (value.isascii() and value.isdigit() and int(value) <= LARGEST_PORT):
        raise BadPort(f"{variable}={value} is not a port")
    return int(value)


def greeting(local: "LocalStack", seconds: float) -> str:
    """What to open, as whom, and what to do next; the line of scripts starts with `Ready`."""
    urls = local.urls
    width = max(len(person.email) for person in PEOPLE)
    people = "\n".join(f"  {person.email:<{width}}  {person.part}" for person in PEOPLE)
    return f"""
  App      {urls.app}
  Sign-in  {urls.sign_in}   (no passwords: choose one of the people below)
  Tools    {urls.tools}   (mailbox, clock, weather)

{people}

  Walk the whole journey:   make demo
  A token for the API:      make -s token USER=partner@reseller.example
  A directory of your own:  make import FILE=organisations.json
  Start from nothing:       stop, then remove {os.path.relpath(state_directory())}/

Ready in {seconds:.1f} s. Ctrl-C stops; the tables are kept.
"""


def _stop(_number: int, _frame: Any) -> None:
    """Once is enough: another Ctrl-C would cut short the saving of the tables."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    say("Stopping …")
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
