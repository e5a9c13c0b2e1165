"""What stands where a mail address was erased, and the removal of every address from a value."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.patterns import pattern

T = TypeVar("T")

# Replaces an erased address. It parses as an address; RFC 2606 reserves its domain.
MARKER = MailAddress("erased", "erased.invalid")

# Whatever is written together around an "@", in doubt too much: in a URL, and of full width.
ADDRESS = pattern(r"[^\s<>()\[\]{},;:\"'\\|]+(?:[@\uff20\ufe6b]|%40)[^\s<>()\[\]{},;:\"'\\|]+", re.IGNORECASE)


def without_addresses(value: T) -> T:
    """Return the value with the marker for every mail address in its texts. Ids stay: they hold no address."""
    left: Any = value
    if isinstance(value, str) and not isinstance(value, Enum):
        left = ADDRESS.sub(str(MARKER), value)
    elif isinstance(value, tuple):
        left = tuple(map(without_addresses, value))
    elif isinstance(value, Mapping):
        left = {name: without_addresses(member) for name, member in value.items()}
    elif is_dataclass(value):
        texts = [one.name for one in fields(value) if not one.name.endswith("_id")]
        left = replace(left, **{name: without_addresses(getattr(value, name)) for name in texts})
    result: T = left
    return result
