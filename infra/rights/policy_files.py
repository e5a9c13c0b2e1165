"""Read policy files as IAM reads them, but only what they use: anything else is refused, never passed over."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from infra.deploy.stages import read_stage, stage_names
from infra.local.state import PROJECT_ROOT
from infra.policies import FUNCTIONS, conditions_on, file_of, resources
from infra.rights.demands import Demand

ELEMENTS = {"Sid", "Effect", "Action", "Resource", "Condition"}
# Whose key every call has that they are about.
OPERATORS = ("StringEquals", "ForAllValues:StringLike")
_WILDCARDS = {"*": ".*", "?": "."}


class UnknownElement(Exception):
    """A policy uses something that this module cannot judge; the message quotes it."""


@dataclass(frozen=True)
class Right:
    """One action of a statement on one of its resources, under all its conditions: key and pattern of each."""

    action: str
    resource: str
    conditions: tuple[tuple[str, str], ...] = ()

    def allows(self, demand: Demand) -> bool:
        """Whether the right grants what is demanded."""
        return (
            self.action == demand.action
            and self._pattern.fullmatch(demand.resource) is not None
            and all(_holds(key, pattern, demand) for key, pattern in self.conditions)
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _compiled(self.resource)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_WILDCARDS.get(letter, re.escape(letter)) for letter in pattern), re.DOTALL)


def _holds(key: str, pattern: str, demand: Demand) -> bool:
    """Whether the call has values of the key, and all of them fit."""
    values = [value for name, value in demand.context if name == key]
    return bool(values) and all(_compiled(pattern).fullmatch(value) for value in values)


def rights_of(document: Mapping[str, Any]) -> Iterator[Right]:
    """Yield the rights of a policy. Raises `UnknownElement`."""
    for statement in document["Statement"]:
        unknown = set(statement) - ELEMENTS
        if unknown or statement["Effect"] != "Allow":
            raise UnknownElement(f"{sorted(unknown) or statement['Effect']} of a statement")
        conditions = tuple(_conditions(statement.get("Condition", {})))
        for action in statement["Action"]:
            if set(action) & set(_WILDCARDS):
                raise UnknownElement(f"the action {action}")
            yield from (Right(action, resource, conditions) for resource in statement["Resource"])


def _conditions(condition: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for operator, tested in condition.items():
        if operator not in OPERATORS:
            raise UnknownElement(f"the condition operator {operator}")
        for key, value in tested.items():
            if not isinstance(value, str):
                raise UnknownElement(f"several values of the condition key {key}")
            yield key, value


def rights_in_files(stage: str, root: Path = PROJECT_ROOT) -> Mapping[str, tuple[Right, ...]]:
    """Read the rights of each function on a stage from its policy file."""
    documents = {name: json.loads(file_of(stage, name, root).read_text(encoding="utf-8")) for name in FUNCTIONS}
    return {name: tuple(rights_of(document)) for name, document in documents.items()}


def rights_under_names(variables: Mapping[str, str], root: Path = PROJECT_ROOT) -> Mapping[str, tuple[Right, ...]]:
    """Read the rights from the files of the first stage, for the resource names and the sender in `variables`."""
    stage = read_stage(stage_names(root)[0], root)
    own, other = _names(stage.variables), _names(variables)
    names = dict(zip(own, other, strict=True))
    return {
        function: tuple(
            Right(
                right.action,
                names.get(right.resource, right.resource),
                tuple((key, names.get(value, value)) for key, value in right.conditions),
            )
            for right in rights
        )
        for function, rights in rights_in_files(stage.name, root).items()
    }


def _names(variables: Mapping[str, str]) -> list[str]:
    """Return resource patterns and tested values, in an order that does not depend on the stage."""
    patterns = [pattern for group in resources(variables).values() for pattern in group]
    operators = [tests for group in conditions_on(variables).values() for tests in group.values()]
    tested = [value for tests in operators for value in tests.values()]
    return [*patterns, *tested]
