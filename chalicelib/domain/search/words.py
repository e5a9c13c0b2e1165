"""Decides how a query's words find names in any order, when the phrase itself finds nothing.

One word drives: the rarest, for its range of the index is the shortest; the others are looked for in the
names that it leads to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.folding import fold
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import PHRASE_MIN, EntryKind, cut, partition, places
from chalicelib.domain.search.query_plan import Lookup, plan

# How many of the commonest words are worth knowing: whatever is not among them is rare.
MOST_COMMON = 500

# In how many names a word stands, for the commonest words.
Frequencies = Mapping[str, int]


@dataclass(frozen=True)
class WordPlan:
    """The words of a query, each the beginning of some word of the name; `driver` is one of them."""

    driver: str
    words: tuple[str, ...]

    @property
    def lookup(self) -> Lookup:
        """The one range to read."""
        return Lookup(partition(EntryKind.PHRASE, self.driver), cut(self.driver))

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the answer has the account at this entry: the first that begins with the driving word."""
        named = fold(hit.account_name).split()
        if not all(any(word.startswith(asked) for word in named) for asked in self.words):
            return False
        driven = (
            place.sort(hit) for place in places(hit) if place.domain is None and place.text.startswith(self.driver)
        )
        return sort == min(driven, default=None)


def plan_words(query: str, frequencies: Callable[[], Frequencies]) -> WordPlan | None:
    """How to search for the query's words; None where there are not two, or none is long enough to drive.

    What reads as a domain is no row of words. The table is asked for only where there is a choice.
    """
    planned = plan(query)
    if not planned.text or "." in (planned.domain or ""):
        return None
    words = tuple(dict.fromkeys(fold(query).split()))
    driving = [word for word in words if len(word) >= PHRASE_MIN]
    if len(words) == 1 or not driving:
        return None
    table = frequencies() if len(driving) > 1 else {}
    return WordPlan(min(driving, key=lambda word: (_names_with(word, table), -len(word))), words)


def commonest(counts: Frequencies) -> dict[str, int]:
    """The commonest of the counted words; those of one or two characters never drive."""
    usable = ((count, word) for word, count in counts.items() if len(word) >= PHRASE_MIN)
    return {word: count for count, word in nlargest(MOST_COMMON, usable)}


def text_of(name: str) -> frozenset[str]:
    """The words of a name, each once."""
    return frozenset(fold(name).split())


def counted_words(name: str, visibility: Visibility | None) -> frozenset[str]:
    """The words of a name that count. No word finds a restricted account, so its name must not choose what drives.

    Otherwise the order of other accounts in an answer would tell that it is there.
    """
    return frozenset() if visibility is Visibility.RESTRICTED else text_of(name)


def merged(known: Frequencies, counted: Frequencies) -> dict[str, int]:
    """Both tables as one: importing a file again, or a small one, makes no word rarer than it was."""
    return commonest({word: max(known.get(word, 0), counted.get(word, 0)) for word in {*known, *counted}})


def _names_with(beginning: str, frequencies: Frequencies) -> int:
    return sum(count for word, count in frequencies.items() if word.startswith(beginning))
