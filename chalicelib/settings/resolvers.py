"""Resolvers of the DNS: addresses, with a port where it is not the usual one."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from chalicelib.settings.parsing import names

USUAL_PORT = 53
MOST_RESOLVERS = 5


def resolvers(text: str) -> tuple[tuple[str, int], ...]:
    """Addresses and ports, in the order in which they are asked. Names would need a resolver themselves."""
    try:
        found = tuple(map(_resolver, names(text)))
    except ValueError:
        found = ()
    if not 1 <= len(found) <= MOST_RESOLVERS:
        raise ValueError(
            f"give IP addresses of resolvers with commas between them, {MOST_RESOLVERS} at most, as in"
            " 1.1.1.1,[2606:4700:4700::1111]:53"
        )
    return found


def is_on_this_machine(found: tuple[tuple[str, int], ...]) -> bool:
    """Whether one of them is nobody's but this machine's."""
    return any(ip_address(host).is_loopback for host, _ in found)


def _resolver(text: str) -> tuple[str, int]:
    """Raises `ValueError`."""
    if text.count(":") > 1 and not text.startswith("["):
        return str(ip_address(text)), USUAL_PORT
    parts = urlsplit(f"//{text}")
    if parts.path or parts.username is not None or not parts.hostname or text.endswith(":"):
        raise ValueError(text)
    port = parts.port if parts.port is not None else USUAL_PORT
    if not port:
        raise ValueError(text)
    return str(ip_address(parts.hostname)), port
