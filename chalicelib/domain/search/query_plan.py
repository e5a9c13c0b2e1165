"""Decide what a query looks up in the search index, and which of the entries found there it shows.

docs/design.md "Search"; does not depend on how the index is stored or on the size of a page.
"""

import re
from collections.abc import Iterator

from chalicelib.domain.folding import fold, plain
from chalicelib.domain.folding.spellings import other_spelling, written_out
from chalicelib.domain.identity.domain_identifier import MAX_PASTED
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.patterns import pattern
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import (
    SEPARATOR,
    EntryKind,
    Place,
    cut,
    is_phrase,
    partition,
    places,
    without_www,
)
from chalicelib.domain.text import NAME_MAX, TYPED_PER_KEPT
from chalicelib.domain.value_classes import value_class

LONGEST_NAME = TYPED_PER_KEPT * NAME_MAX
_FULL_STOPS = ".\u3002\uff0e\uff61"
_PASTED = pattern(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//)?(?P<host>[^\s/?#:@]{1,253})(?::[0-9]{0,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


@value_class
class Lookup:
    """A range of the index: all entries of the partition whose sort key starts with `prefix`."""

    partition: str
    prefix: str


@value_class
class SearchPlan:
    """A parsed query: its folded text, other spellings of it, and the U-labels if it may begin a domain."""

    query: str
    text: str
    domain: str | None = None
    others: tuple[str, ...] = ()
    # Whether what is found in full only is looked up as well.
    in_full: bool = True

    @property
    def phrases(self) -> tuple[str, ...]:
        """What a place may begin with."""
        return tuple(text for text in (self.text, *self.others) if is_phrase(text))

    @property
    def is_short(self) -> bool:
        """Whether it finds whole names and whole words only, because it has too few characters to begin others."""
        return bool(self.text) and not self.phrases

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The ranges to read, whose rows are merged by sort key; none for an empty query.

        They do not depend on what is stored.
        """
        if not self.text:
            return ()
        exact = Lookup(partition(EntryKind.EXACT, self.text), cut(self.text) + SEPARATOR)
        return (exact, *self.phrase_lookups) if self.in_full else self.phrase_lookups

    @property
    def phrase_lookups(self) -> tuple[Lookup, ...]:
        """The ranges of what begins with the query, without the one of what is found in full only."""
        return tuple(Lookup(partition(EntryKind.PHRASE, text), cut(text)) for text in self.phrases)

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the results show the account at this entry: it is the first of its entries that match."""
        return sort == min(self._matching(hit), default=None)

    def matches(self, hit: SearchHit) -> bool:
        """Whether the results show the account at all."""
        return next(self._matching(hit), None) is not None

    def _matching(self, hit: SearchHit) -> Iterator[str]:
        return (place.sort(hit.account_id) for place in places(hit) if self._matches(place))

    def _matches(self, place: Place) -> bool:
        return self.in_full and self._is(place) if place.kind is EntryKind.EXACT else self._begins(place)

    def _is(self, place: Place) -> bool:
        return place.text == self.text if place.domain is None else place.domain == self.domain

    def _begins(self, place: Place) -> bool:
        if not place.text.startswith(self.phrases):
            return False
        # A domain is compared with its hyphens and full stops.
        return place.domain is None or (bool(self.domain) and plain(place.domain).startswith(self._domains))

    @property
    def _domains(self) -> tuple[str, ...]:
        domain = self.domain or ""
        return plain(domain), plain(written_out(domain))


def plan(query: str) -> SearchPlan:
    """Plan the search for text that somebody typed or pasted, for example a whole URL.

    Nothing is looked up for text that is longer than any name or any URL.
    """
    domain = _pasted_domain(query.strip()) if len(query) <= MAX_PASTED else None
    if domain is None and len(query) > LONGEST_NAME:
        return SearchPlan(query, "")
    text = fold(query if domain is None else domain)
    # Of several words each is looked for in both spellings when they are searched in any order.
    other = text if " " in text else fold(written_out(domain) if domain else other_spelling(query))
    return SearchPlan(query, text, domain, (other,) if other != text else ())


def _pasted_domain(query: str) -> str | None:
    pasted = _PASTED.fullmatch(query)
    if pasted is None:
        return None
    host = pasted["host"].rstrip(_FULL_STOPS)
    try:
        shown = to_u_labels(host)
    except ValueError:
        return None
    # Of nothing but signs, a full stop at the end is one of them.
    is_host = _reads_the_same(host, shown) and fold(host) == fold(pasted["host"])
    # A single label is a prefix only if nothing else was typed: "AC/DC" is a name.
    is_domain = is_host and ("." in shown or pasted["host"] == query)
    return without_www(shown) if is_domain else None


def _reads_the_same(host: str, shown: str) -> bool:
    """Whether both fold to the same text; if not, the query is treated as a name that only looks like a host.

    UTS-46 maps some characters differently from the folding of names; no domain has such characters.
    """
    return "xn--" in plain(host) or fold(host) == fold(shown)
