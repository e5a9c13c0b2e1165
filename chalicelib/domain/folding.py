"""Fold names and queries for comparison in search: ignore case, accents, character width and punctuation.

The rules are those of docs/design.md "Search".
"""

import re
import unicodedata

# Letters without a Unicode decomposition, and what people type who do not have them on the keyboard.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
# Combining classes of marks that are kept, because they change the word: vowel signs, nuktas, voicing, viramas.
_SPELLING_MARKS = frozenset({0, 7, 8, 9})
_INVISIBLE = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_APOSTROPHE = "['`\u2018\u2019\u201b\u2032\u02b9\u02bb-\u02bf]"
_ACUTE_ACCENT = "\u00b4"
# An elided article is a word of its own: "orleans" finds "Université d'Orléans". All other apostrophes are
# dropped: "kings" finds "King's College", "xian" finds "Xi'an".
_ELISION = re.compile(rf"\b(d|l|(?:a|da|de|ne|su)ll){_APOSTROPHE}")
_IN_WORD = re.compile(_APOSTROPHE)
_PUNCTUATION = re.compile(r"(?:[^\w ]|_)+")


def fold(text: str) -> str:
    """Return the words of the text, joined by spaces; for a text without letters and digits, its symbols."""
    return " ".join(words(text)) or "".join(char for char in plain(text) if _is_symbol(char))


def words(text: str) -> list[str]:
    """Return the words of the text: runs of letters, digits and their marks, without apostrophes."""
    joined = _IN_WORD.sub("", _ELISION.sub(r"\1 ", plain(text)))
    return _PUNCTUATION.sub(_marks_and_spaces, joined).split()


def plain(text: str) -> str:
    """Remove case, accents, character width and invisible characters; keep punctuation."""
    if text.isascii():
        return text.lower()
    # NFKD turns an acute accent that was typed as an apostrophe into a space.
    unmarked = _without_marks(text.replace(_ACUTE_ACCENT, "'"))
    unmarked = _without_marks(unmarked.casefold())
    return unicodedata.normalize("NFKC", unmarked).translate(_LETTERS)


def _without_marks(text: str) -> str:
    decomposed = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
    return "".join(char for char in decomposed if not _is_mark(char))


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) not in _SPELLING_MARKS or unicodedata.category(char) == "Cf"


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _marks_and_spaces(match: re.Match[str]) -> str:
    # `\w` does not match the vowel signs of many scripts, so marks are kept here.
    return "".join(char if unicodedata.category(char)[0] == "M" else " " for char in match[0])
