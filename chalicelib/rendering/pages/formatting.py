"""How stored values are shown: domains in the letters people know, a person by name and address."""

from chalicelib.domain.identity.domain_identifier import DomainRules


def shown_domain(domain: str) -> str:
    """A kept domain in U-labels, where it has them."""
    return DomainRules.display(domain)


def shown_person(name: str, email: str) -> str:
    """Name and address, or the address alone of somebody without a name."""
    return f"{name} <{email}>" if name else email
