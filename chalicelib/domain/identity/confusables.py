"""Detect domain labels that pretend to be others: by mixing scripts, or by letters that look like Latin ones.

The script is derived from the Unicode name, because `unicodedata` has no script property.
"""

import unicodedata

from chalicelib.domain.identity.look_alikes import LOOK_ALIKES
from chalicelib.domain.patterns import pattern

_NEUTRAL = ""

# Letters, numbers, and unassigned characters, which a newer version of Unicode may define as either.
_CATEGORIES_WITH_SCRIPT = ("L", "N", "Cn")

# First words of Unicode names that are not the name of a script. Only ASCII digits are neutral: the zero of
# another script looks like the letter o, so digits of other scripts belong to their script.
_SCRIPT_BY_WORD = {
    "ARABIC-INDIC": "ARABIC",
    "CJK": "HAN",
    "DIGIT": _NEUTRAL,
    "EXTENDED": "ARABIC",
    "IDEOGRAPHIC": "HAN",
    "KATAKANA-HIRAGANA": "KATAKANA",
    "MODIFIER": _NEUTRAL,
}

# "Highly Restrictive" in UTS 39: Latin is written between the letters of these languages.
_WRITTEN_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
)

# Characters of kana, Han and Bopomofo that look like a slash, a dash, a dot or an accent between Latin letters or
# digits, as browsers judge them:
# https://chromium.googlesource.com/chromium/src/+/main/components/url_formatter/spoof_checks/idn_spoof_checker.cc
_STROKES = pattern("(.)[\u30bd\u30be\u30ce\u30f3\u30fb\u30fc\u30fd\u30fe\u3127\u4e00\u4e28\u4e36\u4e3f]+(?=(.))")
_ACCENTS = pattern("[\u0300-\u036f]")


def mixes_scripts(label: str) -> bool:
    """Whether a label has letters of scripts that no language uses together. Combining marks are ignored."""
    scripts = {_script_of(character) for character in label} - {_NEUTRAL}
    return len(scripts) > 1 and not any(scripts <= group for group in _WRITTEN_TOGETHER)


def looks_like_latin(label: str) -> bool:
    """Whether readers take the label for Latin: look-alikes, with or without accents, or a stroke in Latin."""
    letters = _ACCENTS.sub("", unicodedata.normalize("NFD", label))
    if letters.isascii():
        return False
    return all(letter.isascii() or letter in LOOK_ALIKES for letter in letters) or _has_stroke_in_latin(label)


def _has_stroke_in_latin(label: str) -> bool:
    """Whether a stroke has neighbours on both sides, none of them of another script."""
    between = ({_script_of(before), _script_of(after)} for before, after in _STROKES.findall(label))
    return any(scripts <= {"LATIN", _NEUTRAL} for scripts in between)


def _script_of(character: str) -> str:
    if not unicodedata.category(character).startswith(_CATEGORIES_WITH_SCRIPT):
        return _NEUTRAL
    word = unicodedata.name(character, "UNKNOWN").partition(" ")[0]
    return _SCRIPT_BY_WORD.get(word, word)
