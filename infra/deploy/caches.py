"""Keep bytecode out of the package: Chalice packages every file in the folder."""

import shutil
from pathlib import Path


def remove_bytecode(project: Path) -> None:
    """Delete the `__pycache__` folders of the package."""
    for cache in (project / "chalicelib").rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
