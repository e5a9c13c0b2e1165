"""Which URLs a webhook can have. The rule is the same when a webhook is made and whenever something is sent to it."""

import re

from chalicelib.domain.identity.host_name import ends_in_number, to_a_labels, to_u_labels
from chalicelib.domain.patterns import pattern
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.addresses import Address, is_loopback, is_public

LONGEST_URL = 500
PORTS = frozenset({443, 8443})
USUAL_PORTS = {"https": 443, "http": 80}
# Without user and password, and with the characters of paths and queries alone: there is no fragment, and no line ends.
_URL = pattern(
    r"(?P<scheme>https?)://(?P<host>[^\s/?#@:\[\]\\]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>[/?][\w.~:/?\[\]@!$&'()*+,;=%-]*)?",
    re.ASCII | re.IGNORECASE,
)
_LARGEST_PORT = 65_535


def host_in(url: str) -> str:
    """Return the host as it stands in a URL of a webhook. The rest may hold a secret of its receiver."""
    parts = _URL.fullmatch(url)
    return parts["host"] if parts else ""


@value_class
class Target:
    """A URL in its parts; the host is in A-labels, the path has its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the usual one."""
        return self.host if self.port == USUAL_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL in its one spelling."""
        return f"{self.scheme}://{self.authority}{self.path}"


@value_class
class TargetRule:
    """Which URLs and addresses are allowed.

    Where `on_this_machine`, as in the local run, every webhook is on this machine: any port, and http too.
    """

    on_this_machine: bool = False

    def target_of(self, url: str) -> Target:
        """Return the parts of a URL. Raises ValueError if no webhook can have it."""
        parts = _URL.fullmatch(url)
        if not parts or len(url) > LONGEST_URL:
            raise ValueError("no URL of a webhook")
        scheme = parts["scheme"].lower()
        host = to_a_labels(to_u_labels(parts["host"]))
        port = int(parts["port"] or USUAL_PORTS[scheme])
        if ends_in_number(host) or not self._allows(scheme, host, port):
            raise ValueError("no URL of a webhook")
        path = parts["path"] or "/"
        return Target(scheme, host, port, path if path.startswith("/") else f"/{path}")

    def allows_address(self, address: Address) -> bool:
        """Whether something may be sent to this address, which the host's name led to."""
        return is_loopback(address) if self.on_this_machine else is_public(address)

    def _allows(self, scheme: str, host: str, port: int) -> bool:
        if self.on_this_machine:
            return 0 < port <= _LARGEST_PORT
        return scheme == "https" and "." in host and port in PORTS
