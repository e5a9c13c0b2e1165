"""Decides under which name somebody is shown to others, who may take it for the truth.

The provider lets people choose their names, so a name may pose as an address, or as the product itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import category

from chalicelib.domain import text
from chalicelib.domain.errors import Invalid
from chalicelib.domain.folding import fold
from chalicelib.domain.identity.mail_address import MailAddress

LONGEST_NAME = 200
# Some of what a name holds is not shown. Beyond this many characters nothing is looked at.
LONGEST_CLAIM = 1000
# The characters that NFKC turns into an at sign.
AT_SIGNS = frozenset("@\ufe6b\uff20")


@dataclass(frozen=True)
class ReservedNames:
    """Names that nobody is shown under: those of the product, and of whoever writes and helps in its name."""

    keys: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> "ReservedNames":
        """Empty names reserve nothing."""
        return cls(frozenset(_key(name) for name in names if _key(name)))

    def holds(self, name: str) -> bool:
        """Whether the name reads like one of them; case, accents, width, punctuation and blanks do not count."""
        return _key(name) in self.keys


def display_name(said: str, email: MailAddress, reserved: ReservedNames) -> str:
    """One visible line that is safe to show others; the local part of the verified address where there is none."""
    if _contains_at_sign(said):
        return email.local
    try:
        name = text.link_free_note(_visible_line(said[:LONGEST_CLAIM])[:LONGEST_NAME])[:LONGEST_NAME].rstrip()
    except Invalid:
        return email.local
    return email.local if text.is_blank(name) or reserved.holds(name) else name


def stored_name(name: str, email: str = "") -> str:
    """A name as records keep it. Earlier releases kept names that hold an address: then the own local part."""
    return email.rpartition("@")[0] if _contains_at_sign(name) else name


def _contains_at_sign(name: str) -> bool:
    return any(sign in name for sign in AT_SIGNS)


def _visible_line(said: str) -> str:
    """The words without control, bidirectional and zero-width characters."""
    return " ".join("".join(char for char in said if char.isspace() or category(char)[0] != "C").split())


def _key(name: str) -> str:
    """Equal for names that read alike; also without characters that nobody sees, of which search leaves some."""
    seen = "".join(char for char in name[:LONGEST_NAME] if char.isspace() or not text.is_blank(char))
    return fold(seen).replace(" ", "")
