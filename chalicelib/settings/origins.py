"""Origins of pages whose scripts may call the API, as browsers name them."""

import re
from urllib.parse import urlsplit

from chalicelib.domain.identity.host_name import to_a_labels, to_u_labels
from chalicelib.domain.patterns import pattern
from chalicelib.settings.parsing import is_on_this_machine, names

DEFAULT_PORTS = {"https": 443, "http": 80}
_ORIGIN = pattern(r"(https?)://(\[[0-9a-f:.]+\]|[^/?#@:\[\]\s*]+)(?::([0-9]{1,5}))?", re.IGNORECASE)


def origins(text: str) -> frozenset[str]:
    """Origins with commas between them, spelled as in the header `Origin`: no path, no default port, in A-labels."""
    try:
        return frozenset(map(_origin, names(text)))
    except ValueError:
        raise ValueError(
            "give origins with commas between them, as in https://partner.com, without a path;"
            " http is for this machine alone"
        ) from None


def _origin(text: str) -> str:
    """The origin of this text (RFC 6454, section 6.2). Raises `ValueError`."""
    found = _ORIGIN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    scheme, host = found[1].lower(), found[2].lower()
    if not host.startswith("["):
        host = to_a_labels(to_u_labels(host))
    port = urlsplit(text).port
    if scheme == "http" and not is_on_this_machine(f"http://{host}"):
        raise ValueError(text)
    return f"{scheme}://{host}" + (f":{port}" if port not in (None, DEFAULT_PORTS[scheme]) else "")
