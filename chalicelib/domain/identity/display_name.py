"""Choose the name under which a person is shown to others.

People may set any name at their identity provider, so a name could imitate a mail address or the product.
"""

from collections.abc import Iterable
from unicodedata import category

from chalicelib.domain import text
from chalicelib.domain.errors import Invalid
from chalicelib.domain.folding import fold
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.pasted import AT_SIGNS
from chalicelib.domain.text.characters import without_deceiving
from chalicelib.domain.text.joiners import JOINERS
from chalicelib.domain.value_classes import value_class

LONGEST_NAME = 200
# Longer names are cut before invisible characters are removed.
LONGEST_CLAIM = 1000


@value_class
class ReservedNames:
    """Names that no person may use: those of the product, its mail sender and its support."""

    keys: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> "ReservedNames":
        """Create from names; empty names are ignored."""
        return cls(frozenset(_key(name) for name in names if _key(name)))

    def holds(self, name: str) -> bool:
        """Whether the name equals a reserved one, apart from case, accents, width, punctuation and spaces."""
        return _key(name) in self.keys


def display_name(claimed: str, email: MailAddress, reserved: ReservedNames) -> str:
    """Return the claimed name as one safe, visible line; otherwise the local part of the verified address."""
    if _contains_at_sign(claimed):
        return email.local
    try:
        name = text.link_free_note(_visible_line(claimed[:LONGEST_CLAIM])[:LONGEST_NAME])[:LONGEST_NAME].rstrip()
    except Invalid:
        return email.local
    return email.local if text.is_blank(name) or reserved.holds(name) else name


def stored_name(name: str, email: str = "") -> str:
    """Clean a stored name. Earlier releases stored names that contain an address; they become its local part."""
    return email.rpartition("@")[0] if _contains_at_sign(name) else name


def _contains_at_sign(name: str) -> bool:
    return any(sign in name for sign in AT_SIGNS)


def _visible_line(text: str) -> str:
    """Remove what is hidden from readers, except joiners, which a script may need, and collapse white space."""
    seen = (char for char in without_deceiving(text) if char.isspace() or char in JOINERS or category(char)[0] != "C")
    return " ".join("".join(seen).split())


def _key(name: str) -> str:
    """Comparison key. Removes all invisible characters; `fold` keeps some of them."""
    visible = "".join(char for char in name[:LONGEST_NAME] if char.isspace() or not text.is_blank(char))
    return fold(visible).replace(" ", "")
