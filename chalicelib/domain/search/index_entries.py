"""Decide which entries an account has in the search index, and how they are sorted.

docs/design.md "Search"; does not depend on how entries are stored. If entries change, the index must
be rebuilt: a row whose entry is no longer that of its account is passed over.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from chalicelib.domain.accounts.account import SmartAccount, Visibility
from chalicelib.domain.folding import fold, is_dense
from chalicelib.domain.folding.scripts import has_dense, letter_count, letter_starts
from chalicelib.domain.folding.spellings import other_spelling, words, written_out
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.hit import Searchable
from chalicelib.domain.search.same_name import name_key
from chalicelib.domain.value_classes import value_class

PHRASE_MIN = 3
# Two characters of a script without spaces say as much as three letters.
DENSE_PHRASE_MIN = 2
# Low enough that renaming an account (its old rows deleted, its new ones written) fits into one transaction.
ENTRIES_MAX = 40
# A sort key may have 1,024 bytes, and 25 rows are to be read for two units. Whether the rest of a cut text matches is
# decided from the account.
TEXT_BYTES_MAX = 120
ORDER_BYTES_MAX = 60
# Sorts before the space and every other character of a folded text, so "acme" comes before "acme labs".
SEPARATOR = "\x1f"
# Words of one or two letters that have no entry: half of all names have one of them.
PARTICLES = frozenset({"of", "de", "in", "at", "d", "l", "a", "e", "i", "o", "y"})


class EntryKind(StrEnum):
    """A phrase entry is found by any prefix of its text, an exact entry only by its whole text.

    The entry for the same name is not searched: it tells a new account of the same name that this one is there.
    """

    PHRASE = "phrase"
    EXACT = "exact"
    SAME_NAME = "same-name"


class Rank(StrEnum):
    """What the text is, which decides the order of equal texts."""

    WHOLE = "0"
    LABEL = "1"
    PART = "2"


@value_class
class IndexEntry:
    """One row of the index: its partition, and its sort key, whose last part is the account's id.

    Names and domains share partitions, so that one range holds every match of a phrase in the order of the results:
    by text; where it is equal, a whole name or domain, the label of a domain, then parts by the whole name.
    """

    partition: str
    sort: str


@value_class
class Place:
    """Where a search may find an account: a text that begins in its name or its domain. `domain` holds U-labels."""

    kind: EntryKind
    text: str
    rank: Rank
    order: str = ""
    domain: str | None = None

    def sort(self, account_id: str) -> str:
        """Return the sort key of the entry."""
        text, order = cut(self.text), cut(self.order, ORDER_BYTES_MAX)
        return SEPARATOR.join([text, self.rank, order, account_id])


def index_entries(account: SmartAccount) -> frozenset[IndexEntry]:
    """Return the entries of an account, 40 at most; none while it is cancelled or in review."""
    if not account.is_searchable:
        return frozenset()
    found = {IndexEntry(partition(one.kind, one.text), one.sort(account.account_id)) for one in places(account)}
    if account.search_visibility is Visibility.UNRESTRICTED:
        found.add(same_name_entry(account))
    return frozenset(found)


def same_name_entry(account: Searchable) -> IndexEntry:
    """Return the entry by which an account of the same name is noticed."""
    key = cut(name_key(account.account_name))
    return IndexEntry(partition(EntryKind.SAME_NAME, key), SEPARATOR.join([key, account.account_id]))


def places(account: Searchable) -> Sequence[Place]:
    """Return where the account is found: in full if it is restricted, else at every word and label as well."""
    in_full = account.search_visibility is Visibility.RESTRICTED
    found = _places_in_full if in_full else _places
    return found(account.account_name, account.domain_identifier, account.registrable_domain)


def spellings(name: str) -> tuple[str, ...]:
    """Return the folded name, and the other spelling if the name has one."""
    return tuple(dict.fromkeys((fold(name), fold(other_spelling(name)))))


def is_phrase(text: str) -> bool:
    """Whether the text is long enough for a phrase that begins it to be looked up."""
    return letter_count(text) >= DENSE_PHRASE_MIN if is_dense(text) else len(text) >= PHRASE_MIN


def is_short_word(word: str) -> bool:
    """Whether the word has an entry of its own, since no phrase is as short."""
    return len(word) < PHRASE_MIN and not is_dense(word) and word not in PARTICLES


def partition(kind: EntryKind, text: str) -> str:
    """Return the partition of entries that start with this text. A phrase has the characters that this needs."""
    return f"{kind}#{text[: DENSE_PHRASE_MIN if is_dense(text) else PHRASE_MIN]}"


def cut(text: str, limit: int = TEXT_BYTES_MAX) -> str:
    """Return as much of the text as fits into a sort key."""
    return text.encode()[:limit].decode(errors="ignore")


def without_www(domain: str) -> str:
    """Return the domain without `www.`, because people paste the name of the web server."""
    return domain.removeprefix("www.")


def _places_in_full(name: str, identifier: str, _: str) -> Sequence[Place]:
    domain = without_www(_u_labels(identifier))
    wholes = [Place(EntryKind.EXACT, text, Rank.WHOLE) for text in spellings(name)]
    return [*wholes, Place(EntryKind.EXACT, fold(domain), Rank.WHOLE, domain=domain)]


@lru_cache(maxsize=1024)
def _places(name: str, identifier: str, registrable_domain: str) -> Sequence[Place]:
    """Cached, since a page of results has an account at several of its places."""
    domains = list(_domain_places(name, identifier, registrable_domain))
    # One entry is for the same name.
    return [*_name_places(name)[: ENTRIES_MAX - len(domains) - 1], *domains]


def _name_places(name: str) -> tuple[Place, ...]:
    """Return the places of a name, the most important first: words, short ones, then those inside of words."""
    texts = spellings(name)
    starts = [(text, *_starts(text, name)) for text in texts]
    short = [Place(EntryKind.EXACT, *one) for one in _short_words(texts[0])]
    return tuple(
        dict.fromkeys(
            [
                *(_phrase(text, start) for text, by_word, _ in starts[:1] for start in by_word),
                *short,
                *(_phrase(text, start) for text, _, inside in starts[:1] for start in inside),
                *(_phrase(text, start) for text, by_word, inside in starts[1:] for start in (*by_word, *inside)),
            ]
        )
    )


def _phrase(text: str, start: int) -> Place:
    """Return the place of the text from here on. A whole name may be too short for a phrase."""
    rest, rank = text[start:], Rank.PART if start else Rank.WHOLE
    return Place(EntryKind.PHRASE if is_phrase(rest) else EntryKind.EXACT, rest, rank, text[:start])


def _starts(text: str, name: str) -> tuple[list[int], list[int]]:
    """Return where words start that a phrase may begin with, and where else one may begin.

    Words after a space of the name come first, of which a name has at most 30; then those after a hyphen.
    """
    spaced = {found[0] for part in name.split() if (found := words(part))}
    by_word = [0, *(place + 1 for place, character in enumerate(text) if character == " ")]
    by_word.sort(key=lambda start: start > 0 and text[start:].split(" ", 1)[0] not in spaced)
    phrases = [start for start in by_word if start == 0 or is_phrase(text[start:])]
    letters = letter_starts(text) if has_dense(text) else ()
    inside = (start for start in letters if is_dense(text[start:]) and is_phrase(text[start:]))
    return phrases, [start for start in inside if start not in by_word]


def _short_words(text: str) -> Iterator[tuple[str, Rank, str]]:
    """Yield the words of one or two letters, ordered by the text from there on."""
    found = text.split(" ")
    for number, word in enumerate(found):
        if is_short_word(word) and len(found) > 1:
            yield word, Rank.PART, " ".join([*found[number:], *found[:number]])


def _domain_places(name: str, identifier: str, registrable_domain: str) -> Iterator[Place]:
    """Yield the identifier and what follows each of its labels, down to the registrable domain, and its own label."""
    labels, order = _u_labels(identifier).split("."), fold(name)
    for first in range(len(labels) - registrable_domain.count(".")):
        domain = without_www(".".join(labels[first:]))
        for spelling in dict.fromkeys((domain, written_out(domain))):
            text = fold(spelling)
            kind = EntryKind.PHRASE if is_phrase(text) else EntryKind.EXACT
            yield Place(kind, text, Rank.PART if first else Rank.WHOLE, order if first else "", spelling)
    main = fold(_u_labels(registrable_domain).split(".", 1)[0])
    if identifier == registrable_domain:
        yield Place(EntryKind.EXACT, main, Rank.LABEL, order)
    elif not is_phrase(main):
        yield Place(EntryKind.EXACT, main, Rank.PART, order)


def _u_labels(identifier: str) -> str:
    # Nearly every identifier equals its U-labels, and a page of results needs those of all its rows.
    return to_u_labels(identifier) if "xn--" in identifier else identifier
