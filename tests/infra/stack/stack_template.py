"""The stack's template as data, and the questions that tests have of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cfnlint.decode import decode  # type: ignore[import-untyped]

from infra.deploy.stack import TEMPLATE
from infra.local.state import PROJECT_ROOT

CONFIG = json.loads((PROJECT_ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))


def template() -> dict[str, Any]:
    found, faults = decode(str(TEMPLATE))
    assert not faults
    return dict(found)


DOCUMENT = template()
RESOURCES: Mapping[str, Any] = DOCUMENT["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    """The resources of that type by their logical names."""
    return {name: one for name, one in RESOURCES.items() if one["Type"] == kind}


def properties(name: str) -> dict[str, Any]:
    return dict(RESOURCES[name]["Properties"])


def on_stage(text: Mapping[str, str], stage: str) -> str:
    """A `!Sub` of nothing but the stage's name."""
    return text["Fn::Sub"].replace("${Stage}", stage)


def statements() -> Iterator[dict[str, Any]]:
    """Every statement of every policy that hangs on a resource."""
    for one in RESOURCES.values():
        document = one["Properties"].get("PolicyDocument")
        yield from document["Statement"] if document else []
