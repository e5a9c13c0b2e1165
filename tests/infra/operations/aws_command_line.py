"""Do what the AWS CLI does, by botocore: `aws_command_line SERVICE COMMAND --option value …`.

The names of commands and options follow from a service's model, as they do there, so a wrong one is refused.
What the emulator does not answer is held against the model alone.
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

# What the CLI takes beside an operation's own parameters.
OWN = ("query", "output", "region", "max-items")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
FILE = "file://"
# As "Filter pattern syntax" of CloudWatch Logs has it: one comparison of a JSON field, or words and phrases.
PATTERN = re.compile(r'\{ \$\.\w+ (=|!=|<|>|<=|>=) ("[^"]*"|\d+) \}|([?-]?(\w+|"[^"]+")( |$))+')

CONVERTED: Mapping[str, Callable[[str], Any]] = {"boolean": lambda text: text == "true", "integer": int}

UNANSWERED: Mapping[str, str] = {
    "sesv2 delete-suppressed-destination": "ministack keeps no list of suppressed destinations",
    "secretsmanager stop-replication-to-replica": "ministack's replicas exist in name only",
}


class Wrong(Exception):
    """The CLI or the service would refuse it; the message says why."""


def main(arguments: Sequence[str]) -> int:
    """The exit status; it is 255 for whatever is wrong."""
    service, command, *rest = arguments
    session = botocore.session.get_session()
    try:
        if command == "wait":
            _wait(session.create_client(service), rest)
        elif (service, command) == ("logs", "tail"):
            _tail(session.create_client(service), rest)
        else:
            given = _options(rest)
            region = given.get("region", [None])[0]
            _call(session.create_client(service, region_name=region), f"{service} {command}", given)
    except (Wrong, BotoCoreError, ClientError) as error:
        sys.stderr.write(f"aws {service} {command}: {error}\n")
        return 255
    return 0


def _call(client: Any, named: str, given: Mapping[str, Sequence[str]]) -> None:
    operation = _operation(client, named.partition(" ")[2])
    own = {name: values[0] for name, values in given.items() if name in OWN}
    parameters = _parameters(operation, {name: values for name, values in given.items() if name not in own})
    method = xform_name(operation.name)
    if "max-items" in own and not client.can_paginate(method):
        raise Wrong("there are no pages to take --max-items from")
    query = own.get("query", "@")
    _refuse_unknown_names(query, operation.output_shape)
    try:
        answer = getattr(client, method)(**parameters)
    except ClientError:
        if named not in UNANSWERED:
            raise
        return
    if named in UNANSWERED:
        raise Wrong("the emulator answers after all: take it off UNANSWERED")
    del answer["ResponseMetadata"]
    sys.stdout.write(_shown(jmespath.search(query, answer), own.get("output", "json")))


def _operation(client: Any, command: str) -> Any:
    model = client.meta.service_model
    name = next((one for one in model.operation_names if xform_name(one, "-") == command), None)
    if name is None:
        raise Wrong("there is no such command")
    return model.operation_model(name)


def _options(rest: Sequence[str]) -> dict[str, list[str]]:
    """What follows each `--option`."""
    given: dict[str, list[str]] = {}
    for word in rest:
        if word.startswith("--"):
            given[word[2:]] = []
        elif given:
            given[next(reversed(given))].append(word)
        else:
            raise Wrong(f"{word!r} belongs to no option")
    return given


def _parameters(operation: Any, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    shape = operation.input_shape
    members = {xform_name(name, "-"): (name, one) for name, one in shape.members.items()}
    if unheard := sorted(given.keys() - members.keys()):
        raise Wrong(f"there is no option --{', --'.join(unheard)}")
    parameters = {members[name][0]: _value(members[name][1], values) for name, values in given.items()}
    validate_parameters(parameters, shape)
    return parameters


def _value(shape: Any, values: Sequence[str]) -> Any:
    """JSON, or the CLI's shorthand: `a=1,b=2` for a structure, one word an entry for a list."""
    read = [_read(one) for one in values]
    if shape.type_name in ("structure", "map", "list") and read and read[0].lstrip().startswith(("{", "[")):
        return json.loads(read[0])
    if shape.type_name == "list":
        return [_value(shape.member, [one]) for one in read]
    if len(read) != 1:
        raise Wrong(f"one value is wanted, not {read}")
    if shape.type_name == "structure":
        pairs = (pair.partition("=") for pair in read[0].split(","))
        return {name: _value(_member(shape, name), [one]) for name, _, one in pairs}
    if getattr(shape, "enum", None) and read[0] not in shape.enum:
        raise Wrong(f"{read[0]} is none of {', '.join(shape.enum)}")
    return CONVERTED.get(shape.type_name, str)(read[0])


def _member(shape: Any, name: str) -> Any:
    if name not in shape.members:
        raise Wrong(f"{name!r} is none of {', '.join(shape.members)}")
    return shape.members[name]


def _read(text: str) -> str:
    return Path(text.removeprefix(FILE)).read_text(encoding="utf-8") if text.startswith(FILE) else text


def _refuse_unknown_names(query: str, shape: Any) -> None:
    """Every name in a query is one of the answer's, whether or not it has a value this time."""
    complete = ArgumentGenerator().generate_skeleton(shape) if shape else {}
    if None in _leaves(jmespath.search(query, complete)):
        raise Wrong(f"--query {query!r} asks for what no answer has")


def _leaves(value: Any) -> list[Any]:
    return [leaf for one in value for leaf in _leaves(one)] if isinstance(value, list) else [value]


def _shown(value: Any, output: str) -> str:
    shown = "\t".join(map(str, _leaves(value))) if output == "text" else json.dumps(value, indent=4, default=str)
    return f"{shown}\n"


def _wait(client: Any, rest: Sequence[str]) -> None:
    waiter = client.get_waiter(rest[0].replace("-", "_"))
    operation = client.meta.service_model.operation_model(waiter.config.operation)
    waiter.wait(**_parameters(operation, _options(rest[1:])), WaiterConfig={"Delay": 0.1})


def _tail(client: Any, rest: Sequence[str]) -> None:
    """`aws logs tail GROUP`, which the CLI's second version adds to what the service offers."""
    given = {name: " ".join(values) for name, values in _options(rest[1:]).items()}
    length = re.fullmatch(r"(\d+)([smhdw])", given.pop("since", "10m"))
    pattern = given.pop("filter-pattern", "")
    if given or not length or (pattern and not PATTERN.fullmatch(pattern)):
        raise Wrong(f"not understood: {' '.join(rest)}")
    since = datetime.now(UTC) - timedelta(**{UNITS[length[2]]: int(length[1])})
    found = client.filter_log_events(
        logGroupName=rest[0], startTime=int(since.timestamp() * 1000), filterPattern=pattern
    )
    sys.stdout.writelines(f"{event['message']}\n" for event in found["events"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
