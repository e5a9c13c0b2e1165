"""Detect domain labels that mix scripts, as spoofed look-alike domains do.

The script is derived from the Unicode name, because `unicodedata` has no script property.
"""

import unicodedata

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

_WRITTEN_TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)


def mixes_scripts(label: str) -> bool:
    """Whether a label has letters of scripts that no language uses together. Combining marks are ignored."""
    scripts = {_script_of(character) for character in label} - {_NEUTRAL}
    return len(scripts) > 1 and not any(scripts <= group for group in _WRITTEN_TOGETHER)


def _script_of(character: str) -> str:
    if not unicodedata.category(character).startswith(_CATEGORIES_WITH_SCRIPT):
        return _NEUTRAL
    word = unicodedata.name(character, "UNKNOWN").partition(" ")[0]
    return _SCRIPT_BY_WORD.get(word, word)
