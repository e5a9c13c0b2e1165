"""Decides by which entries the search index finds an account, and what a query looks up and shows of them.

DESIGN section 4 "Search"; refuses to know how entries are stored and how many make a page. Whoever changes
what an entry holds rebuilds the index, for a row whose entry is no longer its account's is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.account import SmartAccount, Visibility
from chalicelib.domain.folding import fold, plain, words
from chalicelib.domain.host_name import to_u_labels

PHRASE_MIN = 3
# With 7 suffixes of a domain of 8 labels, so many that a submission stays within its 60 actions.
NAME_ENTRIES_MAX = 30
# A sort key may have 1,024 bytes. A name has 200 characters, so hardly any is cut; a cut one still sorts and
# is found by its beginning, and whether the rest of it matches is decided from the account.
TEXT_BYTES_MAX = 700
# Sorts before the space and every other character of a folded text, so "acme" comes before "acme labs".
SEPARATOR = "\x1f"

_WHOLE, _PART = "0", "1"
_FULL_STOPS = ".\u3002\uff0e\uff61"
_PASTED = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:)?//)?(?P<host>[^\s/?#:@]{1,253})(?::[0-9]{0,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


class EntryKind(StrEnum):
    """A phrase entry is found by any beginning of it, an exact one only when the query is all of it."""

    PHRASE = "phrase"
    EXACT = "exact"


@dataclass(frozen=True)
class IndexEntry:
    """One row of the index: its partition, and its sort key, whose last part is the account's id.

    Names and domains share partitions, so that one range holds every match of a phrase in the order of the
    answer: by text, the whole name or domain before a part that reads the same, then by id.
    """

    partition: str
    sort: str


@dataclass(frozen=True)
class Lookup:
    """A range of the index: all entries of the partition whose sort key begins so."""

    partition: str
    prefix: str


@dataclass(frozen=True)
class _Place:
    """A word or label of an account, with all that follows it; `domain`, in U-labels, only for a label."""

    text: str
    is_whole: bool
    domain: str | None = None

    def kind(self, account: SmartAccount) -> EntryKind | None:
        if account.search_visibility is Visibility.UNRESTRICTED and len(self.text) >= PHRASE_MIN:
            return EntryKind.PHRASE
        return EntryKind.EXACT if self.is_whole else None

    def sort(self, account: SmartAccount) -> str:
        return SEPARATOR.join([_cut(self.text), _WHOLE if self.is_whole else _PART, account.account_id])


@dataclass(frozen=True)
class SearchPlan:
    """A query as it is searched: its folded text and, if it may be a domain or its beginning, U-labels."""

    text: str
    domain: str | None

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """What to read, merged by sort key; the same whatever is there, and nothing for an empty query."""
        if not self.text:
            return ()
        prefix = _cut(self.text)
        exact = Lookup(_partition(EntryKind.EXACT, self.text), prefix + SEPARATOR)
        if len(self.text) < PHRASE_MIN:
            return (exact,)
        return exact, Lookup(_partition(EntryKind.PHRASE, self.text), prefix)

    def shows(self, account: SmartAccount, sort: str) -> bool:
        """Whether the answer has the account at this entry: the first of its entries that match."""
        matching = (place.sort(account) for place in _places(account) if self._matches(account, place))
        return sort == min(matching, default=None)

    def _matches(self, account: SmartAccount, place: _Place) -> bool:
        match place.kind(account):
            case EntryKind.EXACT:
                return self._is(place)
            case EntryKind.PHRASE:
                return self._begins(place)
        return False

    def _is(self, place: _Place) -> bool:
        return place.text == self.text if place.domain is None else place.domain == self.domain

    def _begins(self, place: _Place) -> bool:
        if place.domain is None:
            return place.text.startswith(self.text)
        return self.domain is not None and plain(place.domain).startswith(plain(self.domain))


def index_entries(account: SmartAccount) -> frozenset[IndexEntry]:
    """The entries of an account; none while it is cancelled or in review.

    A restricted account has those of its complete name and identifier only.
    """
    if not account.is_searchable:
        return frozenset()
    kinds = ((place, place.kind(account)) for place in _places(account))
    return frozenset(
        IndexEntry(_partition(kind, place.text), place.sort(account)) for place, kind in kinds if kind
    )


def plan(query: str) -> SearchPlan:
    """How to search for what somebody typed or pasted, a whole URL say."""
    domain = _pasted_domain(query.strip())
    return SearchPlan(fold(query if domain is None else domain), domain)


def _places(account: SmartAccount) -> Iterator[_Place]:
    yield from _name_places(account.account_name)
    yield from _domain_places(account.domain_identifier, account.registrable_domain)


def _name_places(name: str) -> Iterator[_Place]:
    folded = fold(name)
    starts = [0, *(space.end() for space in re.finditer(" ", folded))]
    if len(starts) > NAME_ENTRIES_MAX:
        starts = _spaced_starts_first(name)[:NAME_ENTRIES_MAX]
    for start in starts:
        yield _Place(folded[start:], is_whole=start == 0)


def _spaced_starts_first(name: str) -> list[int]:
    """Where words start in the folded name: first those after a space, of which a name has 30 at most."""
    spaced: list[int] = []
    hyphened: list[int] = []
    start = 0
    for part in name.split():
        for number, word in enumerate(words(part)):
            (hyphened if number else spaced).append(start)
            start += len(word) + 1
    return spaced + hyphened


def _domain_places(identifier: str, registrable_domain: str) -> Iterator[_Place]:
    # Nearly every identifier is its own U-label, and a page of results asks for all of theirs.
    labels = (to_u_labels(identifier) if "xn--" in identifier else identifier).split(".")
    for first in range(len(labels) - registrable_domain.count(".")):
        domain = _without_www(".".join(labels[first:]))
        yield _Place(fold(domain), is_whole=first == 0, domain=domain)


def _pasted_domain(query: str) -> str | None:
    pasted = _PASTED.fullmatch(query)
    if pasted is None:
        return None
    try:
        shown = to_u_labels(pasted["host"].rstrip(_FULL_STOPS))
    except ValueError:
        return None
    # A single label is a beginning only where nothing stands beside it: "AC/DC" is a name.
    return _without_www(shown) if "." in shown or pasted["host"] == query else None


def _without_www(domain: str) -> str:
    return domain.removeprefix("www.")


def _partition(kind: EntryKind, text: str) -> str:
    return f"{kind}#{text[:PHRASE_MIN]}"


def _cut(text: str) -> str:
    return text.encode()[:TEXT_BYTES_MAX].decode(errors="ignore")
