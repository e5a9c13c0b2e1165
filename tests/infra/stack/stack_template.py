"""Helpers for tests of the stack's template."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cfnlint.decode import decode  # type: ignore[import-untyped]

from infra.deploy.stack import TEMPLATE
from infra.local.state import PROJECT_ROOT

CONFIG = json.loads((PROJECT_ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))


def template(file: Path = TEMPLATE) -> dict[str, Any]:
    found, faults = decode(str(file))
    assert not faults
    return dict(found)


DOCUMENT = template()
RESOURCES: Mapping[str, Any] = DOCUMENT["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    """Return the resources of a type by logical name."""
    return {name: resource for name, resource in RESOURCES.items() if resource["Type"] == kind}


def properties(name: str) -> dict[str, Any]:
    return dict(RESOURCES[name]["Properties"])


def on_stage(text: Mapping[str, str], stage: str) -> str:
    """Resolve a `!Sub` that refers to the stage only."""
    return text["Fn::Sub"].replace("${Stage}", stage)


def statements() -> Iterator[dict[str, Any]]:
    """Yield the statements of all resource policies."""
    for resource in RESOURCES.values():
        document = resource["Properties"].get("PolicyDocument")
        yield from document["Statement"] if document else []
