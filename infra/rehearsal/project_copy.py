"""A copy of what Chalice reads of the project: what it writes beside that stays out of the tree."""

import shutil
from pathlib import Path

from infra.local.state import PROJECT_ROOT

FILES = ("app.py", "requirements.txt")
FOLDERS = (".chalice", "chalicelib")
# What Chalice made earlier is not the project.
LEFT_OUT = shutil.ignore_patterns("deployed", "deployments", "venv", "__pycache__")


def copied(directory: Path, project: Path = PROJECT_ROOT) -> Path:
    """The directory, with the copy in it."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy2(project / name, directory)
    for name in FOLDERS:
        shutil.copytree(project / name, directory / name, ignore=LEFT_OUT)
    return directory
