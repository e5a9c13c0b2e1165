"""`python -m infra.run`: run the local stack in the foreground until Ctrl-C, and report on the terminal."""

import argparse
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from infra.local.end_of_input import leave_at_end_of_input
from infra.local.environment import path_prefix, shell_overrides, told_settings
from infra.local.sign_in.people import PEOPLE
from infra.local.state import StateInUse, state_directory

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

PORTS = {"app": ("PORT", 8000), "sign_in": ("SIGN_IN_PORT", 8001), "tools": ("TOOLS_PORT", 8002)}
LARGEST_PORT = 65_535
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class BadPort(Exception):
    """A port variable holds no valid port; the message names it."""


def main(arguments: Sequence[str]) -> int:
    """Return 0 after a requested stop, 1 if the stack could not start or a part died.

    With `--until-input-ends` the end of standard input is a request to stop, too.
    """
    started = time.monotonic()
    options = _options(arguments)
    for number in STOPPING:
        # Under `nohup` a closed terminal must not stop the run.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if options.until_input_ends:
        leave_at_end_of_input()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    say("Starting the local stack …")
    say(told_settings())
    say(_run(started))
    return 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.run", description=__doc__, allow_abbrev=False)
    parser.add_argument("--until-input-ends", action="store_true", help="stop at the end of standard input, too")
    return parser.parse_args(arguments)


def _run(started: float) -> str:
    """Run until a signal ends the process; return only with the reason of a failure."""
    try:
        ports = {part: port_from_shell(*named) for part, named in PORTS.items()}
    except BadPort as refusal:
        return f"{refusal}."
    # Imported late: moto, the provider and Chalice would delay the first line of output.
    from chalicelib.settings import SettingsError  # noqa: PLC0415
    from infra.local import stack  # noqa: PLC0415
    from infra.local.aws import dynamodb  # noqa: PLC0415
    from infra.local.tools import mailbox  # noqa: PLC0415

    new_stack = partial(stack.LocalStack, overrides=shell_overrides(), prefix=path_prefix())
    try:
        with new_stack(state_directory(), stack.Ports(**ports), report=say, report_request=say) as local:
            say(greeting(local, time.monotonic() - started))
            return f"{local.wait()}. Stopped."
    except stack.PartsPortTaken as taken:
        return f"Port {taken.port} is taken; choose another: {PORTS[taken.part][0]}=<free port> make run"
    except (stack.AlreadyRunning, StateInUse, dynamodb.DynamoDbFailed, mailbox.Unreadable, SettingsError) as refusal:
        return f"{refusal}."


def say(line: str) -> None:
    """Print a line; ignore a closed terminal."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def port_from_shell(variable: str, usual: int) -> int:
    """Read a port from the environment; 0 takes any free port. Raises `BadPort`."""
    value = os.environ.get(variable) or str(usual)
    if not (value.isascii() and value.isdigit() and int(value) <= LARGEST_PORT):
        raise BadPort(f"{variable}={value} is not a port")
    return int(value)


def greeting(local: "LocalStack", seconds: float) -> str:
    """Render addresses, people and next commands; scripts wait for the line that starts with `Ready`."""
    urls = local.urls
    width = max(len(person.email) for person in PEOPLE)
    people = "\n".join(f"  {person.email:<{width}}  {person.part}" for person in PEOPLE)
    return f"""
  App      {urls.app}
  Sign-in  {urls.sign_in}   (no passwords: choose one of the people below)
  Tools    {urls.tools}   (mailbox, clock, SES faults, DNS)

{people}

  Walk the whole journey:   make demo
  A token for the API:      make -s token USER=partner@reseller.example
  A directory of your own:  make import FILE=organisations.json
  Start from nothing:       stop, then remove {os.path.relpath(state_directory())}/

Ready in {seconds:.1f} s. Ctrl-C stops. Whatever was answered is kept, and every mail, also after a kill or a crash.
"""


def _stop(_number: int, _frame: Any) -> None:
    """Stop once; ignore further signals, which would leave parts running."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    say("Stopping …")
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
