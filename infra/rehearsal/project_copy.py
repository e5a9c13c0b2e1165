"""Copy what a deployment reads, so that what it writes stays out of the working tree."""

import json
import shutil
from pathlib import Path

from infra.local.state import PROJECT_ROOT

FILES = ("app.py", "requirements.txt")
FOLDERS = (".chalice", "chalicelib", "infra")
# Output of earlier Chalice runs.
IGNORED = shutil.ignore_patterns("deployed", "deployments", "venv", "__pycache__")


def copied(directory: Path, project: Path = PROJECT_ROOT) -> Path:
    """Copy the project into the directory and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy2(project / name, directory)
    for name in FOLDERS:
        shutil.copytree(project / name, directory / name, ignore=IGNORED)
    return directory


def configure(project: Path, stage: str, **variables: str) -> None:
    """Change settings of a stage in the copy's configuration."""
    file = project / ".chalice" / "config.json"
    configuration = json.loads(file.read_text(encoding="utf-8"))
    configuration["stages"][stage]["environment_variables"] |= variables
    file.write_text(json.dumps(configuration), encoding="utf-8")
