"""Make every dataclass of the product a value class: `python -m tests.conventions.value_classes`."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.documents import ROOT

DATACLASS = "@dataclass(frozen=True)\n"
IMPORT = "from chalicelib.domain.value_classes import value_class\n"
_FROM_DATACLASSES = re.compile(r"^from dataclasses import (.+)\n", re.MULTILINE)


def modules_with_dataclasses() -> Iterator[Path]:
    """Yield the product's modules that make a frozen dataclass."""
    for module in sorted((ROOT / "chalicelib").rglob("*.py")):
        if DATACLASS in module.read_text(encoding="utf-8"):
            yield module


def converted(source: str) -> str:
    """Return the source with value classes; the imports are not in order yet."""

    def without_dataclass(found: re.Match[str]) -> str:
        rest = [name for name in found[1].split(", ") if name != "dataclass"]
        own = "" if IMPORT in source else IMPORT
        return own + (f"from dataclasses import {', '.join(rest)}\n" if rest else "")

    return _FROM_DATACLASSES.sub(without_dataclass, source).replace(DATACLASS, "@value_class\n")


def main() -> int:
    """Convert all modules and sort their imports."""
    modules = list(modules_with_dataclasses())
    for module in modules:
        module.write_text(converted(module.read_text(encoding="utf-8")), encoding="utf-8")
    ruff = str(Path(sys.executable).with_name("ruff"))
    for command in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
        subprocess.run([ruff, *command, *map(str, modules)], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
