"""Folds names and queries into the text that search compares: without case, accents, width and punctuation.

docs/design.md "Search"; refuses to know what is searched, and where a word may be matched.
"""

import re
import unicodedata

# Letters that Unicode does not take apart, though people without them on the keyboard do.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
# Combining classes of marks without which a word is another one: vowel signs, nuktas, voicing, viramas.
_SPELLING_MARKS = frozenset({0, 7, 8, 9})
_UNSEEN = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_APOSTROPHE = "['`\u2018\u2019\u201b\u2032\u02b9\u02bb-\u02bf]"
_ACUTE_ACCENT = "\u00b4"
# An article without its vowel parts from its noun: "orleans" finds "Université d'Orléans". All other
# apostrophes are inside a word: "kings" finds "King's College", "xian" "Xi'an".
_ELISION = re.compile(rf"\b(d|l|(?:a|da|de|ne|su)ll){_APOSTROPHE}")
_IN_WORDS = re.compile(_APOSTROPHE)
_PUNCTUATION = re.compile(r"(?:[^\w ]|_)+")


def fold(text: str) -> str:
    """The words of the text, parted by single spaces; of a text without any letter or digit, its symbols."""
    return " ".join(words(text)) or "".join(char for char in plain(text) if _is_symbol(char))


def words(text: str) -> list[str]:
    """The words of the text: runs of letters, digits and their marks, with apostrophes left out."""
    joined = _IN_WORDS.sub("", _ELISION.sub(r"\1 ", plain(text)))
    return _PUNCTUATION.sub(_marks_and_spaces, joined).split()


def plain(text: str) -> str:
    """The text with its punctuation, but without case, accents, width and what nobody sees."""
    if text.isascii():
        return text.lower()
    # An accent typed for an apostrophe would become a space.
    spelt = _without_marks(text.replace(_ACUTE_ACCENT, "'"))
    spelt = _without_marks(spelt.casefold())
    return unicodedata.normalize("NFKC", spelt).translate(_LETTERS)


def _without_marks(text: str) -> str:
    decomposed = _UNSEEN.sub("", unicodedata.normalize("NFKD", text))
    return "".join(char for char in decomposed if not _is_mark(char))


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) not in _SPELLING_MARKS or unicodedata.category(char) == "Cf"


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _marks_and_spaces(found: re.Match[str]) -> str:
    # To `re`, the vowel signs of half the world's scripts are no part of a word.
    return "".join(char if unicodedata.category(char)[0] == "M" else " " for char in found[0])
