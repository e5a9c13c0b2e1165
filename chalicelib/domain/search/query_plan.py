"""Decide what a query looks up in the search index, and which of the entries found there it shows.

docs/design.md "Search"; does not depend on how the index is stored or on the size of a page.
"""

import re
from dataclasses import dataclass

from chalicelib.domain.folding import fold, plain
from chalicelib.domain.identity.domain_identifier import MAX_PASTED
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import (
    PHRASE_MIN,
    SEPARATOR,
    EntryKind,
    Place,
    cut,
    partition,
    places,
    without_www,
)
from chalicelib.domain.text import NAME_MAX, TYPED_PER_KEPT

LONGEST_NAME = TYPED_PER_KEPT * NAME_MAX
_FULL_STOPS = ".\u3002\uff0e\uff61"
_PASTED = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//)?(?P<host>[^\s/?#:@]{1,253})(?::[0-9]{0,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Lookup:
    """A range of the index: all entries of the partition whose sort key starts with `prefix`."""

    partition: str
    prefix: str


@dataclass(frozen=True)
class SearchPlan:
    """A parsed query: its folded text and, if it may be a domain or the start of one, the U-labels."""

    text: str
    domain: str | None

    def lookups(self, start: str | None) -> tuple[Lookup, ...]:
        """Return the ranges to read, whose rows are merged by sort key; none for an empty query.

        They do not depend on what is stored. `start` is a sort key of the results; ranges that end before it are
        left out.
        """
        ranges = self._ranges() if self.text else ()
        return tuple(one for one in ranges if start is None or start.startswith(one.prefix))

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the results show the account at this entry: it is the first of its entries that match."""
        matching = (place.sort(hit) for place in places(hit) if self._matches(hit, place))
        return sort == min(matching, default=None)

    def _ranges(self) -> tuple[Lookup, ...]:
        prefix = cut(self.text)
        exact = Lookup(partition(EntryKind.EXACT, self.text), prefix + SEPARATOR)
        if len(self.text) < PHRASE_MIN:
            return (exact,)
        return exact, Lookup(partition(EntryKind.PHRASE, self.text), prefix)

    def _matches(self, hit: SearchHit, place: Place) -> bool:
        match place.kind(hit):
            case EntryKind.EXACT:
                return self._is(place)
            case EntryKind.PHRASE:
                return self._begins(place)
            case None:
                return False

    def _is(self, place: Place) -> bool:
        return place.text == self.text if place.domain is None else place.domain == self.domain

    def _begins(self, place: Place) -> bool:
        if place.domain is None:
            return place.text.startswith(self.text)
        return self.domain is not None and plain(place.domain).startswith(plain(self.domain))


def plan(query: str) -> SearchPlan:
    """Plan the search for text that somebody typed or pasted, for example a whole URL.

    Nothing is looked up for text that is longer than any name or any URL.
    """
    domain = _pasted_domain(query.strip()) if len(query) <= MAX_PASTED else None
    if domain is None and len(query) > LONGEST_NAME:
        return SearchPlan("", None)
    return SearchPlan(fold(query if domain is None else domain), domain)


def _pasted_domain(query: str) -> str | None:
    pasted = _PASTED.fullmatch(query)
    if pasted is None:
        return None
    host = pasted["host"].rstrip(_FULL_STOPS)
    try:
        shown = to_u_labels(host)
    except ValueError:
        return None
    # A single label is a prefix only if nothing else was typed: "AC/DC" is a name.
    is_domain = _reads_the_same(host, shown) and ("." in shown or pasted["host"] == query)
    return without_www(shown) if is_domain else None


def _reads_the_same(host: str, shown: str) -> bool:
    """Whether both fold to the same text; if not, the query is treated as a name that only looks like a host.

    UTS-46 maps some characters differently from the folding of names; no domain has such characters.
    """
    return "xn--" in plain(host) or fold(host) == fold(shown)
