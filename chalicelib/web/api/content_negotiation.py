"""Decide between HTML and JSON by the `Accept` header."""

import re

from chalicelib.domain.patterns import pattern

HTML = "text/html"
JSON = ("application/problem+json", "application/json")
LONGEST_HEADER = 1000

_QUALITY = pattern(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)


def prefers_html(accept: str) -> bool:
    """Whether HTML is preferred. Clients that do not name `text/html`, or accept anything, get JSON."""
    qualities = _qualities(accept[:LONGEST_HEADER])
    html = qualities.get(HTML, 0.0)
    json = max(qualities.get(media_type, 0.0) for media_type in JSON)
    return html > json and html >= qualities.get("*/*", 0.0)


def _qualities(header: str) -> dict[str, float]:
    """Return the quality value of each media type."""
    qualities: dict[str, float] = {}
    for item in header.split(","):
        media_type, *parameters = (part.strip().lower() for part in item.split(";"))
        match = next(filter(None, map(_QUALITY.fullmatch, parameters)), None)
        qualities[media_type] = float(match[1]) if match else 1.0
    return qualities
