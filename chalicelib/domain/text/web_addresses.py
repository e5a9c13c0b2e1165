"""Find web addresses in text that is mailed to other people: mail programs turn them into links.

The text is judged as a mail program or a reader takes it: in normal width (NFKC), lower case, every kind of dot a full
stop. A name of a product keeps its dots: a host counts only with a public suffix, and a slash behind it.
"""

import re
import unicodedata

import idna

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.patterns import pattern
from chalicelib.domain.public_suffix_list import listed_suffix

# Longest part of the text that an error quotes.
LONGEST_FOUND = 60

_DOTS = str.maketrans(dict.fromkeys("\u2024\u3002\uff0e\uff61", "."))
_SLASH = r"[/\\\u2044\u2215\u29f8]"
_SCHEME_OR_WWW = pattern(rf"(?:[a-z][a-z0-9+.-]{{0,30}})?:{_SLASH}{{2}}|(?<![a-z0-9])www\.")
# Of punctuation in ASCII a host has full stop, hyphen and underscore. A port may stand behind it.
_IN_HOST = r"[^\x00-\x2c/:-@\[-^`{-\x7f\s\u2044\u2215\u29f8]"
_HOST_AND_SLASH = pattern(rf"(?<!{_IN_HOST})({_IN_HOST}+)(?::[0-9]{{1,5}})?{_SLASH}")


def refuse_web_address(text: str) -> None:
    """Raise `Invalid` with the words in which a web address was found. The text is clean and of limited length."""
    found = next(filter(None, map(_web_address, text.split())), "")
    if found:
        raise Invalid(FieldCode.CONTAINS_LINK, found=found)


def _web_address(word: str) -> str:
    """Return the word as it was typed if there is a web address in it; of a long word what begins with the address."""
    judged = unicodedata.normalize("NFKC", word).translate(_DOTS).lower()
    places = [match.start() for match in (_SCHEME_OR_WWW.search(judged), _host(judged)) if match]
    if not places:
        return ""
    return word if len(word) <= LONGEST_FOUND else judged[min(places) :][:LONGEST_FOUND]


def _host(judged: str) -> re.Match[str] | None:
    return next((match for match in _HOST_AND_SLASH.finditer(judged) if _has_listed_suffix(match[1])), None)


def _has_listed_suffix(run: str) -> bool:
    """Whether a host ends here. An ellipsis is no dot of a host, and the full stop of the root may end it."""
    host = re.split(r"\.{2,}", run.removesuffix("."))[-1].strip("-_.")
    return "." in host and bool(listed_suffix(".".join(map(_u_label, host.split(".")))))


def _u_label(label: str) -> str:
    try:
        return idna.ulabel(label) if label.startswith("xn--") else label
    except idna.IDNAError:
        return label
