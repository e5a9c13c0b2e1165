"""Which IP addresses a webhook may be at: addresses of the public internet alone.

The lists are our own, after the IANA registries of special-purpose addresses: `is_global` and `is_loopback` of the
standard library differ by version, and the first lets through multicast and addresses in which another is embedded.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def _networks(text: str) -> Sequence[Network]:
    return tuple(map(ip_network, text.split()))


# This host, private, carrier, loopback, link-local (with the metadata service of most clouds), protocols,
# documentation, 6to4 relays, benchmarks, multicast, reserved and broadcast; one cloud's metadata service is at a
# public address.
_REFUSED = _networks(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
    " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    " 168.63.129.16/32"
    # Protocols (with Teredo, which embeds addresses), documentation, 6to4 (which embeds them too), documentation.
    " 2001::/23 2001:db8::/32 2002::/16 3fff::/20"
)
# The only addresses that are given out as global unicast. Outside are loopback, link-local, site-local, unique local
# and multicast addresses, and those that embed an IPv4 address: mapped, compatible, translated and NAT64.
_GIVEN_OUT = IPv6Network("2000::/3")
_LOOPBACK = _networks("127.0.0.0/8 ::1/128")


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet."""
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return not any(address in network for network in _REFUSED)


def is_loopback(address: Address) -> bool:
    """Whether the address is one of this machine itself, in its plain spelling."""
    return any(address in network for network in _LOOPBACK)
