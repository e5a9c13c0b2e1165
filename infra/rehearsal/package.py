"""What `chalice package` makes: the template and the archive, what must not be in it, and what cfn-lint says."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.deploy.caches import drop_caches
from infra.local.state import PROJECT_ROOT

MEGABYTE = 1_000_000
MOST_BESIDE_BOTOCORE = 10 * MEGABYTE
OWN = ("app.py", "chalicelib/")
# What a contributor needs and a function does not.
FOREIGN = ("tests/", "infra/", "docs/", "pytest", "moto", "playwright", "mypy", "ruff", "hypothesis", "babel")


class CannotPackage(Exception):
    """Chalice did not make a package; the message is what it said."""


@dataclass(frozen=True)
class Package:
    """Where the template of the functions and the API lies, and the archive of the code."""

    template_file: Path
    archive: Path

    @property
    def template(self) -> dict[str, Any]:
        """The template as data."""
        return dict(json.loads(self.template_file.read_text(encoding="utf-8")))


def packaged(stage: str, directory: Path, project: Path = PROJECT_ROOT) -> Package:
    """Packages a project for a stage. Raises `CannotPackage`."""
    drop_caches(project)
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [_tool("chalice"), "package", "--stage", stage, str(directory)]
    ended = subprocess.run(command, cwd=project, env=environment, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise CannotPackage(ended.stderr.strip() or ended.stdout.strip())
    return Package(directory / "sam.json", directory / "deployment.zip")


def lint(*templates: Path) -> list[str]:
    """What cfn-lint has against the templates, a line each: errors and warnings alike, none of them excused."""
    command = [_tool("cfn-lint"), "--format", "parseable", *map(str, templates)]
    ended = subprocess.run(command, cwd=PROJECT_ROOT, check=False, capture_output=True, text=True)
    if ended.returncode and not ended.stdout:
        return [ended.stderr.strip() or f"cfn-lint ended with {ended.returncode}"]
    return ended.stdout.splitlines()


def size_beside_botocore(archive: Path) -> int:
    """Bytes of the archive, but for botocore's."""
    with zipfile.ZipFile(archive) as packed:
        return sum(one.compress_size for one in packed.infolist() if not one.filename.startswith("botocore"))


def strays(archive: Path) -> list[str]:
    """What has no business in a function: caches, development's own files and tools, translators' sources."""
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
    own = [name for name in names if name.startswith(OWN)]
    stray = [name for name in names if name.endswith(".pyc") or "__pycache__" in name]
    return sorted({*stray, *(name for name in names if name.lower().startswith(FOREIGN)), *_tests_among(own)})


def _tests_among(names: list[str]) -> list[str]:
    return [name for name in names if "/test" in name]


def _tool(name: str) -> str:
    """The command of that name beside this interpreter."""
    return str(Path(sys.executable).with_name(name))
