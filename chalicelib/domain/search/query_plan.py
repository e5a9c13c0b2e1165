"""Decides what a query looks up in the search index, and which of the entries found there it shows.

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
    """A range of the index: all entries of the partition whose sort key begins so."""

    partition: str
    prefix: str


@dataclass(frozen=True)
class SearchPlan:
    """A query as it is searched: its folded text and, if it may be a domain or its beginning, U-labels."""

    text: str
    domain: str | None

    def lookups(self, start: str | None) -> tuple[Lookup, ...]:
        """What to read, merged by sort key; the same whatever is there, and nothing for an empty query.

        `start` is a sort key of the answer; a range that ends before it is left out.
        """
        ranges = self._ranges() if self.text else ()
        return tuple(one for one in ranges if start is None or start.startswith(one.prefix))

    def shows(self, hit: SearchHit, sort: str) -> bool:
        """Whether the answer has the account at this entry: the first of its entries that match."""
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
    """How to search for what somebody typed or pasted, a whole URL say.

    For what is longer than any name, or any URL, nothing is looked up.
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
    """Whether both fold to one text, so that a name that looks like a host is found all the same.

    UTS-46 maps characters that no domain has in other ways than the folding of names.
    """
    return "xn--" in plain(host) or fold(host) == fold(shown)
