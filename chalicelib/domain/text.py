"""What people may write in names and notes: how long, in which characters, and with no link to lure anybody.

Refuses to know what the text means, how it is quoted or escaped, and where it is shown.
"""

import re
import unicodedata

from chalicelib.domain.errors import FieldCode, Invalid

NAME_MIN = 2
NAME_MAX = 200
NAME_MAX_WORDS = 30
NOTE_MAX = 1000
# What is typed may be longer than what is kept: NFC makes one character of at most four, and a line end is two.
TYPED_PER_KEPT = 4
# No writing puts more marks on one letter (UAX #15, Stream-Safe Text Format). Normalising sorts the marks of a
# letter, which takes the square of their number.
MARKS_MAX = 30

_CONTROL = r"\x00-\x1f\x7f-\x9f\ud800-\udfff"
_BIDIRECTIONAL = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Joiners, soft hyphens and tags hide text or make twins of a name; variation selectors only choose a glyph.
_ZERO_WIDTH = r"\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_VARIATION_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FILLERS = r"\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

_FORBIDDEN = re.compile(f"[{_CONTROL}{_BIDIRECTIONAL}{_ZERO_WIDTH}]")
_INVISIBLE = rf"\s{_CONTROL}{_BIDIRECTIONAL}{_ZERO_WIDTH}{_VARIATION_SELECTORS}{_FILLERS}"
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
_SEEN = re.compile(f"[^{_INVISIBLE}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
# Mail programs make a link of `www.` at the start of any word, not of the text alone.
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)


def account_name(text: str) -> str:
    """One line, white space trimmed and collapsed. Raises `Invalid`.

    Invisible characters do not help a name to be long enough; words are what white space parts.
    """
    name = _composed(text, NAME_MAX).strip()
    _refuse_forbidden(name)
    words = name.split()
    name = " ".join(words)
    if len(_UNSEEN.sub("", name)) < NAME_MIN:
        raise Invalid(FieldCode.TOO_SHORT, limit=NAME_MIN)
    _refuse_longer(name, NAME_MAX)
    if len(words) > NAME_MAX_WORDS:
        raise Invalid(FieldCode.TOO_MANY_WORDS, limit=NAME_MAX_WORDS)
    _refuse_link(name)
    return name


def note(text: str, limit: int = NOTE_MAX) -> str:
    """Free text of several lines, trimmed, every line end a line feed and every tab a space; may be empty."""
    lines = _LINE_END.sub("\n", _composed(text, limit)).replace("\t", " ").strip()
    _refuse_forbidden(lines.replace("\n", ""))
    _refuse_longer(lines, limit)
    return lines


def reason(text: str) -> str:
    """A note that gives a reason; blank or invisible text is none, and comes back empty."""
    _refuse_longer(text, NOTE_MAX, TYPED_PER_KEPT)
    return "" if is_blank(text) else note(text)


def link_free_note(text: str, limit: int = NOTE_MAX) -> str:
    """A `note` that strangers will read in a mail of ours, so it may lead them nowhere else."""
    lines = note(text, limit)
    _refuse_link(lines)
    return lines


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: white space, invisible characters and blank letters only."""
    return not _SEEN.search(text)


def _composed(text: str, limit: int) -> str:
    """The text in NFC. Its length is judged first, for normalising is what costs."""
    _refuse_longer(text, limit, TYPED_PER_KEPT)
    if text.isascii():
        return text
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > MARKS_MAX:
            raise _forbidden(char)
    return unicodedata.normalize("NFC", text)


def _refuse_forbidden(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found:
        raise _forbidden(found[0])


def _forbidden(character: str) -> Invalid:
    return Invalid(FieldCode.FORBIDDEN_CHARACTER, character=f"U+{ord(character):04X}")


def _refuse_longer(text: str, limit: int, times: int = 1) -> None:
    if len(text) > times * limit:
        raise Invalid(FieldCode.TOO_LONG, limit=limit)


def _refuse_link(text: str) -> None:
    if _LINK.search(text):
        raise Invalid(FieldCode.CONTAINS_LINK)
