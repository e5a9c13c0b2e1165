"""Validate names and notes: length, allowed characters, no links. Escaping is the task of the renderers."""

import re
import unicodedata

from chalicelib.domain.errors import FieldCode, Invalid

NAME_MIN = 2
NAME_MAX = 200
NAME_MAX_WORDS = 30
NOTE_MAX = 1000
# Input may be this many times longer than the stored text: NFC composes up to four characters into one, and
# CR LF becomes one character.
TYPED_PER_KEPT = 4
# No script puts more marks on a letter (UAX #15, Stream-Safe Text Format). Normalisation sorts the marks of a
# letter in quadratic time.
MARKS_MAX = 30

_SURROGATES = r"\ud800-\udfff"
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_BIDIRECTIONAL = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Joiners, soft hyphens and tags hide text or make two names look the same; variation selectors are harmless.
_ZERO_WIDTH = r"\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
_VARIATION_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f"
# Of both kinds, outside the Basic Multilingual Plane.
_TAGS, _FURTHER_SELECTORS = r"\U000e0000-\U000e007f", r"\U000e0100-\U000e01ef"
_FILLERS = r"\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

_FORBIDDEN_BMP = f"{_CONTROL}{_BIDIRECTIONAL}{_ZERO_WIDTH}"
_FORBIDDEN = re.compile(f"[{_FORBIDDEN_BMP}{_SURROGATES}{_TAGS}]")
_INVISIBLE_BMP = rf"\s{_FORBIDDEN_BMP}{_VARIATION_SELECTORS}{_FILLERS}"
_INVISIBLE = f"{_INVISIBLE_BMP}{_SURROGATES}{_TAGS}{_FURTHER_SELECTORS}"
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_VISIBLE = re.compile(f"[^{_INVISIBLE}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
# Mail clients turn every word that starts with `www.` into a link.
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)

# The same rules for programs that check before they send: regular expressions that Python and ECMA-262 read alike, so
# without characters outside the Basic Multilingual Plane. What they refuse is refused here too.
_NO_LINK_AHEAD = r"(?![\s\S]*(?:://|\b[wW]{3}\.))"
_WORDS_AHEAD = rf"(?=\s*\S+(?:\s+\S+){{0,{NAME_MAX_WORDS - 1}}}\s*$)"
_VISIBLE_AHEAD = rf"(?=(?:[{_INVISIBLE_BMP}]*[^{_INVISIBLE_BMP}]){{{NAME_MIN}}})"
_LINES = _FORBIDDEN_BMP.replace(r"\x00-\x1f", r"\x00-\x08\x0b\x0c\x0e-\x1f")
_TRIMMED_LINES = rf"\s*(?:[^\s{_LINES}](?:[^{_LINES}]*[^\s{_LINES}])?)?\s*"
NAME_PATTERN = (
    rf"^{_NO_LINK_AHEAD}{_WORDS_AHEAD}{_VISIBLE_AHEAD}"
    rf"\s*[^\s{_FORBIDDEN_BMP}](?:[^{_FORBIDDEN_BMP}]*[^\s{_FORBIDDEN_BMP}])?\s*$"
)
NOTE_PATTERN = f"^{_TRIMMED_LINES}$"
LINK_FREE_NOTE_PATTERN = f"^{_NO_LINK_AHEAD}{_TRIMMED_LINES}$"
REASON_PATTERN = f"^(?:{_TRIMMED_LINES}|[{_INVISIBLE_BMP}]*)$"
VISIBLE_PATTERN = f"[^{_INVISIBLE_BMP}]"


def account_name(text: str) -> str:
    """Return the name on one line, with white space trimmed and collapsed. Raises `Invalid`.

    Invisible characters do not count towards the minimum length. Words are separated by white space.
    """
    name = _normalized(text, NAME_MAX).strip()
    _refuse_forbidden(name)
    words = name.split()
    name = " ".join(words)
    if len(_INVISIBLE_RUN.sub("", name)) < NAME_MIN:
        raise Invalid(FieldCode.TOO_SHORT, limit=NAME_MIN)
    _refuse_longer(name, NAME_MAX)
    if len(words) > NAME_MAX_WORDS:
        raise Invalid(FieldCode.TOO_MANY_WORDS, limit=NAME_MAX_WORDS)
    _refuse_link(name)
    return name


def note(text: str, limit: int = NOTE_MAX) -> str:
    """Return trimmed text of several lines, line ends as LF and tabs as spaces; may be empty. Raises `Invalid`."""
    lines = _LINE_END.sub("\n", _normalized(text, limit)).replace("\t", " ").strip()
    _refuse_forbidden(lines.replace("\n", ""))
    _refuse_longer(lines, limit)
    return lines


def reason(text: str) -> str:
    """Return the reason as a `note`, empty if the text is blank or invisible. Raises `Invalid`."""
    _refuse_longer(text, NOTE_MAX, TYPED_PER_KEPT)
    return "" if is_blank(text) else note(text)


def link_free_note(text: str, limit: int = NOTE_MAX) -> str:
    """Return a `note` that will be mailed to other people, so it may not contain a link. Raises `Invalid`."""
    lines = note(text, limit)
    _refuse_link(lines)
    return lines


def is_blank(text: str) -> bool:
    """Whether the text has no visible character."""
    return not _VISIBLE.search(text)


def _normalized(text: str, limit: int) -> str:
    """Normalise to NFC. Length and marks are checked first, because normalising long input is slow."""
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
    match = _FORBIDDEN.search(text)
    if match:
        raise _forbidden(match[0])


def _forbidden(character: str) -> Invalid:
    return Invalid(FieldCode.FORBIDDEN_CHARACTER, character=f"U+{ord(character):04X}")


def _refuse_longer(text: str, limit: int, times: int = 1) -> None:
    if len(text) > times * limit:
        raise Invalid(FieldCode.TOO_LONG, limit=limit)


def _refuse_link(text: str) -> None:
    if _LINK.search(text):
        raise Invalid(FieldCode.CONTAINS_LINK)
