"""Byte code has no business in a package: Chalice takes whatever lies in the folder."""

import shutil
from pathlib import Path


def drop_caches(project: Path) -> None:
    """Removes the byte code that running the project has left beside its sources; it is made anew at will."""
    for cache in (project / "chalicelib").rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
