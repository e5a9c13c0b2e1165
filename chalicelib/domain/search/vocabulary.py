"""The words of all names that may be found by a word, and which of them somebody meant who mistyped one.

Does not depend on how the words are stored: only that they are read by their first letter and their length.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from chalicelib.domain.accounts.account import SmartAccount, Visibility
from chalicelib.domain.folding import fold, is_dense, words
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.index_entries import PHRASE_MIN
from chalicelib.domain.search.query_plan import SearchPlan
from chalicelib.domain.value_classes import value_class

# Shorter words are one letter apart from too many others.
SHORTEST_MISTYPED = 4
# Each takes the words of three lengths; of a longer query the longest words are looked at.
MOST_MISTYPED = 4
# How many corrected queries are tried. Nearly always the first one finds something.
MOST_CORRECTED = 2

# Known words, with the number of names that have each.
Vocabulary = Mapping[str, int]


@value_class
class Shelf:
    """Where a word is kept: with all others of the same first letter and length."""

    letter: str
    length: int


def shelf_of(word: str) -> Shelf:
    """Return where a word is kept."""
    return Shelf(word[0], len(word))


def shelves_near(word: str) -> tuple[Shelf, ...]:
    """Return where everything is kept that is one letter apart."""
    return tuple(Shelf(word[0], len(word) + more) for more in (0, 1, -1))


def known_words(account: SmartAccount) -> frozenset[str]:
    """Return the words of an account that are worth knowing; none of one that words do not find."""
    if account.search_visibility is Visibility.RESTRICTED or not account.is_searchable:
        return frozenset()
    return frozenset(filter(is_known, (*words(account.account_name), *label_words(account.registrable_domain))))


def label_words(registrable_domain: str) -> frozenset[str]:
    """Return the words of the main label of a domain."""
    label = to_u_labels(registrable_domain).partition(".")[0]
    return frozenset(filter(is_known, fold(label).split(" ")))


def new_words(before: SmartAccount | None, after: SmartAccount) -> frozenset[str]:
    """Return the words that an account has had only since it was changed."""
    return known_words(after) - (known_words(before) if before else frozenset())


def is_known(word: str) -> bool:
    """Whether the word is kept: dense scripts have no words, and short ones are not corrected."""
    return len(word) >= PHRASE_MIN and not is_dense(word)


def shelves_for(phrase: SearchPlan) -> frozenset[Shelf]:
    """Return what is to be read before a query can be corrected."""
    return frozenset(shelf for word in _suspects(phrase) for shelf in shelves_near(word))


def corrected(phrase: SearchPlan, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what somebody may have meant, the likeliest first: each query with one word replaced by a known one.

    A word that no name has is likelier to be mistyped than one that some name has; of the words that may have been
    meant, the commonest is the likeliest.
    """
    suspects = sorted(_suspects(phrase), key=lambda word: word in vocabulary)
    replaced = ((word, meant) for word in suspects for meant in near(word, vocabulary))
    return tuple(islice(_queries(phrase, replaced), MOST_CORRECTED))


def near(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the known words that are one letter apart, the commonest first."""
    return sorted((known for known in vocabulary if one_apart(word, known)), key=lambda one: (-vocabulary[one], one))


def one_apart(word: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many, or swapped with the next, the first one being right.

    Another number is another word.
    """
    if word == other or word[:1] != other[:1] or abs(len(word) - len(other)) > 1 or _digits(word) != _digits(other):
        return False
    shorter, longer = sorted((word, other), key=len)
    start = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    swapped = shorter[start + 1 : start + 2] + shorter[start] == longer[start : start + 2]
    return shorter[start + 1 :] == longer[start + 1 :] or (swapped and shorter[start + 2 :] == longer[start + 2 :])


def merged_words(known: Vocabulary, counted: Vocabulary) -> dict[str, int]:
    """Merge both, so that importing a file again, or a small one, makes no word rarer than it was."""
    return {word: max(known.get(word, 0), counted.get(word, 0)) for word in {*known, *counted}}


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _suspects(phrase: SearchPlan) -> list[str]:
    """Return the words that may be mistyped, the longest first."""
    found = (word for word in dict.fromkeys(phrase.text.split(" ")) if len(word) >= SHORTEST_MISTYPED)
    return sorted((word for word in found if not is_dense(word)), key=len, reverse=True)[:MOST_MISTYPED]


def _queries(phrase: SearchPlan, replaced: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the query with each word replaced in turn."""
    parted_by = "." if "." in (phrase.domain or "") else " "
    for word, meant in replaced:
        parts = (phrase.domain or "").split(".") if parted_by == "." else phrase.text.split(" ")
        yield parted_by.join(meant if part == word else part for part in parts)
