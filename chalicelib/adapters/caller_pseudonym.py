"""Pseudonyms of callers in the log: they tell that calls of one day came from one network, and not from which.

Whoever may read the link keys can turn one back into the network.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

PURPOSE = "caller"
# 64 bits: of a million callers a day hardly two have the same, and no other text passes for a pseudonym.
TAG_BYTES = 8
# The first 64 bits of an IPv6 address name the network; a device changes the others at will (RFC 8981).
NETWORK_BYTES = 8
IPV4_BYTES = 4


def caller_pseudonym(link_keys: Mapping[str, str], source: str, at: datetime) -> str | None:
    """Encrypt the network of a source address under a key of the UTC day; None if it is no address.

    A hash without a key could be reversed by trying all 2^32 IPv4 addresses. The key of the day is derived from the
    newest link key under a purpose of its own; a link key that has been dropped takes the way back with it.
    """
    try:
        network = _network(ip_address(source))
    except ValueError:
        return None
    key = _key(list(link_keys.values())[-1], at.astimezone(UTC).date())
    tag = _tag(key, network)
    return (tag + _masked(key, tag, network)).hex()


def caller_network(link_key: str, pseudonym: str, day: date) -> str | None:
    """Return the network behind a pseudonym; None if it was not made with this key on that day."""
    try:
        given = bytes.fromhex(pseudonym)
    except ValueError:
        return None
    key, tag = _key(link_key, day), given[:TAG_BYTES]
    network = _masked(key, tag, given[TAG_BYTES:])
    if len(network) not in (IPV4_BYTES, NETWORK_BYTES) or not hmac.compare_digest(_tag(key, network), tag):
        return None
    return str(IPv4Address(network)) if len(network) == IPV4_BYTES else str(IPv6Network((network + bytes(8), 64)))


def _key(link_key: str, day: date) -> bytes:
    return hmac.digest(link_key.encode(), f"{PURPOSE}:{day}".encode(), hashlib.sha256)


def _tag(key: bytes, network: bytes) -> bytes:
    """The same for the same network: the construction is that of SIV (RFC 5297), with HMAC as the function."""
    return hmac.digest(key, b"tag:" + network, hashlib.sha256)[:TAG_BYTES]


def _masked(key: bytes, tag: bytes, network: bytes) -> bytes:
    mask = hmac.digest(key, b"mask:" + tag, hashlib.sha256)
    return bytes(one ^ other for one, other in zip(network, mask, strict=False))


def _network(address: IPv4Address | IPv6Address) -> bytes:
    if isinstance(address, IPv4Address):
        return address.packed
    return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:NETWORK_BYTES]
