"""Validate the path that a sign-in returns to, so that it cannot be an open redirect."""

from urllib.parse import unquote

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.patterns import pattern

LONGEST_PATH = 1024
PARAMETER = "return_to"

# The characters of path and query in RFC 3986. Others are unsafe: browsers read `\` as `/` and drop tabs.
_PATH = pattern(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
# Browsers resolve these, also as `%2e`, and could leave the product's path prefix.
_DOTS = frozenset({".", ".."})
# A sign-in that returns here would start again at once.
_LOOPS = frozenset({"sign-in", "sign-out"})


def validate_return_path(text: str) -> str:
    """Return the path unchanged if it is one of this site. Raises `invalid-parameter`."""
    if len(text) > LONGEST_PATH:
        raise _invalid()
    segments = [unquote(segment) for segment in text.partition("?")[0].split("/")]
    is_own = _PATH.fullmatch(text) and _DOTS.isdisjoint(segments)
    if not is_own or segments[1] in _LOOPS:
        raise _invalid()
    return text


def _invalid() -> Refused:
    return Refused(Problem.INVALID_PARAMETER, facts={"parameter": PARAMETER})
