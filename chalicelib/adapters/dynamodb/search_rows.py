"""The rows of the search index: their keys, and what each holds so that a result needs no second read."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, encoded
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.accounts.account import AccountStatus, AccountType, SmartAccount, Visibility
from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import SEPARATOR, index_entries

FREQUENCIES = ("SEARCH", "FREQUENCIES")
# Which index, by its prefix, has the rows of every account.
REBUILT = ("SEARCH", "REBUILT")
# The shard of the due index in which accounts wait whose words are not known yet; apart from what the outbox looks at.
UNLEARNED_SHARD = "unlearned"
UNLEARNED_PREFIX = "UNLEARNED#"


class SearchRow(msgspec.Struct, array_like=True, frozen=True):
    """What a result shows of an account, without field names and the id that the key holds already.

    Twenty-five rows are to be read for one unit, 8 KB. New fields come last, with a default. Who administers
    an account is not shown, so that a change of administrators leaves the index alone.
    """

    account_name: str
    domain_identifier: str
    registrable_domain: str
    status: AccountStatus
    created_at: datetime
    activated_at: datetime | None
    pending_until: datetime | None
    search_visibility: Visibility
    account_type: AccountType


def unlearned(account_id: str) -> Key:
    """The note that the words of an account are not known yet."""
    return f"{UNLEARNED_PREFIX}{account_id}", "UNLEARNED"


def shelf(letter: str, length: int) -> Key:
    """The known words of a first letter and a length."""
    return f"WORDS#{letter}", f"{length:03}"


# The rows of each release whose index had other entries, by their prefix; what this one reads comes last. A rebuild
# writes those of this release beside them, so that search answers all the while.
FORMER_PREFIXES = ("SEARCH#",)
PREFIX = "SEARCH2#"


def partition_key(partition: str) -> str:
    """The key of a partition of the index."""
    return f"{PREFIX}{partition}"


def rows_of(account: SmartAccount) -> Mapping[Key, str]:
    """Every row the index holds of an account, as key and document; what changed between two is to be written."""
    document = encoded(msgspec.convert(account, SearchRow, from_attributes=True))
    return {(partition_key(entry.partition), entry.sort): document for entry in index_entries(account)}


def account_id_of(sort: str) -> str:
    """Whose row it is."""
    return sort.rpartition(SEPARATOR)[2]


def search_hit(sort: str, document: str | None) -> SearchHit:
    """The hit that a row holds. Raises `Unreadable`, for a false A-label too."""
    row = decoded(document, SearchRow)
    try:
        if "xn--" in row.domain_identifier:
            to_u_labels(row.domain_identifier)
    except ValueError:
        raise Unreadable from None
    return SearchHit(account_id=account_id_of(sort), **msgspec.structs.asdict(row))
