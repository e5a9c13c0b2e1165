"""Schemas of problems: those that tell facts have one of their own, which names the types that it is for."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.web.document.components import component_name, reference
from chalicelib.web.document.examples import example_of
from chalicelib.web.schemas.common import ProblemView
from chalicelib.web.schemas.problems import FACTS

Schema = dict[str, Any]
PROBLEM_STRUCTS: frozenset[type[ProblemView]] = frozenset({ProblemView, *FACTS.values()})


def problem_schema(problems: Iterable[Problem]) -> Schema:
    """Return the schema of any of these problems; without any, that of all problems."""
    structs = {FACTS.get(problem, ProblemView) for problem in problems} or {ProblemView}
    options = [reference(struct) for struct in sorted(structs, key=str)]
    return options[0] if len(options) == 1 else {"anyOf": options}


def typed(components: Mapping[str, Schema]) -> None:
    """Let the schema of each problem that tells facts name the types that it is for."""
    for struct in set(FACTS.values()):
        slugs = [problem.value for problem, of_problem in FACTS.items() if of_problem is struct]
        of_type = components[component_name(struct.__name__)]["properties"]["type"]
        page = of_type["examples"][0].rpartition("/")[0]
        of_type |= {"pattern": f"/problems/({'|'.join(slugs)})$", "examples": [f"{page}/{slugs[0]}"]}


def facts_example(problem: Problem, components: Mapping[str, Schema]) -> Mapping[str, object]:
    """Return facts that the problem may tell: those that it always tells, or else the first."""
    struct = FACTS.get(problem)
    if struct is None:
        return {}
    schema = components[component_name(struct.__name__)]
    own = [name for name in struct.__struct_fields__ if name not in ProblemView.__struct_fields__]
    told = [name for name in own if name in schema["required"]] or own[:1]
    return {name: example_of(schema["properties"][name], components) for name in told}
