"""Decide what is looked up to find the accounts that a new one may double.

docs/design.md "The guard"; does not depend on how the index is stored.
"""

from chalicelib.domain.folding import fold
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.index_entries import SEPARATOR, EntryKind, cut, is_phrase, partition, without_www
from chalicelib.domain.search.query_plan import Lookup


def name_lookup(key: str) -> Lookup:
    """Return the range of the accounts whose names have this key."""
    text = cut(key)
    return Lookup(partition(EntryKind.SAME_NAME, text), text + SEPARATOR)


def organisation_lookup(registrable_domain: str) -> Lookup:
    """Return the range of the accounts under an organisation domain; names that read as the domain are in it too."""
    text = fold(without_www(to_u_labels(registrable_domain)))
    kind = EntryKind.PHRASE if is_phrase(text) else EntryKind.EXACT
    return Lookup(partition(kind, text), cut(text) + SEPARATOR)
