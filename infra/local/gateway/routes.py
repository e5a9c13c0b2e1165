"""Match paths to routes by API Gateway's rules."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Rank(IntEnum):
    """Precedence of sibling segments."""

    CONCRETE = 0
    VARIABLE = 1
    GREEDY = 2


class Match(NamedTuple):
    route: str
    parameters: dict[str, str]


class Routes:
    """Matches concrete before variable before greedy segments, from left to right.

    Chalice's own matcher lets `{proxy+}` match only one segment. Segments stay percent-encoded, as on AWS.
    """

    def __init__(self, routes: Iterable[str]) -> None:
        self._routes = [(route, _segments(route)) for route in sorted(routes, key=_specificity)]

    def match(self, path: str) -> Match | None:
        """Find the route of a path; a trailing slash is ignored."""
        segments = _segments(path)
        for route, pattern in self._routes:
            parameters = _captured(pattern, segments)
            if parameters is not None:
                return Match(route, parameters)
        return None


def _segments(path: str) -> list[str]:
    trimmed = path.removesuffix("/")
    return trimmed.split("/")[1:]


def _rank(segment: str) -> Rank:
    if not segment.startswith("{"):
        return Rank.CONCRETE
    return Rank.GREEDY if segment.endswith("+}") else Rank.VARIABLE


def _specificity(route: str) -> list[Rank]:
    return [_rank(segment) for segment in _segments(route)]


def _captured(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    """Return the path parameters, or None if the pattern does not match."""
    greedy = bool(pattern) and _rank(pattern[-1]) is Rank.GREEDY
    if len(segments) < len(pattern) or (len(segments) > len(pattern) and not greedy):
        return None
    parameters: dict[str, str] = {}
    for part, segment in zip(pattern, segments, strict=False):
        if _rank(part) is Rank.CONCRETE:
            if part != segment:
                return None
        elif not segment and _rank(part) is Rank.VARIABLE:
            return None
        else:
            parameters[part.strip("{+}")] = segment
    if greedy:
        parameters[pattern[-1].strip("{+}")] = "/".join(segments[len(pattern) - 1 :])
    return parameters
