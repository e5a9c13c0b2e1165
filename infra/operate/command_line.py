"""The arguments of the operator's commands."""

import argparse
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.settings.parsing import days

DESCRIPTION = """Operator commands for the running local stack or a stage (`STAGE`).

Exit codes: 0 nothing to do; 1 something needs attention (a mail that waits too long, a dead mail, a row set aside, a
broken trail or an unreadable row, which every command skips and lists at its end); 2 the command failed.
"""


@dataclass(frozen=True)
class Argument:
    """An argument of a command, as `argparse` takes it."""

    name: str
    help: str | None = None
    options: Mapping[str, Any] | None = None


def _flag(name: str, text: str) -> Argument:
    return Argument(name, text, {"action": "store_true"})


def _text(name: str, text: str, shown: str | None = None) -> Argument:
    return Argument(name, text, {"default": "", "metavar": shown})


_ADDRESS = {"metavar": "ADDRESS"}
_PERSON = (
    Argument("address", "the mail address, in any spelling", _ADDRESS),
    _text("--name", "the name under which the person decided for others"),
)
ARGUMENTS: Mapping[str, Sequence[Argument]] = {
    "replay": (
        Argument("mails", None, {"nargs": "*", "metavar": "REQUEST/MAIL"}),
        _flag("--all", "every dead mail"),
    ),
    "caller": (Argument("pseudonym", "what a line of the log has as its `caller`", {"metavar": "CALLER"}),),
    "find": (Argument("reference", None, {"metavar": "SAR-XXXX-XXXX"}),),
    "verify": (Argument("requests", None, {"nargs": "*", "metavar": "REQUEST"}),),
    "rebuild-index": (
        _flag("--prepare", "only write the rows, if the release that serves has another index; before it is deployed"),
        _flag("--if-needed", "nothing if this index has been rebuilt; leave the rows of the release before"),
    ),
    "migrate": (
        _flag("--hold", "move nothing; let no new release take a lock"),
        _flag("--if-needed", "move nothing if the list is the same, and list nothing if this version has"),
    ),
    "record-holders": (
        _flag("--former", "of OIDC_FORMER_ISSUER, after the change"),
        _text("--subject", "whose an undecided address is, as the provider says"),
    ),
    "invite": (
        Argument("address", "the mail address by which they sign in", _ADDRESS),
        _text("--name", "the name under which they are shown"),
        _flag("--reviewer", "add them to the reviewers' group"),
    ),
    "erase": (*_PERSON, _flag("--yes", "erase the person")),
    "export": _PERSON,
    "remove-addresses": (Argument("--days", "instead of ADDRESS_RETENTION_DAYS", {"type": days, "metavar": "DAYS"}),),
    "copy-rows": (
        Argument("--from", "the other table", {"dest": "source", "metavar": "TABLE", "required": True}),
        _text("--trail", "record and events of one audit trail alone", "ID"),
        _text("--partition", "the rows of one partition alone", "KEY"),
        _text("--row", "one row of that partition alone", "KEY"),
        _flag("--all", "every row: in a table in use that also brings back what was removed since"),
        _flag("--overwrite", "replace all rows that differ, newer ones too"),
    ),
}


def parse(arguments: Sequence[str], commands: Mapping[str, object]) -> argparse.Namespace:
    """Parse the arguments; `--typed`, which `make operate` uses, takes all of them in one shell-quoted string."""
    parser = _parser(commands)
    match arguments:
        case ["--typed", text]:
            try:
                arguments = shlex.split(text)
            except ValueError as fault:
                parser.error(f"{fault} in: {text}")
        case _:
            pass
    return parser.parse_args(arguments)


def _parser(commands: Mapping[str, object]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operate", description=DESCRIPTION, allow_abbrev=False)
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, command in commands.items():
        subparser = subparsers.add_parser(name, help=command.__doc__, allow_abbrev=False)
        subparser.add_argument("--json", action="store_true", help="print JSON")
        for argument in ARGUMENTS.get(name, ()):
            subparser.add_argument(argument.name, help=argument.help, **(argument.options or {}))
    return parser
