"""Rotation of the link keys: add a new key; remove an old one once no open link needs it."""

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
    """Return the keys with a new one at the end, which signs new links."""
    number = 1 + max((int(name[1:]) for name in known if name[:1] == "k" and name[1:].isdigit()), default=0)
    return {**known, f"k{number}": secrets.token_urlsafe(SECRET_BYTES)}


def setting_of(known: Mapping[str, str]) -> str:
    """Format the keys for the setting `LINK_KEYS`, as JSON because secrets may contain commas."""
    return json.dumps(dict(known))


def in_use(table: Table, now: datetime) -> Counter[str]:
    """Count, with a scan, the links of open requests by the key that signed them."""
    counts: Counter[str] = Counter()
    for request in readable(table.scan(equals("sk", keys.REQUEST_ROW)), AccountRequest):
        if request.state_at(now).is_open:
            counts.update(nomination.link_key for nomination in request.waiting() if nomination.link_key)
    return counts
