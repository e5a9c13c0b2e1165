"""Decide when two names are the same or nearly the same, so that nobody founds a second account unawares.

docs/design.md "The guard"; a question to whoever requests an account, never a refusal.
"""

from collections.abc import Iterable

from chalicelib.domain.folding import fold, is_dense
from chalicelib.domain.search.legal_forms import (
    LEGAL_FORMS,
    STOP_WORDS,
    without_dense_forms,
    without_long_forms,
)

# A shorter word is one letter apart from too many others.
MISTYPED_MIN = 4


def name_key(name: str) -> str:
    """Return the words of a name without legal forms and stop words, sorted; all of them if nothing else is left.

    The key of a key is the key itself: letters that stand alone only after sorting are joined as well.
    """
    key = _key(fold(name))
    while (settled := _key(fold(key))) != key:
        key = settled
    return key


def longest_word(key: str) -> str | None:
    """Return the word of a key that may be mistyped; None if it is too short, or of a script without words."""
    longest = max(key.split(" "), key=len)
    return None if len(longest) < MISTYPED_MIN or is_dense(longest) else longest


def near_keys(key: str, known: Iterable[str]) -> list[str]:
    """Return the keys with one of these words in the place of the longest one, which is one letter apart."""
    words = key.split(" ")
    others = list(words)
    others.remove(max(words, key=len))
    return [" ".join(sorted([*others, one])) for one in known]


def _key(folded: str) -> str:
    left = (without_dense_forms(word) for word in without_long_forms(folded).split(" "))
    own = [word for word in left if word and word not in LEGAL_FORMS and word not in STOP_WORDS]
    return " ".join(sorted(own or folded.split(" ")))
