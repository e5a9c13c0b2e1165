"""Calls of commands to AWS as they were recorded, and whether a policy allows them."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from infra.rights.demands import Demand, UnknownCall
from infra.rights.people_demands import Call, demands_of
from infra.rights.policy_files import Right, rights_of

RECORDING = Path(__file__).with_name("recording")


def recording_to(file: Path) -> dict[str, str]:
    """Return the variables with which an interpreter records its calls into the file."""
    file.touch()
    return {"PYTHONPATH": str(RECORDING), "CALLS_TO_AWS": str(file)}


def calls_in(file: Path, without: str = "") -> Iterator[Call]:
    """Yield what was recorded, but for programs whose path contains `without`."""
    for line in file.read_text(encoding="utf-8").splitlines():
        recorded = json.loads(line)
        if not without or without not in recorded["program"]:
            yield Call(*recorded["call"])


class InProcess:
    """Records the calls of this process, in place of the rights that are enforced."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def check(self, _: str, model: Any, parameters: Mapping[str, Any], region: str) -> None:
        """Allow the call."""
        self.calls.append(Call(model.service_model.service_name, model.name, dict(parameters), region, "", ""))


def demanded(calls: Iterable[Call]) -> set[Demand]:
    """Return what all of the calls demand, each demand once. Raises `UnknownCall` with all unknown ones."""
    found, unknown = set[Demand](), set[str]()
    for call in calls:
        try:
            found.update(demands_of(call))
        except UnknownCall as error:
            unknown.add(str(error))
    assert unknown == set(), unknown
    return found


def denied(demands: Iterable[Demand], document: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the actions and resources that a policy does not allow."""
    by_action: dict[str, list[Right]] = {}
    for right in rights_of(document):
        by_action.setdefault(right.action, []).append(right)
    return {
        (demand.action, demand.resource)
        for demand in demands
        if not any(right.allows(demand) for right in by_action.get(demand.action, ()))
    }


def documents_with_one_action_less(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each action with the policy that lacks it in one statement."""
    for number, statement in enumerate(document["Statement"]):
        for action in statement["Action"]:
            other = deepcopy(dict(document))
            other["Statement"][number]["Action"].remove(action)
            yield f"{statement['Sid']}: {action}", other


def superfluous(demands: Iterable[Demand], document: Mapping[str, Any]) -> Sequence[str]:
    """Return the actions without which a policy allows as much of what is demanded."""
    known = list(demands)
    return [name for name, other in documents_with_one_action_less(document) if not denied(known, other)]


PYTHON = sys.executable
