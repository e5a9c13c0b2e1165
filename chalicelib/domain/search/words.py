"""Plan a search for a query's words in any order, which follows what is found by the query as a phrase.

One word is the driver, whose range of the index is read: the rarest one, because its range is the shortest. The
other words are looked for in the names of that range.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from chalicelib.domain.folding import fold, is_dense, words
from chalicelib.domain.folding.spellings import ABBREVIATIONS, other_spelling, typed_words
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import (
    PARTICLES,
    PHRASE_MIN,
    SEPARATOR,
    EntryKind,
    Place,
    Rank,
    cut,
    is_phrase,
    is_short_word,
    partition,
    places,
    spellings,
)
from chalicelib.domain.search.query_plan import Lookup, SearchPlan

# Size of the table of commonest words. All other words count as rare.
MOST_COMMON = 500

# The number of names that contain a word, for the commonest words.
Frequencies = Mapping[str, int]


@dataclass(frozen=True)
class WordPlan:
    """The words of a query, each in its spellings, one of which must begin some word of the name.

    `driver` is one of them. `phrase` is the plan by which other accounts have been found before.
    """

    driver: str
    words: tuple[tuple[str, ...], ...]
    phrase: SearchPlan

    @property
    def lookup(self) -> Lookup:
        """The only range to read."""
        if is_phrase(self.driver):
            return Lookup(partition(EntryKind.PHRASE, self.driver), cut(self.driver))
        return Lookup(partition(EntryKind.EXACT, self.driver), self.driver + SEPARATOR)

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the results show the account at this entry: the first one that starts with the driver.

        What the phrase finds has been shown before.
        """
        if not all(is_in_name(word, hit.account_name) for word in self.words) or self.phrase.matches(hit):
            return False
        driven = (place.sort(hit.account_id) for place in places(hit) if self._drives(place))
        return sort == min(driven, default=None)

    def _drives(self, place: Place) -> bool:
        if place.domain is not None or place.rank is Rank.LABEL:
            return False
        if is_phrase(self.driver):
            return place.kind is EntryKind.PHRASE and place.text.startswith(self.driver)
        return place.text == self.driver


def plan_words(phrase: SearchPlan, frequencies: Callable[[], Frequencies]) -> WordPlan | None:
    """Plan the search for the query's words; None if there are fewer than two, or none of them has entries.

    A query that may be a domain is not searched by its words. `frequencies` is called only if there is a choice.
    """
    if not phrase.text or "." in (phrase.domain or ""):
        return None
    asked = _asked(phrase.query)
    significant = tuple(one for one in asked if one[0] not in PARTICLES)
    # Only the range of a word with one spelling has everything that the word finds.
    whole = [one[0] for one in significant if len(one) == 1] or [one[0] for one in significant]
    driving = [word for word in whole if is_phrase(word)] or [word for word in whole if is_short_word(word)]
    if len(asked) == 1 or not driving:
        return None
    table = frequencies() if len(driving) > 1 else {}
    return WordPlan(min(driving, key=lambda word: (_names_with(word, table), -len(word))), significant, phrase)


def _asked(query: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a query, each in its spellings; the last one as it was typed too: it may be unfinished."""
    folded, other = words(query), words(other_spelling(query))
    spelled = [list(pair) for pair in zip(folded, other if len(other) == len(folded) else folded, strict=True)]
    if (last := typed_words(query)[-1:]) and last[0] in ABBREVIATIONS:
        spelled[-1].append(last[0])
    return tuple(dict.fromkeys(tuple(dict.fromkeys(one)) for one in spelled))


def is_in_name(spellings_of_word: Sequence[str], name: str) -> bool:
    """Whether the word begins a word of the name in one of its spellings; anywhere in a script without spaces."""
    texts, named = _words_of(name)
    return any(
        any(word in text for text in texts) if is_dense(word) else any(one.startswith(word) for one in named)
        for word in spellings_of_word
    )


@lru_cache(maxsize=1024)
def _words_of(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the folded spellings of a name, and its words in every spelling, as typed too."""
    texts = spellings(name)
    return texts, frozenset((*typed_words(name), *typed_words(other_spelling(name)), *(" ".join(texts).split())))


def commonest(counts: Frequencies) -> dict[str, int]:
    """Return the commonest of the counted words, without those of one or two characters, which are never drivers."""
    usable = ((count, word) for word, count in counts.items() if len(word) >= PHRASE_MIN)
    return {word: count for count, word in nlargest(MOST_COMMON, usable)}


def text_of(name: str) -> frozenset[str]:
    """Return the words of a name, each once."""
    return frozenset(fold(name).split())


def merged(known: Frequencies, counted: Frequencies) -> dict[str, int]:
    """Merge both tables so that importing a file again, or a small file, makes no word rarer than it was."""
    return commonest({word: max(known.get(word, 0), counted.get(word, 0)) for word in {*known, *counted}})


def _names_with(beginning: str, frequencies: Frequencies) -> int:
    return sum(count for word, count in frequencies.items() if word.startswith(beginning))
