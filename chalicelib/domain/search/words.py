"""Plan a search for a query's words in any order, which follows what is found by the query as a phrase.

One word is the driver, whose range of the index is read: the rarest one, because its range is the shortest. The
other words are looked for in the names of that range.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from chalicelib.domain.value_classes import value_class

# Size of the table of commonest words. All other words count as rare.
MOST_COMMON = 500

# The number of names that contain a word, for the commonest words.
Frequencies = Mapping[str, int]


@value_class
class WordPlan:
    """The words of a query, each in its spellings, one of which must begin some word of the name.

    `driver` is one of them. `phrase` is the plan by which other accounts have been found before, as by `before`, if
    there is one.
    """

    driver: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    phrase: SearchPlan
    before: "WordPlan | None" = None

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The ranges to read, whose rows are merged by sort key: one for each spelling of the driver."""
        return tuple(_range(word) for word in self.driver)

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the results show the account at this entry: the first one that starts with the driver.

        What the phrase finds, or the plan before this one, has been shown before.
        """
        is_shown = self.finds(hit) and not (self.before and self.before.finds(hit))
        return is_shown and sort == min(self._driven(hit), default=None)

    def finds(self, hit: SearchHit) -> bool:
        """Whether the name has all words and the driver's range has the account, which the phrase does not find."""
        has_words = all(is_in_name(word, hit.account_name) for word in self.words)
        return has_words and any(True for _ in self._driven(hit)) and not self.phrase.matches(hit)

    def _driven(self, hit: SearchHit) -> Iterator[str]:
        return (place.sort(hit.account_id) for place in places(hit) if self._drives(place))

    def _drives(self, place: Place) -> bool:
        if place.domain is not None or place.rank is Rank.LABEL:
            return False
        if place.kind is EntryKind.EXACT:
            return any(place.text == word for word in self.driver if not is_phrase(word))
        return any(place.text.startswith(word) for word in self.driver if is_phrase(word))


def plan_words(phrase: SearchPlan, frequencies: Callable[[], Frequencies], start: str | None = None) -> WordPlan | None:
    """Plan the search for the query's words; None if there are fewer than two, or none of them has entries.

    A query that may be a domain is not searched by its words. The word that led to `start`, a sort key, goes on as the
    driver, however common words have become. `frequencies` is called only if there is a choice, and the query has no
    word that `plan_whole_word` reads.
    """
    asked = _asked(phrase)
    # Of a query such as "et de" a particle is the driver, within a name.
    particles = [(f"{word} ",) for word, *_ in asked if word in PARTICLES]
    driving = [one for one in asked if all(map(is_phrase, one))] or particles
    if start is not None:
        driving = [one for one in driving if _leads_to(one, start)] or driving
    before = plan_whole_word(phrase)
    if not driving:
        return None
    table = frequencies() if len(driving) > 1 and not before else {}
    driver = min(driving, key=lambda one: (sum(_names_with(word, table) for word in one), -len(one[0])))
    return WordPlan(driver, asked, phrase, before)


def plan_whole_word(phrase: SearchPlan) -> WordPlan | None:
    """Plan the search for names that have a word of one or two letters of the query as a whole word: "University IE".

    The range of such a word is short, and that of another word may be long.
    """
    asked = _asked(phrase)
    short = [one for one in asked if all(map(is_short_word, one))]
    return WordPlan(short[-1], asked, phrase) if short else None


def _range(word: str) -> Lookup:
    if is_phrase(word):
        return Lookup(partition(EntryKind.PHRASE, word), cut(word))
    return Lookup(partition(EntryKind.EXACT, word), word + SEPARATOR)


def _leads_to(driver: tuple[str, ...], start: str) -> bool:
    return any(start.startswith(_range(word).prefix) for word in driver)


def _asked(phrase: SearchPlan) -> tuple[tuple[str, ...], ...]:
    """Return the words that a name must have, each once, in its spellings, the last one as it was typed too.

    None if fewer than two were typed. Particles count only where there is nothing else.
    """
    query = phrase.query
    if not phrase.text or "." in (phrase.domain or ""):
        return ()
    folded, other, typed = words(query), words(other_spelling(query)), typed_words(query)
    spelled = [list(pair) for pair in zip(folded, other if len(other) == len(folded) else folded, strict=True)]
    if typed and typed[-1] in ABBREVIATIONS:
        # It may be unfinished: "st" becomes "street".
        spelled[-1].append(typed[-1])
    asked = tuple(dict.fromkeys(tuple(dict.fromkeys(one)) for one in spelled))
    significant = tuple(one for one in asked if one[0] not in PARTICLES)
    if significant:
        return significant if len(folded) > 1 else ()
    return tuple((word,) for word in dict.fromkeys(typed)) if len(typed) > 1 else ()


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
