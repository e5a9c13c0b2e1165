"""Take off what comes along when people copy addresses and domains: names, quotes, brackets, separators.

Whether what is left is an address, or a domain, is judged by its parser.
"""

import re
from collections.abc import Iterator, Mapping

from chalicelib.domain.patterns import pattern
from chalicelib.domain.text.characters import DROPPED, END_MARKS, SPACES
from chalicelib.domain.text.joiners import JOINERS

# Characters that NFKC maps to an at sign.
AT_SIGNS = frozenset("@\ufe6b\uff20")
# Full-width and small forms of ASCII, and the quotation marks that word processors make of those of ASCII.
_AS_ASCII: Mapping[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict(zip(map(ord, "﹒。｡﹫﹐、﹔‘’‚‛ʼ′“”„‟«»"), "...@,,;''''''\"\"\"\"\"\"", strict=True)),
}
_APOSTROPHES = "'’‘‛"
_INVISIBLE = str.maketrans(dict.fromkeys(DROPPED + JOINERS))
_BLANKS = f"\t\n\r\v\f{SPACES}{DROPPED}{END_MARKS}{JOINERS}"
QUOTES = f'{DROPPED}{END_MARKS}{JOINERS}"<>();,“”„‟«»‹›＜＞（）；，、「」『』《》〈〉【】'
_AROUND = f"{_BLANKS}{QUOTES}"
_NAME_AND_ADDRESS = pattern(r"(?:\"[^\"]*\"|[^\"<>])*<([^<>]*)>?")
_MAILTO = pattern(r"\Amailto:([^?]*).*\Z", re.IGNORECASE | re.DOTALL)
# A name in quotes may have anything in it, and an address in angle brackets ends what belongs to it.
_TOKEN = pattern(r"(?P<address><[^<>]*>)|(?P<separator>[,;\n\r\v\f])|(?P<words>\"[^\"]*\"|[^\"<>,;\n\r\v\f]+|.)")
_DOT_INSIDE = pattern(r"\S\.\S")


def bare(text: str) -> str:
    """Return the text without quotes, brackets, separators and invisible characters around it."""
    inner = text.strip(_AROUND)
    # An address may begin with an apostrophe, but none ends with one.
    return inner.strip(_AROUND + _APOSTROPHES) if inner[-1:] in _APOSTROPHES else inner


def bare_address(text: str) -> str:
    """Return the address in a text such as `Name <address>`, or what there is instead."""
    normal = text.translate(_AS_ASCII).rstrip(f"{_AROUND}.").lstrip(f"{_BLANKS};,")
    named = _NAME_AND_ADDRESS.fullmatch(normal)
    inner = bare(named[1] if named else normal)
    local, at, domain = _MAILTO.sub(r"\1", inner).rpartition("@")
    # Joiners in a domain are judged by IDNA 2008.
    return f"{local.translate(_INVISIBLE)}{at}{domain}"


def separate_addresses(text: str) -> list[str]:
    """Return what was pasted as a list of addresses, one text for each; names in it may have commas.

    A text that holds no address stays one of its own, for its field to report it.
    """
    texts: list[str] = []
    family_name = ""
    for piece, end in _pieces(text.translate(_AS_ASCII)):
        whole = f"{family_name}, {piece}" if family_name else piece
        family_name = whole if end == "," and _is_name(piece) else ""
        if not family_name:
            texts += [whole] if "<" in piece else [part for one in whole.split(", ") for part in _by_spaces(one)]
    return texts + family_name.split(", ") if family_name else texts


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands between separators, with the one that ends it; an address in angle brackets ends by itself."""
    piece = ""
    for token in _TOKEN.finditer(f"{text};"):
        is_separator = token.lastgroup == "separator"
        piece += "" if is_separator else token[0]
        if token.lastgroup != "words":
            if piece.strip():
                yield piece.strip(), token[0] if is_separator else ">"
            piece = ""


def _is_name(piece: str) -> bool:
    """Whether the piece may be a part of a name, and no address with a slip in it."""
    return "@" not in piece and not _DOT_INSIDE.search(piece)


def _by_spaces(piece: str) -> list[str]:
    """Split addresses that have only blanks between them."""
    words = piece.split()
    return words if len(words) > 1 and all("@" in word for word in words) else [piece]
