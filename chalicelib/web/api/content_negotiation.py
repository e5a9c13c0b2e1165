"""Whether whoever asks would rather have a page than JSON, by the `Accept` header."""

import re

PAGE = "text/html"
DATA = ("application/problem+json", "application/json")
LONGEST_HEADER = 1000

_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)


def prefers_html(accept: str) -> bool:
    """Browsers name `text/html`; what names neither, or takes anything, is a program and gets JSON."""
    wishes = _wishes(accept[:LONGEST_HEADER])
    anything = wishes.get("*/*", 0.0)
    return PAGE in wishes and wishes[PAGE] > max(wishes.get(kind, 0.0) for kind in DATA) and wishes[PAGE] >= anything


def _wishes(header: str) -> dict[str, float]:
    """For each media type named, how much it is liked."""
    wishes: dict[str, float] = {}
    for item in header.split(","):
        kind, *parameters = (part.strip().lower() for part in item.split(";"))
        found = next(filter(None, map(_QUALITY.fullmatch, parameters)), None)
        wishes[kind] = float(found[1]) if found else 1.0
    return wishes
