"""Find the accounts that a new one may double: those of nearly the same name, and those of its organisation domain.

Whoever requests an account is asked about them, and nobody is refused because of them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.search.hit import Searchable, SearchHit, is_current
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.same_name import name_key
from chalicelib.domain.search.similar import name_lookup, near_keys, organisation_lookup, shelves_for
from chalicelib.services.unit_of_work.index_port import SearchIndex
from chalicelib.services.unit_of_work.unreadable import note_unreadable

# How many accounts are named. Whoever sees so many searches.
MOST_SHOWN = 10
# How many names are looked up that have a known word in the place of a mistyped one.
MOST_NEAR = 3
# The key of no name. It is looked up where there is nothing else to look up, so that the calls reveal nothing.
NO_NAME = ""


def similar_accounts(index: SearchIndex, account: Searchable, now: datetime) -> Sequence[SearchHit]:
    """Return other accounts that may be the same, pending or active, as they are now; no restricted ones.

    Those of the same name come first, then those of nearly the same one, then those of the organisation domain. The
    number of calls depends on the account's name alone.
    """
    key = name_key(account.account_name)
    keys = [key, *_near(index, key)]

    def has_key(hit: SearchHit) -> bool:
        return name_key(hit.account_name) in keys

    def is_of_organisation(hit: SearchHit) -> bool:
        return hit.registrable_domain == account.registrable_domain

    found = [
        *(hit for one in keys for hit in _hits(index, name_lookup(one), has_key)),
        *_hits(index, organisation_lookup(account.registrable_domain), is_of_organisation),
    ]
    others = {one.account_id: one for one in found if one.account_id != account.account_id and is_current(one, now)}
    return list(islice(others.values(), MOST_SHOWN))


def _near(index: SearchIndex, key: str) -> Sequence[str]:
    shelves = shelves_for(key)
    if not shelves:
        return ()
    found = near_keys(key, index.vocabulary(shelves))[:MOST_NEAR]
    return [*found, *[NO_NAME] * (MOST_NEAR - len(found))]


def _hits(index: SearchIndex, lookup: Lookup, is_similar: Callable[[SearchHit], bool]) -> Iterator[SearchHit]:
    """Yield the unrestricted accounts of a range, of which one may be the account itself."""
    for row in index.rows(lookup, MOST_SHOWN + 1, None):
        if row.hit is None:
            note_unreadable(("SEARCH", f"#{row.account_id}"))
        elif row.hit.search_visibility is Visibility.UNRESTRICTED and is_similar(row.hit):
            yield row.hit
