"""What counts as a mail address, when two of them are one person, and how much of one a stranger may see.

Refuses to know whether anybody reads the mailbox, or whether the address is fit for a role.
"""

import re
from dataclasses import dataclass

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.host_name import ends_in_number, to_a_labels, to_u_labels

MAX_LOCAL = 64
MAX_ADDRESS = 254
# Decomposed, a character of a domain is up to four; beyond that, nothing comes down to `MAX_ADDRESS`.
MAX_TYPED = 4 * MAX_ADDRESS

# A dot-atom of RFC 5322 without four of its characters: `%` and `!` ask a relay to deliver elsewhere, which
# would carry a mail past the domain that was checked; `?` makes an encoded word of a header; `|` is a pipe to
# mail programs of old.
_ATOM = r"[A-Za-z0-9#$&'*+/=^_`{}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")

_GMAIL = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True)
class MailAddress:
    """Made by `parse`, so the domain is in A-labels and lower case; the local part stays as typed."""

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str) -> "MailAddress":
        """One bare address; display names, quotes, comments and IP literals are none. Raises `Invalid`."""
        if len(text) > MAX_TYPED:
            raise Invalid(FieldCode.ADDRESS_MALFORMED)
        local, _, domain = text.strip().rpartition("@")
        address = cls(local, _kept(domain))
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
        """What access and look-ups are keyed by: the local part exactly, for only its host may fold it."""
        return str(self)

    @property
    def folded(self) -> str:
        """Equal for two addresses of one person, as docs/design.md "Self-approval" sees it; never mail to it."""
        local = self.local.lower()
        name = local[0] + local[1:].partition("+")[0]
        if self.domain in _GMAIL:
            return f"{name.replace('.', '')}@gmail.com"
        return f"{name}@{self.domain}"

    @property
    def masked(self) -> str:
        """Enough for a colleague to guess who it is: `p•••@example.com`, whatever the length."""
        return f"{self.local[0]}•••@{self.domain}"


def _kept(domain: str) -> str:
    try:
        return to_a_labels(to_u_labels(domain))
    except ValueError:
        raise Invalid(FieldCode.ADDRESS_MALFORMED) from None
