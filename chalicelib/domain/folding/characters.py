"""Fold characters: case, accents, width, digits, and letters that are typed for one another."""

import unicodedata

from chalicelib.domain.folding.han import SAME_CHARACTER
from chalicelib.domain.patterns import pattern

# Letters without a Unicode decomposition, and what people type who do not have them on the keyboard.
_LATIN = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
# Arabic and Persian keyboards write the same letters by different characters; people type heh for teh marbuta.
_ARABIC = {**dict.fromkeys("ىیېۍے", "ي"), **dict.fromkeys("کګڪ", "ك"), **dict.fromkeys("ہھةەۃ", "ه"), "ٱ": "ا"}
# Malayalam letters that end a syllable were spelt with a virama and a joiner before Unicode 5.1.
_MALAYALAM = {"ൺ": "ണ്", "ൻ": "ന്", "ർ": "ര്", "ൽ": "ല്", "ൾ": "ള്", "ൿ": "ക്"}
_BY_READERS = str.maketrans({**_LATIN, **_ARABIC, **_MALAYALAM, **SAME_CHARACTER})
# Vowels of Thai and Lao that decompose into two signs, or that are typed as two.
_WRITTEN_AS_TWO = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"), ("\u0e40\u0e40", "\u0e41"))
# Combining classes of marks that are kept, because they change the word: vowel signs, voicing, viramas. Nuktas go,
# since readers leave them out.
_SPELLING_MARKS = frozenset({0, 8, 9, 84, 91, 103, 118, 129, 130, 132})
_INVISIBLE = pattern("[\u0640\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Persian writes a joined word, its readers type two, or one without the joiner (`spellings.other_spelling`).
NON_JOINER = "\u200c"
_ARABIC_JOINT = pattern(f"(?<=[\u0600-\u06ff]){NON_JOINER}(?=[\u0600-\u06ff])")
# A nasal before a consonant of its own row, or the sign above the line: Devanagari writes both.
_NASAL = pattern(
    "\u0901|\u0919\u094d(?=[क-घ])|\u091e\u094d(?=[च-झ])|\u0923\u094d(?=[ट-ढ])|\u0928\u094d(?=[त-ध])|\u092e\u094d(?=[प-भ])"
)
# What NFKD would turn into a space, typed as apostrophes.
_ACCENTS = pattern("[\u00b4\u02bd\u1fbd\u1fbf\u1fef\u1ffd\u1ffe]")


def plain(text: str) -> str:
    """Remove case, accents, character width and invisible characters; keep punctuation."""
    if text.isascii():
        return text.lower()
    unmarked = _without_marks(_ACCENTS.sub("'", _ARABIC_JOINT.sub(" ", text)))
    unmarked = _without_marks(unmarked.casefold())
    folded = "".join(map(_digit, unicodedata.normalize("NFKC", unmarked))).translate(_BY_READERS)
    for typed, kept in _WRITTEN_AS_TWO:
        folded = folded.replace(typed, kept)
    return _NASAL.sub("\u0902", folded)


def _digit(character: str) -> str:
    """Return digits of every script as those of ASCII."""
    if character.isascii() or not character.isdecimal():
        return character
    return str(unicodedata.decimal(character))


def _without_marks(text: str) -> str:
    decomposed = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
    return "".join(char for char in decomposed if not _is_mark(char))


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) not in _SPELLING_MARKS or unicodedata.category(char) == "Cf"
