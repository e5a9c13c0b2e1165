"""Find personal data in log lines: mail and network addresses, tokens and text that somebody typed."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import quote, quote_plus

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
# A value signed by itsdangerous with SHA-256, or a JWT.
SIGNED = re.compile(r"[\w-]{16,}\.[\w-]{43}(?![\w-])|eyJ[\w-]+\.[\w-]+\.")
# Of IPv4 and IPv6. The machine's own address is nobody's.
NETWORK = re.compile(
    r"(?<![\w.])(?!127\.)(\d{1,3}\.){3}\d{1,3}(?!\.?\w)"
    r"|(?<![\w:])([\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:])"
    r"|(?<![\w:])[\da-f]{1,4}(:[\da-f]{1,4}){0,6}::([\da-f]{1,4}(:[\da-f]{1,4}){0,6})?(?![\w:])",
    re.IGNORECASE,
)


def is_leaking(line: str) -> bool:
    """Whether the line holds an address or a token."""
    return bool(leaks([line]))


def leaks(lines: Iterable[str], typed: Collection[str] = ()) -> list[str]:
    """Return the lines that hold an address, a token or one of the `typed` texts, redacted to the kind of data."""
    plain = [_plain(line) for line in lines]
    whole = "\n".join(plain)
    # Substring search first: one pattern of all the typed texts would be far slower.
    present = {spelling for text in typed for spelling in _spellings(text) if spelling in whole}
    patterns = {ADDRESS: "<address>", NETWORK: "<network address>", SIGNED: "<token>"}
    if present:
        longest_first = sorted(present, key=len, reverse=True)
        patterns = {re.compile("|".join(map(re.escape, longest_first))): "<typed text>", **patterns}
    return [redacted for line in plain if (redacted := _redacted(line, patterns)) != line]


def _redacted(line: str, patterns: dict[re.Pattern[str], str]) -> str:
    for pattern, kind in patterns.items():
        line = pattern.sub(kind, line)
    return line


def _plain(line: str) -> str:
    """Decode JSON, whose escapes would hide non-ASCII letters."""
    try:
        return json.dumps(json.loads(line), ensure_ascii=False)
    except ValueError:
        return line


def _spellings(text: str) -> Iterator[str]:
    """Yield the text as it is, JSON-encoded and URL-encoded."""
    yield from (text, json.dumps(text, ensure_ascii=False)[1:-1], quote(text), quote_plus(text))
