"""A minimal AWS CLI on botocore: `aws_command_line SERVICE COMMAND --option value …`.

Commands and options are derived from the service's model, as in the AWS CLI, so wrong ones are rejected. Commands
that the emulator does not support are only checked against the model.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import jmespath  # type: ignore[import-untyped]
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from botocore.utils import ArgumentGenerator
from botocore.validate import validate_parameters

# Options of the CLI itself.
GLOBAL_OPTIONS = ("query", "output", "region", "max-items")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FILE = "file://"
# A subset of CloudWatch Logs' "Filter pattern syntax": one comparison of a JSON field, or words and phrases.
PATTERN = re.compile(r'\{ \$\.\w+ (=|!=|<|>|<=|>=) ("[^"]*"|\d+) \}|([?-]?(\w+|"[^"]+")( |$))+')

CONVERTED: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "integer": int,
    "long": int,
}

UNSUPPORTED: Mapping[str, str] = {
    "sesv2 delete-suppressed-destination": "ministack keeps no list of suppressed destinations",
    "secretsmanager stop-replication-to-replica": "ministack's replicas exist in name only",
}


class UsageError(Exception):
    """The CLI or the service would reject the command; the message says why."""


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, or 255 for any error."""
    service, command, *rest = arguments
    session = botocore.session.get_session()
    try:
        if command == "wait":
            _wait(session.create_client(service), rest)
        elif (service, command) == ("logs", "tail"):
            _tail(session.create_client(service), rest)
        else:
            options = _options(rest)
            region = options.get("region", [None])[0]
            _call(session.create_client(service, region_name=region), f"{service} {command}", options)
    except (UsageError, BotoCoreError, ClientError) as error:
        sys.stderr.write(f"aws {service} {command}: {error}\n")
        return 255
    return 0


def _call(client: Any, named: str, options: Mapping[str, Sequence[str]]) -> None:
    operation = _operation(client, named.partition(" ")[2])
    global_options = {name: values[0] for name, values in options.items() if name in GLOBAL_OPTIONS}
    parameters = _parameters(
        operation, {name: values for name, values in options.items() if name not in global_options}
    )
    method = xform_name(operation.name)
    if "max-items" in global_options and not client.can_paginate(method):
        raise UsageError("--max-items: the operation has no pages")
    query = global_options.get("query", "@")
    _check_query(query, operation.output_shape)
    try:
        response = getattr(client, method)(**parameters)
    except ClientError:
        if named not in UNSUPPORTED:
            raise
        return
    if named in UNSUPPORTED:
        raise UsageError("the emulator supports this now: remove it from UNSUPPORTED")
    del response["ResponseMetadata"]
    sys.stdout.write(_formatted(jmespath.search(query, response), global_options.get("output", "json")))


def _operation(client: Any, command: str) -> Any:
    model = client.meta.service_model
    name = next((name for name in model.operation_names if xform_name(name, "-") == command), None)
    if name is None:
        raise UsageError("there is no such command")
    return model.operation_model(name)


def _options(rest: Sequence[str]) -> dict[str, list[str]]:
    """Collect the values of each `--option`."""
    options: dict[str, list[str]] = {}
    for word in rest:
        if word.startswith("--"):
            options[word[2:]] = []
        elif options:
            options[next(reversed(options))].append(word)
        else:
            raise UsageError(f"{word!r} belongs to no option")
    return options


def _parameters(operation: Any, options: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    shape = operation.input_shape
    members = {xform_name(name, "-"): (name, member) for name, member in shape.members.items()}
    if unknown := sorted(options.keys() - members.keys()):
        raise UsageError(f"there is no option --{', --'.join(unknown)}")
    parameters = {members[name][0]: _value(members[name][1], values) for name, values in options.items()}
    validate_parameters(parameters, shape)
    return parameters


def _value(shape: Any, values: Sequence[str]) -> Any:
    """Parse JSON or the CLI's shorthand: `a=1,b=2` for a structure, a word per entry for a list."""
    read = [_read(value) for value in values]
    if shape.type_name in ("structure", "map", "list") and read and read[0].lstrip().startswith(("{", "[")):
        return json.loads(read[0])
    if shape.type_name == "list":
        return [_value(shape.member, [entry]) for entry in read]
    if len(read) != 1:
        raise UsageError(f"one value is required, not {read}")
    if shape.type_name == "structure":
        pairs = (pair.partition("=") for pair in read[0].split(","))
        return {name: _value(_member(shape, name), [value]) for name, _, value in pairs}
    if getattr(shape, "enum", None) and read[0] not in shape.enum:
        raise UsageError(f"{read[0]} is not one of {', '.join(shape.enum)}")
    return CONVERTED.get(shape.type_name, str)(read[0])


def _member(shape: Any, name: str) -> Any:
    if name not in shape.members:
        raise UsageError(f"{name!r} is not one of {', '.join(shape.members)}")
    return shape.members[name]


def _read(text: str) -> str:
    return Path(text.removeprefix(FILE)).read_text(encoding="utf-8") if text.startswith(FILE) else text


def _check_query(query: str, shape: Any) -> None:
    """Raise `UsageError` unless every name in the query is a member of the output shape."""
    complete = ArgumentGenerator().generate_skeleton(shape) if shape else {}
    if None in _leaves(jmespath.search(query, complete)):
        raise UsageError(f"--query {query!r} names an unknown member")


def _leaves(value: Any) -> list[Any]:
    return [leaf for entry in value for leaf in _leaves(entry)] if isinstance(value, list) else [value]


def _formatted(value: Any, output: str) -> str:
    shown = "\t".join(map(str, _leaves(value))) if output == "text" else json.dumps(value, indent=4, default=str)
    return f"{shown}\n"


def _wait(client: Any, rest: Sequence[str]) -> None:
    waiter = client.get_waiter(rest[0].replace("-", "_"))
    operation = client.meta.service_model.operation_model(waiter.config.operation)
    waiter.wait(**_parameters(operation, _options(rest[1:])), WaiterConfig={"Delay": 0.1})


def _tail(client: Any, rest: Sequence[str]) -> None:
    """Run `aws logs tail GROUP`, which is a command of version 2 of the CLI and no operation of the service."""
    options = {name: " ".join(values) for name, values in _options(rest[1:]).items()}
    length = re.fullmatch(r"(\d+)([smhdw])", options.pop("since", "10m"))
    pattern = options.pop("filter-pattern", "")
    if options or not length or (pattern and not PATTERN.fullmatch(pattern)):
        raise UsageError(f"invalid arguments: {' '.join(rest)}")
    since = datetime.now(UTC) - timedelta(**{UNITS[length[2]]: int(length[1])})
    found = client.filter_log_events(
        logGroupName=rest[0], startTime=int(since.timestamp() * 1000), filterPattern=pattern
    )
    sys.stdout.writelines(f"{event['message']}\n" for event in found["events"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
