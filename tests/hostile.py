"""Texts of 60 KB that are costly to whoever normalises, splits or folds before judging the length."""

import time
from collections.abc import Callable, Mapping

SIZE = 60_000
ROUNDS = 5
# Below this, the clock of the processor says little.
LEAST_SECONDS = 0.0002


def filled(piece: str, before: str = "") -> str:
    """As many of the pieces as 60 KB of UTF-8 hold."""
    return before + piece * ((SIZE - len(before.encode())) // len(piece.encode()))


HOSTILE: Mapping[str, str] = {
    "marks of two classes in turn": filled("\u0301\u0323", "a"),
    "marks of three classes in turn": filled("\u0345\u0301\u0323", "a"),
    "letters with a mark": filled("a\u0301"),
    "Hangul jamo": filled("\u1100\u1161\u11a8"),
    "ligatures of eighteen letters": filled("\ufdfa"),
    "zero width": filled("\u200b"),
    "white space": filled(" "),
    "line ends": filled("\r\n"),
    "A-labels": filled("xn--4ca."),
    "one A-label": filled("a", "xn--"),
    "labels": filled("\u00e9."),
    "full stops of all kinds": filled("a\u3002"),
    "dots": filled("."),
    "at signs": filled("a@"),
    "brackets": filled("["),
    "apostrophes": filled("l'"),
    "slashes": filled("/.."),
    "percent signs": filled("%41"),
    "commas": filled("a,"),
    "semicolons": filled("a=b;"),
    "words": filled("ab "),
    "letters": filled("a"),
}


def spent(call: Callable[[], object]) -> float:
    """The processor time of one call."""
    started = time.process_time()
    call()
    return time.process_time() - started


def costs_at_most(times: float, plain: Callable[[], object], hostile: Callable[[], object]) -> bool:
    """Whether the hostile call costs at most so many plain ones, by the best of several of each in turn."""
    dearest = cheapest = float("inf")
    for _ in range(ROUNDS):
        cheapest = min(cheapest, spent(plain))
        dearest = min(dearest, spent(hostile))
        if dearest <= times * max(cheapest, LEAST_SECONDS):
            return True
    return False
