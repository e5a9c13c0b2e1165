"""Parse, compare and mask mail addresses. Whether a mailbox exists is not checked."""

from string import ascii_lowercase, ascii_uppercase
from unicodedata import category

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.host_name import ends_in_number, to_a_labels, to_u_labels
from chalicelib.domain.identity.pasted import QUOTES, bare_address, separate_addresses
from chalicelib.domain.patterns import pattern
from chalicelib.domain.text.patterns import escaped
from chalicelib.domain.value_classes import value_class

MAX_LOCAL = 64
MAX_ADDRESS = 254
# A decomposed character has up to four code points, so longer input always exceeds `MAX_ADDRESS`.
MAX_TYPED = 4 * MAX_ADDRESS

# A dot-atom of RFC 5322 without four characters: with `%` and `!` a relay may route the mail to a domain other
# than the one that was checked; `?` can form an encoded word in a header; `|` is a pipe in some old mail servers.
_ATOM = r"[A-Za-z0-9#$&'*+/=^_`{}~-]+"
_OF_LOCAL = pattern(rf"{_ATOM}|\.")
_LOCAL = pattern(rf"{_ATOM}(?:\.{_ATOM})*")
# For programs that check before they send: every address that `parse` accepts matches it, in Python and ECMA-262.
_SPACE = r"\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_AT, _DOT = r"[@\ufe6b\uff20]", r"[.\u3002\ufe52\uff0e\uff61]"
_WORD = rf"[^{_SPACE}<>@\ufe6b\uff20]+"
PATTERN = rf"^(?:[\s\S]*[<:\uff1a\uff1c])?[{_SPACE}{escaped(QUOTES)}]*{_WORD}{_AT}{_WORD}{_DOT}{_WORD}"

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
        """Parse an address that people type or paste: a name, quotes and separators around it are taken off.

        Raises `Invalid` with what is wrong: the number of addresses, or the first character that no address has.
        """
        if len(text) > MAX_TYPED:
            raise Invalid(FieldCode.ADDRESS_MALFORMED, limit=MAX_ADDRESS)
        try:
            return cls.parse_exact(text)
        except Invalid:
            return cls._parse_pasted(text)

    @classmethod
    def _parse_pasted(cls, text: str) -> "MailAddress":
        count = sum("@" in one for one in separate_addresses(text))
        if count > 1:
            raise Invalid(FieldCode.ADDRESS_MALFORMED, count=count)
        address = bare_address(text)
        try:
            return cls.parse_exact(address)
        except Invalid:
            character = _misplaced(address)
            raise (Invalid(FieldCode.ADDRESS_MALFORMED, character=character) if character else _malformed()) from None

    @classmethod
    def parse_exact(cls, text: str) -> "MailAddress":
        """Parse a bare address: no display name, quotes, comments or IP literals. Raises `Invalid`."""
        if len(text) > MAX_TYPED:
            raise _malformed()
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
            raise _malformed()
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
        raise _malformed() from None


def _malformed() -> Invalid:
    return Invalid(FieldCode.ADDRESS_MALFORMED)


def _misplaced(address: str) -> str:
    """Return the first character that cannot be where it is, with its code point; an empty text if all can."""
    local, _, domain = address.rpartition("@")
    found = next((char for char in local if not _OF_LOCAL.fullmatch(char)), "") or next(
        (char for char in domain if category(char)[0] not in "LMN" and char not in "-.\u200c\u200d"), ""
    )
    if not found:
        return ""
    code_point = f"U+{ord(found):04X}"
    return code_point if category(found)[0] in "CZ" else f"{found} ({code_point})"
