"""Where one person's mail address stands in stored values, in whatever spelling, and the same values without it.

Refuses to know which rows there are. Of two readings of a text it takes the one that finds the address.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import unquote

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.mail_address import MailAddress

# Stands where an address stood: reads as one, and RFC 2606 keeps its domain from ever being anybody's.
MARKER = MailAddress.parse("erased@erased.invalid")

# What a local part may be made of, and up to the next character that no domain has.
_RUN = re.compile(r"[A-Za-z0-9.#$&'*+/=^_`{}~-]+@[^\s@<>()\[\]{},;:!?\"'/\\&=#$*+^_`|~]+")
# What a local part may hold, and yet parts a key or a URL.
_BEFORE = ("#", "/", "=", "&")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
# A sentence's full stop, or a dash, is none of the domain's.
_AFTER = ".-\u3002"


@dataclass(frozen=True)
class Traces:
    """The traces of whoever has this address; `folded` is what `MailAddress` makes of all its spellings."""

    folded: str

    @classmethod
    def of(cls, typed: str) -> "Traces":
        """Those of the address in any of its spellings. Raises `Invalid`."""
        return cls(MailAddress.parse(typed).folded)

    def stand_in(self, value: Any) -> bool:
        """Whether the address is anywhere in this text, or in what this JSON value is made of."""
        return bool(self.struck(value) != value)

    def may_stand_in(self, stored: Any) -> bool:
        """Whether the address may be in an item that cannot be read: rather once too often than overlooked.

        What is JSON is read as JSON. In all the rest it is enough that both halves of the address stand somewhere.
        """
        texts = list(_texts(stored))
        documents = {text: read for text in texts if (read := _read(text)) is not None}
        rest = "\n".join(text for text in texts if text not in documents)
        return any(self.stand_in(read) for read in documents.values()) or self._may_stand_in_text(rest)

    def _may_stand_in_text(self, text: str) -> bool:
        plain = unquote(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)).casefold()
        local, _, domain = self.folded.partition("@")
        domains = {domain, DomainRules.display(domain), domain.replace("gmail", "googlemail")}
        # Some hosts pass over dots.
        spelt = r"\.?".join(map(re.escape, local))
        named = re.search(rf"(?<!\w){spelt}(?!\w)", plain) is not None
        return self.stand_in(plain) or (named and any(one in plain for one in domains))

    def struck(self, value: Any) -> Any:
        """The value with the marker wherever the address stood."""
        match value:
            case str():
                return self._struck_text(value)
            case {"local": str(local), "domain": str(domain), **rest} if self._are(f"{local}@{domain}"):
                return {"local": MARKER.local, "domain": MARKER.domain, **self.struck(rest)}
            case dict():
                return {self.struck(name): self.struck(one) for name, one in value.items()}
            case list():
                return [self.struck(one) for one in value]
            case _:
                return value

    def _struck_text(self, text: str) -> str:
        """What is an address and nothing else is taken at its word; a sentence or a key is searched for one."""
        plain = unquote(text)
        if "@" not in plain:
            return text
        if "#" not in text and _parsed(text):
            return str(MARKER) if self._are(text) else text
        for spelt in (text, plain):
            struck = _RUN.sub(self._replaced, spelt)
            if struck != spelt:
                return struck
        return text

    def _replaced(self, run: re.Match[str]) -> str:
        found = next((place for place in _readings(run[0]) if self._are(run[0][place])), None)
        return f"{run[0][: found.start]}{MARKER}{run[0][found.stop :]}" if found else run[0]

    def _are(self, text: str) -> bool:
        address = _parsed(text)
        return address is not None and address.folded == self.folded


def _texts(stored: Any) -> Iterator[str]:
    """Every text of an item; the name of an attribute only where it may be an address."""
    match stored:
        case str():
            yield stored
        case Mapping():
            yield from (name for name in stored if "@" in unquote(name))
            for one in stored.values():
                yield from _texts(one)
        case list():
            for one in stored:
                yield from _texts(one)
        case _:
            pass


def _read(text: str) -> Any:
    """What the text says as JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _parsed(text: str) -> MailAddress | None:
    try:
        return MailAddress.parse(text)
    except Invalid:
        return None


def _readings(run: str) -> Iterator[slice]:
    """Where an address may lie: from what parts a key or a URL, or quotes, on; to the end, or to other letters."""
    local, _, domain = run.partition("@")
    ascii_domain = "".join(takewhile(str.isascii, domain))
    ends = {len(run.rstrip(_AFTER)), len(local) + 1 + len(ascii_domain.rstrip(_AFTER))}
    for start in range(len(local)):
        if local[:start].endswith(_BEFORE) or not any(one.isalnum() for one in local[:start]):
            yield from (slice(start, end) for end in sorted(ends, reverse=True))
