"""Texts of 60 KB that are expensive for code that normalises, splits or folds before it checks the length."""

import time
from collections.abc import Callable, Mapping

SIZE = 60_000
ROUNDS = 5
# Shorter times are below the resolution of the processor clock.
LEAST_SECONDS = 0.0002


def filled(piece: str, before: str = "") -> str:
    """Repeat the piece until the text has 60 KB of UTF-8."""
    return before + piece * ((SIZE - len(before.encode())) // len(piece.encode()))


HOSTILE: Mapping[str, str] = {
    "marks of two classes in turn": filled("\u0301\u0323", "a"),
    "marks of three classes in turn": filled("\u0345\u0301\u0323", "a"),
    "marks of one class behind those of another": "a" + "\u0345" * 15_000 + "\u0334" * 14_999,
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


def processor_time(call: Callable[[], object]) -> float:
    """Return the processor time of one call in seconds."""
    started = time.process_time()
    call()
    return time.process_time() - started


def costs_at_most(
    times: float, plain: Callable[[], object], hostile: Callable[[], object], least: float = LEAST_SECONDS
) -> bool:
    """Tell whether the hostile call takes at most `times` as long as the plain one, by the best of several rounds.

    A plain call counts as `least` seconds if it takes less.
    """
    slowest = fastest = float("inf")
    for _ in range(ROUNDS):
        fastest = min(fastest, processor_time(plain))
        slowest = min(slowest, processor_time(hostile))
        if slowest <= times * max(fastest, least):
            return True
    return False
