"""The keys of programs: all of an account's in one row, and a partition for each client that is bound."""

import hashlib
import json

from chalicelib.adapters.dynamodb.keys import Key, account

PROGRAMS_ROW = "PROGRAMS"
# The shard of the due index in which programs wait until their end is to be told.
DUE_SHARD = "programs"
BOUND_ROW, USE_ROW = "PROGRAM", "USE"


def programs(account_id: str) -> Key:
    """All programs of an account."""
    return account(account_id)[0], PROGRAMS_ROW


def bound(issuer: str, client_id: str) -> Key:
    """The program that a client is bound to. What a client is called is the provider's affair, so it is hashed."""
    name = json.dumps([issuer, client_id]).encode()
    return f"CLIENT#{hashlib.sha256(name).hexdigest()}", BOUND_ROW


def use(issuer: str, client_id: str) -> Key:
    """When a client's program was used last."""
    return bound(issuer, client_id)[0], USE_ROW
