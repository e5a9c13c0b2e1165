"""How stored values are shown: domains and addresses in both spellings, people by name and address.

The A-labels of an international domain name (`xn--…`) tell it from another that looks the same, and the U-labels are
what people know. So all that people read has both, wherever they differ. It is plain text: a title, an attribute and
the subject of a mail can hold it. The names of people are marked as theirs.
"""

from unicodedata import bidirectional

from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.host_name import to_a_labels, to_u_labels
from chalicelib.rendering.pages.user_text import user_text

_A_LABEL = "xn--"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
# Marks of Unicode that keep the order of the labels, and that of the text around them (UAX 9).
_LEFT_TO_RIGHT_ISOLATE, _END_OF_ISOLATE = "\u2066", "\u2069"


def shown_domain(domain: str) -> str:
    """Return a stored domain in U-labels with its A-labels: `münchen.de (xn--mnchen-3ya.de)`."""
    u_labels = typed_domain(domain)
    return domain if u_labels == domain else f"{_isolated(u_labels)} ({domain})"


def typed_domain(domain: str) -> str:
    """Return a stored domain in U-labels, as people type it; for fields and links, which hold one spelling."""
    return DomainRules.display(domain)


def shown_address(address: str, name: str = "") -> str:
    """Return an address, masked or not, with the U-labels of its domain: `it@xn--mnchen-3ya.de (münchen.de)`.

    The address may be one that was just typed, in any spelling; a text that is none is returned unchanged. A name goes
    before it.
    """
    local, at, domain = address.rpartition("@")
    a_labels, u_labels = _spellings(domain) if at else (domain, domain)
    exact = f"{local}{at}{a_labels}"
    shown = f"{user_text(name)} <{exact}>" if own_name(name, address) else exact
    return shown if u_labels == a_labels else f"{shown} ({_isolated(u_labels)})"


def shown_name(name: str, email: str) -> str:
    """Return the name, or the address of somebody without a name."""
    return user_text(own_name(name, email)) or shown_address(email)


def own_name(name: str, email: str) -> str:
    """Return the name; empty if it says only what the address says, as that of somebody who has given none."""
    return "" if name.casefold() in (email.casefold(), email.rpartition("@")[0].casefold()) else name


def shown_person(name: str, email: str) -> str:
    """Return name and address, or the address alone of somebody without a name."""
    return shown_address(email, name)


def _spellings(domain: str) -> tuple[str, str]:
    if domain.isascii() and _A_LABEL not in domain.lower():
        return domain, domain
    try:
        a_labels = to_a_labels(to_u_labels(domain))
    except ValueError:
        return domain, domain
    return a_labels, typed_domain(a_labels)


def _isolated(u_labels: str) -> str:
    if not any(bidirectional(character) in _RIGHT_TO_LEFT for character in u_labels):
        return u_labels
    return f"{_LEFT_TO_RIGHT_ISOLATE}{u_labels}{_END_OF_ISOLATE}"
