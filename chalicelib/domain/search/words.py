"""Plan a search for a query's words in any order, for queries that find nothing as a phrase.

One word is the driver, whose range of the index is read: the rarest one, because its range is the shortest. The
other words are looked for in the names of that range.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.folding import fold
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import PHRASE_MIN, EntryKind, cut, partition, places
from chalicelib.domain.search.query_plan import Lookup, plan

# Size of the table of commonest words. All other words count as rare.
MOST_COMMON = 500

# The number of names that contain a word, for the commonest words.
Frequencies = Mapping[str, int]


@dataclass(frozen=True)
class WordPlan:
    """The words of a query, each of which must be a prefix of some word of the name; `driver` is one of them."""

    driver: str
    words: tuple[str, ...]

    @property
    def lookup(self) -> Lookup:
        """The only range to read."""
        return Lookup(partition(EntryKind.PHRASE, self.driver), cut(self.driver))

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the results show the account at this entry: it is the first one that starts with the driver."""
        named = fold(hit.account_name).split()
        if not all(any(word.startswith(asked) for word in named) for asked in self.words):
            return False
        driven = (
            place.sort(hit) for place in places(hit) if place.domain is None and place.text.startswith(self.driver)
        )
        return sort == min(driven, default=None)


def plan_words(query: str, frequencies: Callable[[], Frequencies]) -> WordPlan | None:
    """Plan the search for the query's words; None if there are fewer than two, or none is long enough for a driver.

    A query that may be a domain is not searched by its words. `frequencies` is called only if there is a choice.
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
    """Return the commonest of the counted words, without those of one or two characters, which are never drivers."""
    usable = ((count, word) for word, count in counts.items() if len(word) >= PHRASE_MIN)
    return {word: count for count, word in nlargest(MOST_COMMON, usable)}


def text_of(name: str) -> frozenset[str]:
    """Return the words of a name, each once."""
    return frozenset(fold(name).split())


def counted_words(name: str, visibility: Visibility | None) -> frozenset[str]:
    """Return the words of a name that are counted; none for a restricted account.

    No word finds a restricted account, so its name must not influence the choice of a driver. Otherwise the order of
    other accounts in the results would reveal that it exists.
    """
    return frozenset() if visibility is Visibility.RESTRICTED else text_of(name)


def merged(known: Frequencies, counted: Frequencies) -> dict[str, int]:
    """Merge both tables so that importing a file again, or a small file, makes no word rarer than it was."""
    return commonest({word: max(known.get(word, 0), counted.get(word, 0)) for word in {*known, *counted}})


def _names_with(beginning: str, frequencies: Frequencies) -> int:
    return sum(count for word, count in frequencies.items() if word.startswith(beginning))
