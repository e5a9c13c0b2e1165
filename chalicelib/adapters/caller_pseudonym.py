"""Pseudonyms of callers in the log: they tell that calls of one day came from one network, and not from which."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address

PURPOSE = "caller"
# 64 bits: of a million callers a day hardly two have the same.
BYTES = 8
# The first 64 bits of an IPv6 address name the network; a device changes the others at will (RFC 8981).
NETWORK_BYTES = 8


def caller_pseudonym(link_keys: Mapping[str, str], source: str, at: datetime) -> str | None:
    """Return an HMAC of the network of a source address, under a key of the UTC day; None if it is no address.

    A hash without a key could be reversed by trying all 2^32 IPv4 addresses. The key of the day is derived from the
    newest link key under a purpose of its own; a link key that has been dropped takes the way back with it.
    """
    try:
        network = _network(ip_address(source))
    except ValueError:
        return None
    secret = list(link_keys.values())[-1].encode()
    key = hmac.digest(secret, f"{PURPOSE}:{at.astimezone(UTC).date()}".encode(), hashlib.sha256)
    return hmac.digest(key, network, hashlib.sha256)[:BYTES].hex()


def _network(address: IPv4Address | IPv6Address) -> bytes:
    if isinstance(address, IPv4Address):
        return address.packed
    return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:NETWORK_BYTES]
