"""Which script a character belongs to, and which scripts are written without spaces."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby

# Scripts that are written without spaces between words, by the range of their characters. Han and kana are one: a
# Japanese word changes between them. Parts of them are searched at any place, and from two characters on.
_DENSE = {
    "HAN": r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u3099-\u309f\u30a1-\u30fa"
    r"\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "HANGUL": r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
    "THAI": r"\u0e01-\u0e3a\u0e40-\u0e4f",
    "LAO": r"\u0e80-\u0eff",
    "KHMER": r"\u1780-\u17ff\u19e0-\u19ff",
    "MYANMAR": r"\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
}
# Digits stand in words of every alphabet, as in "3M", but beside dense characters they are words of their own.
_DIGIT = "DIGIT"
# A script of the writing system that a character's name begins with.
_SCRIPT_OF_NAME = {"MICRO": "GREEK", "OHM": "GREEK", "KELVIN": "LATIN", "ANGSTROM": "LATIN", "FEMININE": "LATIN"}
# What never begins a word: marks, and vowels that a reader takes for a part of the letter before them.
_PARTS_OF_LETTERS = frozenset("\u0e33\u0eb3")
# The combining class of signs that put the next consonant below the one before.
_STACKING = 9


@cache
def _of_dense() -> re.Pattern[str]:
    """Compiled when a text that is not in ASCII is first looked at: it takes a while."""
    return re.compile("|".join(f"(?P<{script}>[{characters}])" for script, characters in _DENSE.items()))


@cache
def _any_dense() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_DENSE.values())}]")


def is_dense(text: str) -> bool:
    """Whether the text begins in a script that is written without spaces."""
    return not text[:1].isascii() and _any_dense().match(text) is not None


def has_dense(text: str) -> bool:
    """Whether any part of the text is written without spaces."""
    return not text.isascii() and _any_dense().search(text) is not None


def parts_of(word: str) -> list[str]:
    """Split a word where its script changes."""
    if word.isascii():
        return [word]
    scripts: list[str] = []
    for character in word:
        script = _script(character)
        scripts.append(script or (scripts[-1] if scripts else ""))
    pairs = zip(_with_digits(scripts), word, strict=True)
    return ["".join(character for _, character in part) for _, part in groupby(pairs, key=lambda pair: pair[0])]


def letter_starts(text: str) -> list[int]:
    """Return where characters begin as a reader counts them: not at marks, nor at what is stacked below another."""
    return [place for place in range(len(text)) if text[place] != " " and not _continues(text, place)]


def letter_count(text: str) -> int:
    """Return the number of characters as a reader counts them, spaces apart."""
    return len(text.replace(" ", "")) if text.isascii() else len(letter_starts(text))


def script_of(character: str) -> str:
    """Return the script of a letter, `DIGIT` for a digit, an empty text for a mark or a sign of no script."""
    return _script(character)


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    if character.isascii():
        return _DIGIT if character.isdigit() else "LATIN"
    if (dense := _of_dense().match(character)) and dense.lastgroup:
        return dense.lastgroup
    if unicodedata.category(character)[0] != "L":
        return ""
    word = unicodedata.name(character, "").partition(" ")[0]
    return _SCRIPT_OF_NAME.get(word, word)


def _with_digits(scripts: list[str]) -> list[str]:
    """Give digits the script of the alphabet beside them."""
    joined = list(scripts)
    for one, other in ((range(len(joined)), -1), (range(len(joined) - 1, -1, -1), 1)):
        for place in one:
            neighbour = joined[place + other] if 0 <= place + other < len(joined) else ""
            if joined[place] in (_DIGIT, "") and neighbour not in (*_DENSE, ""):
                joined[place] = neighbour
    return joined


def _continues(text: str, place: int) -> bool:
    """Whether a reader takes the character for a part of the one before it."""
    character = text[place]
    if character.isascii() or not place:
        return False
    return (
        unicodedata.category(character)[0] == "M"
        or character in _PARTS_OF_LETTERS
        or (unicodedata.combining(text[place - 1]) == _STACKING and is_dense(character))
    )
