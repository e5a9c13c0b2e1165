"""Find the parts of a name or a domain that a query matches, so that results can mark them.

docs/design.md "Search"; does not depend on markup, and decides nothing: what it misses is shown without a mark.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chalicelib.domain.folding import fold, is_dense
from chalicelib.domain.folding.spellings import written_out
from chalicelib.domain.search.index_entries import is_phrase
from chalicelib.domain.search.query_plan import plan
from chalicelib.domain.search.words import plan_words
from chalicelib.domain.value_classes import value_class


@value_class
class Part:
    """A part of a text, and whether the query matches it. The parts of a text are the text."""

    text: str
    is_match: bool = False


@value_class
class Token:
    """A word of a text, or a character of a script without spaces, in its folded spellings."""

    start: int
    text: str
    readings: tuple[str, ...]

    def end_of(self, beginning: str) -> int:
        """Return where the token has been read as far as `beginning`, which begins one of its readings."""
        length = len(self.text)
        if not self.text.isascii():
            lengths = (one for one in range(1, length) if _begins(_readings(self.text[:one]), beginning))
            length = next(lengths, length)
        else:
            length = min(length, len(beginning))
        while length < len(self.text) and _is_mark(self.text[length]):
            length += 1
        return self.start + length


@value_class
class Marker:
    """Marks what one query matches: its phrase or, in a name without that, each of its words."""

    phrases: tuple[str, ...]
    words: tuple[str, ...]

    def in_name(self, name: str) -> Sequence[Part]:
        """Return the parts of an account's name."""
        return _parts(name, _spans(name, self.phrases) or _spans(name, self.words))

    def in_domain(self, domain: str) -> Sequence[Part]:
        """Return the parts of a domain, in U-labels, A-labels or both. Words find no domain."""
        return _parts(domain, _spans(domain, self.phrases))


def marker(query: str) -> Marker:
    """Return the marker of a query."""
    phrase = plan(query)
    by_words = plan_words(phrase, dict)
    words = (spelling for spellings in by_words.words for spelling in spellings) if by_words else ()
    return Marker(_unspaced((phrase.text, *phrase.others)), _unspaced(words))


def _unspaced(texts: Iterable[str]) -> tuple[str, ...]:
    """Leave spaces out, because initials and scripts without spaces are written with and without them."""
    return tuple(one for text in texts if (one := text.replace(" ", "")))


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[Part]:
    places = [0, *(place for span in spans for place in span), len(text)]
    parts = (Part(text[start:end], number % 2 == 1) for number, (start, end) in enumerate(pairwise(places)))
    return [part for part in parts if part.text]


def _spans(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the text has one of the wanted texts from the start of a token on, the longest one at each."""
    tokens, spans, done = _tokens(text), list[tuple[int, int]](), 0
    for number, token in enumerate(tokens):
        ends = [end for one in wanted if (end := _end(tokens[number:], one))] if token.start >= done else []
        if ends:
            done = max(ends)
            spans.append((token.start, done))
    return spans


def _end(tokens: Sequence[Token], wanted: str) -> int | None:
    """Return where the wanted text ends that begins with the first token. One too short for a phrase ends a word."""
    rest = wanted
    for token in tokens:
        if rest in token.readings or (is_phrase(wanted) and _begins(token.readings, rest)):
            return token.end_of(rest)
        read = max((one for one in token.readings if rest.startswith(one)), key=len, default="")
        if not read:
            return None
        rest = rest[len(read) :]
    return None


def _begins(readings: Sequence[str], beginning: str) -> bool:
    return any(one.startswith(beginning) for one in readings)


@lru_cache(maxsize=1024)
def _tokens(text: str) -> Sequence[Token]:
    starts = [place for place in range(len(text)) if not _continues(text, place)]
    return [Token(start, one, _readings(one)) for start, one in _cut(text, starts) if one[0].isalnum()]


def _cut(text: str, starts: Sequence[int]) -> Iterator[tuple[int, str]]:
    return ((start, text[start:end]) for start, end in pairwise([*starts, len(text)]))


@lru_cache(maxsize=4096)
def _readings(token: str) -> tuple[str, ...]:
    """Return the token folded, in both spellings where it has another one."""
    return tuple(dict.fromkeys((fold(token), fold(written_out(token)))))


def _continues(text: str, place: int) -> bool:
    """Whether the character belongs to the token of the one before it."""
    character, before = text[place], text[place - 1]
    if not place or _is_mark(character):
        return place > 0
    is_in_word = character.isalnum() and (before.isalnum() or _is_mark(before))
    return is_in_word and not is_dense(character) and not is_dense(before)


def _is_mark(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] == "M"
