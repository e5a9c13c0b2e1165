"""Parse, compare and mask mail addresses. Whether a mailbox exists is not checked."""

import re
from string import ascii_lowercase, ascii_uppercase

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.host_name import ends_in_number, to_a_labels, to_u_labels
from chalicelib.domain.value_classes import value_class

MAX_LOCAL = 64
MAX_ADDRESS = 254
# A decomposed character has up to four code points, so longer input always exceeds `MAX_ADDRESS`.
MAX_TYPED = 4 * MAX_ADDRESS

# A dot-atom of RFC 5322 without four characters: with `%` and `!` a relay may route the mail to a domain other
# than the one that was checked; `?` can form an encoded word in a header; `|` is a pipe in some old mail servers.
_ATOM = r"[A-Za-z0-9#$&'*+/=^_`{}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")

# `str.lower` would fold letters outside ASCII as well: U+212A, the Kelvin sign, would become a k.
_ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)

_GMAIL = frozenset({"gmail.com", "googlemail.com"})


@value_class
class MailAddress:
    """A mail address, made by `parse`: domain in lower-case A-labels, local part as typed."""

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str) -> "MailAddress":
        """Parse a bare address: no display name, quotes, comments or IP literals. Raises `Invalid`."""
        if len(text) > MAX_TYPED:
            raise Invalid(FieldCode.ADDRESS_MALFORMED)
        local, _, domain = text.strip().rpartition("@")
        address = cls(local, _a_labels(domain))
        well_formed = (
            len(local) <= MAX_LOCAL
            and _LOCAL.fullmatch(local)
            and "." in address.domain
            and not ends_in_number(address.domain)
            and len(str(address)) <= MAX_ADDRESS
        )
        if not well_formed:
            raise Invalid(FieldCode.ADDRESS_MALFORMED)
        return address

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """The mailbox, whatever the case of the address's ASCII letters: rights go by it. Never send mail to it."""
        return mailbox_key(str(self))

    @property
    def folded(self) -> str:
        """Equal for two addresses of one person (docs/design.md "Self-approval"). Never send mail to it."""
        local = self.local.lower()
        name = local[0] + local[1:].partition("+")[0]
        if self.domain in _GMAIL:
            return f"{name.replace('.', '')}@gmail.com"
        return f"{name}@{self.domain}"

    @property
    def masked(self) -> str:
        """The address as shown to other people, `p•••@example.com`: the length stays hidden."""
        return f"{self.local[0]}•••@{self.domain}"


def mailbox_key(address: str) -> str:
    """Return `MailAddress.key` of an address that was parsed before."""
    return address.translate(_ASCII_LOWER)


def _a_labels(domain: str) -> str:
    try:
        return to_a_labels(to_u_labels(domain))
    except ValueError:
        raise Invalid(FieldCode.ADDRESS_MALFORMED) from None
