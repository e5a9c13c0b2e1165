"""Decide what is looked up to find the accounts that a new one may double.

docs/design.md "Similar accounts"; does not depend on how the index is stored.
"""

from collections.abc import Sequence

from chalicelib.domain.folding import fold, is_dense
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.index_entries import SEPARATOR, EntryKind, cut, partition, without_www
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.vocabulary import MOST_MISTYPED, SHORTEST_MISTYPED, Shelf, Vocabulary, near, shelves_near


def name_lookup(key: str) -> Lookup:
    """Return the range of the accounts whose names have this key."""
    text = cut(key)
    return Lookup(partition(EntryKind.SAME_NAME, text), text + SEPARATOR)


def organisation_lookup(registrable_domain: str) -> Lookup:
    """Return the range of the accounts under an organisation domain; names that read as the domain are in it too."""
    text = fold(without_www(to_u_labels(registrable_domain)))
    return Lookup(partition(EntryKind.PHRASE, text), cut(text) + SEPARATOR)


def shelves_for(key: str) -> frozenset[Shelf]:
    """Return what is to be read before a mistyped name can be noticed; nothing if no word may be mistyped."""
    return frozenset(shelf for word in _suspects(key) for shelf in shelves_near(word))


def near_keys(key: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Return the keys with a known word in the place of one that is one letter apart, the commonest word first.

    It is the longest word of either name.
    """
    found = {
        _replaced(key, word, known): -vocabulary[known]
        for word in _suspects(key)
        for known in near(word, vocabulary)
        if max(len(word), len(known)) >= _longest(key)
    }
    return sorted(found, key=lambda one: (found[one], one))


def _suspects(key: str) -> list[str]:
    """Return the words that may be the longest one of the other name, if a letter is missing here."""
    least = max(SHORTEST_MISTYPED, _longest(key) - 1)
    found = (word for word in dict.fromkeys(key.split(" ")) if len(word) >= least and not is_dense(word))
    return sorted(found, key=len, reverse=True)[:MOST_MISTYPED]


def _longest(key: str) -> int:
    return max(map(len, key.split(" ")))


def _replaced(key: str, word: str, known: str) -> str:
    others = key.split(" ")
    others.remove(word)
    return " ".join(sorted([*others, known]))
