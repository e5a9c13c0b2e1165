"""Schemas of problems in the OpenAPI document: those that tell facts have one of their own."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.web.schemas.common import ProblemView
from chalicelib.web.schemas.problems import FACTS

Schema = dict[str, Any]
PROBLEM_STRUCTS: frozenset[type[ProblemView]] = frozenset({ProblemView, *FACTS.values()})


def problem_schema(problems: Iterable[Problem], reference: str) -> Schema:
    """Return the schema of any of these problems; `reference` has a place for the name of a component."""
    names = sorted({FACTS.get(problem, ProblemView).__name__ for problem in problems})
    options = [{"$ref": reference.format(name=name)} for name in names]
    return options[0] if len(options) == 1 else {"anyOf": options}


def typed(components: Mapping[str, Schema]) -> None:
    """Let the schema of each problem that tells facts name the types that it is for."""
    for struct in set(FACTS.values()):
        slugs = "|".join(problem.value for problem, of_problem in FACTS.items() if of_problem is struct)
        components[struct.__name__]["properties"]["type"] = {"type": "string", "pattern": f"/problems/({slugs})$"}
