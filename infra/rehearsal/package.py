"""Run `chalice package`, make its archive what is deployed, look for unexpected files in it, lint the templates."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.deploy.chalice_command import remove_bytecode
from infra.deploy.lean_package import lean_package
from infra.local.state import PROJECT_ROOT

MEGABYTE = 1_000_000
MAX_SIZE = 12 * MEGABYTE
OWN = ("app.py", "chalicelib/")
# Development files and tools, which do not belong in the package.
FOREIGN = ("tests/", "infra/", "docs/", "pytest", "moto", "playwright", "mypy", "ruff", "hypothesis", "babel")
# What the emulator's environment has as well: functions run on its interpreter.
SHARED = ("botocore", "cryptography")
# How byte code of this Python begins whose source is never checked.
_UNCHECKED = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")


class PackagingFailed(Exception):
    """`chalice package` failed; the message is its output."""


@dataclass(frozen=True)
class Package:
    """Paths of the SAM template and the code archive."""

    template_file: Path
    archive: Path

    @property
    def template(self) -> dict[str, Any]:
        """The parsed template."""
        return dict(json.loads(self.template_file.read_text(encoding="utf-8")))


def packaged(stage: str, directory: Path, project: Path = PROJECT_ROOT) -> Package:
    """Package a project for a stage. Raises `PackagingFailed`."""
    remove_bytecode(project)
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [_tool("chalice"), "package", "--stage", stage, str(directory)]
    completed = subprocess.run(command, cwd=project, env=environment, check=False, capture_output=True, text=True)
    if completed.returncode:
        raise PackagingFailed(completed.stderr.strip() or completed.stdout.strip())
    template = directory / "sam.json"
    # CloudFormation takes a million bytes; a tenth of what Chalice writes is blanks at the beginning of lines.
    template.write_text(json.dumps(json.loads(template.read_bytes()), separators=(",", ":")), encoding="utf-8")
    return Package(template, directory / "deployment.zip")


def made_lean(built: Package) -> Package:
    """Replace the archive by the one that is deployed."""
    lean_package(built.archive).replace(built.archive)
    return built


def lint(*templates: Path) -> list[str]:
    """Return the errors and warnings of cfn-lint, one per line."""
    command = [_tool("cfn-lint"), "--format", "parseable", *map(str, templates)]
    completed = subprocess.run(command, cwd=PROJECT_ROOT, check=False, capture_output=True, text=True)
    if completed.returncode and not completed.stdout:
        return [completed.stderr.strip() or f"cfn-lint exited with {completed.returncode}"]
    return completed.stdout.splitlines()


def unexpected_files(archive: Path) -> list[str]:
    """Return files that do not belong in a function: other byte code, tests, development files and tools."""
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        byte_code = [name for name in names if name.endswith(".pyc") or "__pycache__" in name]
        stray = [name for name in byte_code if packed.read(name)[: len(_UNCHECKED)] != _UNCHECKED]
    own = [name for name in names if name.startswith(OWN)]
    return sorted({*stray, *(name for name in names if name.lower().startswith(FOREIGN)), *_tests_among(own)})


def missing_packages(archive: Path) -> list[str]:
    """Return what a function would find in the emulator's environment, although the package lacks it."""
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
    return [package for package in SHARED if not any(name.startswith(f"{package}/") for name in names)]


def _tests_among(names: list[str]) -> list[str]:
    return [name for name in names if "/test" in name]


def _tool(name: str) -> str:
    """Return the path of a command in this virtual environment."""
    return str(Path(sys.executable).with_name(name))
