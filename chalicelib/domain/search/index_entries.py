"""Decides by which entries the search index finds an account, and in which order they lie.

docs/design.md "Search"; does not depend on how entries are stored. A change of what an entry holds
rebuilds the index: a row whose entry is no longer its account's is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.accounts.account import SmartAccount, Visibility
from chalicelib.domain.folding import fold, words
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.hit import Searchable

PHRASE_MIN = 3
# So many that an account of another name, its old rows deleted and its new ones written, fits into one transaction.
NAME_ENTRIES_MAX = 30
# A sort key may have 1,024 bytes. A name has 200 characters, so hardly any is cut; a cut one still sorts and
# is found by its beginning, and whether the rest of it matches is decided from the account.
TEXT_BYTES_MAX = 700
# Sorts before the space and every other character of a folded text, so "acme" comes before "acme labs".
SEPARATOR = "\x1f"

_WHOLE, _PART = "0", "1"


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
class Place:
    """A word or label of an account, with all that follows it; `domain`, in U-labels, only for a label."""

    text: str
    is_whole: bool
    domain: str | None = None

    def kind(self, account: Searchable) -> EntryKind | None:
        """By what kind of entry the account is found here, if at all; in full only, if it is restricted."""
        if account.search_visibility is Visibility.UNRESTRICTED and len(self.text) >= PHRASE_MIN:
            return EntryKind.PHRASE
        return EntryKind.EXACT if self.is_whole else None

    def sort(self, account: Searchable) -> str:
        """The sort key of the entry."""
        return SEPARATOR.join([cut(self.text), _WHOLE if self.is_whole else _PART, account.account_id])


def index_entries(account: SmartAccount) -> frozenset[IndexEntry]:
    """The entries of an account; none while it is cancelled or in review."""
    if not account.is_searchable:
        return frozenset()
    kinds = ((place, place.kind(account)) for place in places(account))
    return frozenset(IndexEntry(partition(kind, place.text), place.sort(account)) for place, kind in kinds if kind)


def places(account: Searchable) -> Iterator[Place]:
    """Every word of the name, and every label of the domain down to the registrable domain."""
    yield from _name_places(account.account_name)
    yield from _domain_places(account.domain_identifier, account.registrable_domain)


def partition(kind: EntryKind, text: str) -> str:
    """Where entries lie that begin with this text; a phrase has the three characters that it takes."""
    return f"{kind}#{text[:PHRASE_MIN]}"


def cut(text: str) -> str:
    """As much of the text as fits a sort key."""
    return text.encode()[:TEXT_BYTES_MAX].decode(errors="ignore")


def without_www(domain: str) -> str:
    """The domain as it is searched; people paste the name of the web server."""
    return domain.removeprefix("www.")


def _name_places(name: str) -> Iterator[Place]:
    folded = fold(name)
    starts = [0, *(space.end() for space in re.finditer(" ", folded))]
    if len(starts) > NAME_ENTRIES_MAX:
        starts = _spaced_starts_first(name)[:NAME_ENTRIES_MAX]
    for start in starts:
        yield Place(folded[start:], is_whole=start == 0)


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


def _domain_places(identifier: str, registrable_domain: str) -> Iterator[Place]:
    # Nearly every identifier is its own U-label, and a page of results asks for those of all its rows.
    labels = (to_u_labels(identifier) if "xn--" in identifier else identifier).split(".")
    for first in range(len(labels) - registrable_domain.count(".")):
        domain = without_www(".".join(labels[first:]))
        yield Place(fold(domain), is_whole=first == 0, domain=domain)
