"""How stored values are shown: domains in the letters people know, a person by name and address."""

from chalicelib.domain.host_name import to_u_labels


def shown_domain(domain: str) -> str:
    """A kept domain in U-labels; one that today's tables cannot read stays as it is kept."""
    try:
        return to_u_labels(domain)
    except ValueError:
        return domain


def shown_person(name: str, email: str) -> str:
    """Name and address, or the address alone of somebody without a name."""
    return f"{name} <{email}>" if name else email
