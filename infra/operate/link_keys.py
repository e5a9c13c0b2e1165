"""Rotating the keys of links: a new one is added, and an old one goes once no open link needs it."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import equals
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.requests.request import AccountRequest

SECRET_BYTES = 32


def rotated(known: Mapping[str, str]) -> dict[str, str]:
    """The keys with a new one at the end, which new links are then signed with."""
    number = 1 + max((int(name[1:]) for name in known if name[:1] == "k" and name[1:].isdigit()), default=0)
    return {**known, f"k{number}": secrets.token_urlsafe(SECRET_BYTES)}


def setting_of(known: Mapping[str, str]) -> str:
    """As the setting `LINK_KEYS` wants them: as JSON, for a secret may hold the commas that part a plain list."""
    return json.dumps(dict(known))


def in_use(table: Table, now: datetime) -> Counter[str]:
    """How many links of open requests each key has signed. A scan: an operator's tool."""
    counts: Counter[str] = Counter()
    for request in readable(table.scan(equals("sk", keys.REQUEST_ROW)), AccountRequest):
        if request.state_at(now).is_open:
            counts.update(one.link_key for one in request.waiting() if one.link_key)
    return counts
