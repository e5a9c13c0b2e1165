"""Which labels mix writing systems, as look-alikes of other people's names do.

Takes a character's script from its Unicode name, as Python carries no script property.
"""

import unicodedata

_NEUTRAL = ""

# Letters, numbers, and what is younger than this Python's Unicode and may be either.
_CATEGORIES_WITH_SCRIPT = ("L", "N", "Cn")

# First words of Unicode names that are not themselves the script's name. Only the ASCII digits are neutral:
# another script's zero passes for the letter o, so it counts as a character of its script.
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
    """Whether one label holds letters of scripts that no language writes together; marks never count."""
    scripts = {_script_of(character) for character in label} - {_NEUTRAL}
    return len(scripts) > 1 and not any(scripts <= group for group in _WRITTEN_TOGETHER)


def _script_of(character: str) -> str:
    if not unicodedata.category(character).startswith(_CATEGORIES_WITH_SCRIPT):
        return _NEUTRAL
    word = unicodedata.name(character, "UNKNOWN").partition(" ")[0]
    return _SCRIPT_BY_WORD.get(word, word)
