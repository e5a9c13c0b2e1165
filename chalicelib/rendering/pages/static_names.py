"""The files that pages load, each under a name that changes with its content, so that it may be kept for ever.

Knows every file there is to serve; a name that is not in the table names nothing.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
MEDIA_TYPES: Mapping[str, str] = {
    "icon.svg": "image/svg+xml",
    "page.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
}
_HASH_LENGTH = 12


@cache
def texts() -> Mapping[str, str]:
    """What each file says, by its plain name."""
    return {name: (STATIC / name).read_text(encoding="utf-8") for name in MEDIA_TYPES}


@cache
def hashed(name: str) -> str:
    """The name under which the file is served."""
    stem, _, ending = name.partition(".")
    digest = hashlib.sha256(texts()[name].encode()).hexdigest()[:_HASH_LENGTH]
    return f"{stem}.{digest}.{ending}"


def plain(served: str) -> str | None:
    """The file that is served under that name, if any."""
    return next((name for name in MEDIA_TYPES if hashed(name) == served), None)
