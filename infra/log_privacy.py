"""What no line of a log may tell of anybody: a mail address, a token, or the words that somebody typed.

Refuses to know where lines come from.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import quote, quote_plus

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
# What itsdangerous signs with SHA-256, and whatever is a JWT.
SIGNED = re.compile(r"[\w-]{16,}\.[\w-]{43}(?![\w-])|eyJ[\w-]+\.[\w-]+\.")


def tells_on_somebody(line: str) -> bool:
    """Whether a mail address or a token stands in the line."""
    return bool(indiscretions([line]))


def indiscretions(lines: Iterable[str], typed: Collection[str] = ()) -> list[str]:
    """The lines that hold an address, a token or what was `typed`, with only the kind of it left in its place."""
    plain = [_plain(line) for line in lines]
    whole = "\n".join(plain)
    # A pattern of everything that was typed would take a minute for what a look for each does at once.
    there = {one for text in typed for one in _spellings(text) if one in whole}
    blots = {ADDRESS: "<address>", SIGNED: "<token>"}
    if there:
        spelled = sorted(there, key=len, reverse=True)
        blots = {re.compile("|".join(map(re.escape, spelled))): "<what somebody typed>", **blots}
    return [blotted for line in plain if (blotted := _blotted(line, blots)) != line]


def _blotted(line: str, blots: dict[re.Pattern[str], str]) -> str:
    for pattern, kind in blots.items():
        line = pattern.sub(kind, line)
    return line


def _plain(line: str) -> str:
    """JSON spells letters beyond ASCII by number, under which nobody would be found."""
    try:
        return json.dumps(json.loads(line), ensure_ascii=False)
    except ValueError:
        return line


def _spellings(text: str) -> Iterator[str]:
    """As it was typed, as JSON has it, and as an address on the web has it."""
    yield from (text, json.dumps(text, ensure_ascii=False)[1:-1], quote(text), quote_plus(text))
