"""Find one person's mail address in stored values, in any spelling, and redact it.

Where a text can be read in two ways, the reading that contains the address counts.
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
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.mail_address import MailAddress

# Characters of a local part, "@", then everything up to the next character that no domain contains.
_RUN = re.compile(r"[A-Za-z0-9.#$&'*+/=^_`{}~-]+@[^\s@<>()\[\]{},;:!?\"'/\\&=#$*+^_`|~]+")
# Characters that may be part of a local part, but also separate the parts of a key or a URL.
_SEPARATORS = ("#", "/", "=", "&")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
# A full stop or dash at the end of a sentence is not part of the domain.
_TRAILING = ".-\u3002"


@dataclass(frozen=True)
class AddressMatcher:
    """Finds one address; `folded` is the normal form that `MailAddress` gives all its spellings."""

    folded: str

    @classmethod
    def of(cls, typed: str) -> "AddressMatcher":
        """Parse the address. Raises `Invalid`."""
        return cls(MailAddress.parse_exact(typed).folded)

    def occurs_in(self, value: Any) -> bool:
        """Whether the address occurs anywhere in the text or JSON value."""
        return bool(self.redact(value) != value)

    def may_occur_in(self, stored: Any) -> bool:
        """Whether the address may occur in an unreadable item; true in case of doubt.

        JSON texts are parsed and searched. In other texts it suffices that both halves of the address occur somewhere.
        """
        texts = list(_texts(stored))
        documents = {text: read for text in texts if (read := _read(text)) is not None}
        rest = "\n".join(text for text in texts if text not in documents)
        return any(self.occurs_in(read) for read in documents.values()) or self._may_occur_in_text(rest)

    def _may_occur_in_text(self, text: str) -> bool:
        plain = unquote(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)).casefold()
        local, _, domain = self.folded.partition("@")
        domains = {domain, DomainRules.display(domain), domain.replace("gmail", "googlemail")}
        # Some hosts ignore dots in local parts.
        spelt = r"\.?".join(map(re.escape, local))
        named = re.search(rf"(?<!\w){spelt}(?!\w)", plain) is not None
        return self.occurs_in(plain) or (named and any(spelling in plain for spelling in domains))

    def redact(self, value: Any) -> Any:
        """Return the value with the address replaced by the marker."""
        match value:
            case str():
                return self._redact_text(value)
            case {"local": str(local), "domain": str(domain), **rest} if self._matches(f"{local}@{domain}"):
                return {"local": MARKER.local, "domain": MARKER.domain, **self.redact(rest)}
            case dict():
                return {self.redact(name): self.redact(member) for name, member in value.items()}
            case list():
                return [self.redact(member) for member in value]
            case _:
                return value

    def _redact_text(self, text: str) -> str:
        """Redact a text that is an address as a whole; search for addresses in sentences and keys."""
        plain = unquote(text)
        if "@" not in plain:
            return text
        if "#" not in text and _parsed(text):
            return str(MARKER) if self._matches(text) else text
        for spelt in (text, plain):
            redacted = _RUN.sub(self._replaced, spelt)
            if redacted != spelt:
                return redacted
        return text

    def _replaced(self, run: re.Match[str]) -> str:
        found = next((place for place in _readings(run[0]) if self._matches(run[0][place])), None)
        return f"{run[0][: found.start]}{MARKER}{run[0][found.stop :]}" if found else run[0]

    def _matches(self, text: str) -> bool:
        address = _parsed(text)
        return address is not None and address.folded == self.folded


def _texts(stored: Any) -> Iterator[str]:
    """Yield every text of an item, and the attribute names that may be addresses."""
    match stored:
        case str():
            yield stored
        case Mapping():
            yield from (name for name in stored if "@" in unquote(name))
            for member in stored.values():
                yield from _texts(member)
        case list():
            for member in stored:
                yield from _texts(member)
        case _:
            pass


def _read(text: str) -> Any:
    """Parse the text as JSON; return None if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _parsed(text: str) -> MailAddress | None:
    try:
        return MailAddress.parse_exact(text)
    except Invalid:
        return None


def _readings(run: str) -> Iterator[slice]:
    """Yield the ranges an address may take: from the start or a separator, to the end or the first non-ASCII letter."""
    local, _, domain = run.partition("@")
    ascii_domain = "".join(takewhile(str.isascii, domain))
    ends = {len(run.rstrip(_TRAILING)), len(local) + 1 + len(ascii_domain.rstrip(_TRAILING))}
    for start in range(len(local)):
        if local[:start].endswith(_SEPARATORS) or not any(character.isalnum() for character in local[:start]):
            yield from (slice(start, end) for end in sorted(ends, reverse=True))
