"""Decides which paths a sign-in may lead back to: pages of this product, and nothing else that a browser
could make of the text. Refuses to know which pages there are.
"""

import re
from urllib.parse import unquote

from chalicelib.domain.errors import Problem, Refused

LONGEST_PATH = 1024
PARAMETER = "return_to"

# The characters of path and query in RFC 3986; browsers take `\` for `/` and drop tabs and line breaks.
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
# Browsers resolve them, spelt with `%2e` too, and so leave the path prefix that the product lives under.
_DOTS = frozenset({".", ".."})
# Signing in would begin again as soon as it has ended.
_LOOPS = frozenset({"sign-in", "sign-out"})


def validate_return_path(text: str) -> str:
    """The path below the site's own address, as it was given. Raises `invalid-parameter`."""
    if len(text) > LONGEST_PATH:
        raise _refused()
    segments = [unquote(segment) for segment in text.partition("?")[0].split("/")]
    within = _PATH.fullmatch(text) and _DOTS.isdisjoint(segments)
    if not within or segments[1] in _LOOPS:
        raise _refused()
    return text


def _refused() -> Refused:
    return Refused(Problem.INVALID_PARAMETER, facts={"parameter": PARAMETER})
