"""Decide which entries an account has in the search index, and how they are sorted.

docs/design.md "Search"; does not depend on how entries are stored. If entries change, the index must
be rebuilt: a row whose entry is no longer that of its account is passed over.
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
# Low enough that renaming an account (its old rows deleted, its new ones written) fits into one transaction.
NAME_ENTRIES_MAX = 30
# A sort key may have 1,024 bytes. A name has at most 200 characters, so hardly any is cut. A cut one is still sorted
# and found by its prefix; whether the rest of it matches is decided from the account.
TEXT_BYTES_MAX = 700
# Sorts before the space and every other character of a folded text, so "acme" comes before "acme labs".
SEPARATOR = "\x1f"

_WHOLE, _PART = "0", "1"


class EntryKind(StrEnum):
    """A phrase entry is found by any prefix of its text, an exact entry only by its whole text."""

    PHRASE = "phrase"
    EXACT = "exact"


@dataclass(frozen=True)
class IndexEntry:
    """One row of the index: its partition, and its sort key, whose last part is the account's id.

    Names and domains share partitions, so that one range holds every match of a phrase in the order of the results:
    by text, a whole name or domain before an equal part of another one, then by id.
    """

    partition: str
    sort: str


@dataclass(frozen=True)
class Place:
    """A word of the name or a label of the domain, with all that follows it. Only labels have a `domain` (U-labels)."""

    text: str
    is_whole: bool
    domain: str | None = None

    def kind(self, account: Searchable) -> EntryKind | None:
        """Return the kind of entry for this text, or None for no entry. A restricted account is found only in full."""
        if account.search_visibility is Visibility.UNRESTRICTED and len(self.text) >= PHRASE_MIN:
            return EntryKind.PHRASE
        return EntryKind.EXACT if self.is_whole else None

    def sort(self, account: Searchable) -> str:
        """Return the sort key of the entry."""
        return SEPARATOR.join([cut(self.text), _WHOLE if self.is_whole else _PART, account.account_id])


def index_entries(account: SmartAccount) -> frozenset[IndexEntry]:
    """Return the entries of an account; none while it is cancelled or in review."""
    if not account.is_searchable:
        return frozenset()
    kinds = ((place, place.kind(account)) for place in places(account))
    return frozenset(IndexEntry(partition(kind, place.text), place.sort(account)) for place, kind in kinds if kind)


def places(account: Searchable) -> Iterator[Place]:
    """Yield every word of the name, and every label of the domain down to the registrable domain."""
    yield from _name_places(account.account_name)
    yield from _domain_places(account.domain_identifier, account.registrable_domain)


def partition(kind: EntryKind, text: str) -> str:
    """Return the partition of entries that start with this text. A phrase has the three characters that this needs."""
    return f"{kind}#{text[:PHRASE_MIN]}"


def cut(text: str) -> str:
    """Return as much of the text as fits into a sort key."""
    return text.encode()[:TEXT_BYTES_MAX].decode(errors="ignore")


def without_www(domain: str) -> str:
    """Return the domain without `www.`, because people paste the name of the web server."""
    return domain.removeprefix("www.")


def _name_places(name: str) -> Iterator[Place]:
    folded = fold(name)
    starts = [0, *(space.end() for space in re.finditer(" ", folded))]
    if len(starts) > NAME_ENTRIES_MAX:
        starts = _spaced_starts_first(name)[:NAME_ENTRIES_MAX]
    for start in starts:
        yield Place(folded[start:], is_whole=start == 0)


def _spaced_starts_first(name: str) -> list[int]:
    """Return where words start in the folded name: first those after a space, of which a name has at most 30."""
    spaced: list[int] = []
    hyphened: list[int] = []
    start = 0
    for part in name.split():
        for number, word in enumerate(words(part)):
            (hyphened if number else spaced).append(start)
            start += len(word) + 1
    return spaced + hyphened


def _domain_places(identifier: str, registrable_domain: str) -> Iterator[Place]:
    # Nearly every identifier equals its U-labels, and a page of results needs those of all its rows.
    labels = (to_u_labels(identifier) if "xn--" in identifier else identifier).split(".")
    for first in range(len(labels) - registrable_domain.count(".")):
        domain = without_www(".".join(labels[first:]))
        yield Place(fold(domain), is_whole=first == 0, domain=domain)
