"""The table of reads: what each makes of a row that it cannot read, and why every decision stays safe by that.

Here are those of identities and address holders.
"""

from collections.abc import Mapping

from chalicelib.adapters.dynamodb import keys
from tests.adapters.dynamodb.kept_rows import BY_KEY, IDENTITY, ISSUER, LEFT_OUT, RAISES, THE_ROW, Read
from tests.world import PARTNER

READS_OF_IDENTITIES: Mapping[str, Read] = {
    "identity_rows": Read(
        RAISES,
        "the person would be taken for a new one",
        lambda _: keys.identity(IDENTITY),
        lambda one: one.store.identity_rows(IDENTITY, PARTNER.email.key).moved,
    ),
    "identity_rows, a holder": Read(
        LEFT_OUT,
        "nobody claims a person by an address whose holder is not known",
        lambda _: keys.address_holder(PARTNER.email.key),
        lambda one: one.store.identity_rows(IDENTITY, PARTNER.email.key).holder,
    ),
    "moved_identity": Read(
        RAISES,
        THE_ROW,
        lambda _: keys.identity(IDENTITY),
        lambda one: one.store.moved_identity(IDENTITY),
    ),
    "identities_of": Read(
        RAISES,
        "a second identity would claim the person",
        lambda _: keys.person_identity(PARTNER.person_id, ISSUER),
        lambda one: one.store.identities_of(PARTNER.person_id, [ISSUER]),
    ),
    "possessions": Read(
        BY_KEY,
        "the key says all",
        lambda _: keys.open_requests(PARTNER.person_id),
        lambda one: one.store.possessions(PARTNER.person_id, 10),
    ),
    "possessions, a role": Read(
        BY_KEY,
        "a role that cannot be read is something else, so that the identity claims nobody",
        lambda one: keys.person_grant("claimer", one.account_id, "claimed"),
        lambda one: one.store.possessions("claimer", 10),
    ),
}
