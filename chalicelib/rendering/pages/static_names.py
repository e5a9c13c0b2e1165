"""The files that pages load, each under a name that changes with its content, so that it may be kept for ever.

They are those of `chalicelib/static`, and the vendor's colour as a style sheet; other names name nothing.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
MEDIA_TYPES: Mapping[str, str] = {
    ".svg": "image/svg+xml",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
BRAND_STYLE = "brand.css"
_HASH_LENGTH = 12


@cache
def texts(colour: str = "") -> Mapping[str, str]:
    """What each file says, by its plain name; with a colour, the style sheet of the brand too."""
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(STATIC.iterdir())}
    return {**files, BRAND_STYLE: _brand_style(colour)} if colour else files


@cache
def hashed(name: str, colour: str = "") -> str:
    """The name under which the file is served."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(texts(colour)[name].encode()).hexdigest()[:_HASH_LENGTH]
    return f"{stem}.{digest}.{ending}"


def plain(served: str, colour: str = "") -> str | None:
    """The file that is served under that name, if any."""
    return next((name for name in texts(colour) if hashed(name, colour) == served), None)


def _brand_style(colour: str) -> str:
    """The colour is dark enough for white ground alone, so the dark pages keep the product's own accent."""
    return (
        f":root {{ --brand: {colour}; }}\nbody > header {{ border-top: 4px solid var(--brand); }}\n"
        f"@media not (prefers-color-scheme: dark) {{ :root {{ --accent: {colour}; }} }}\n"
    )
