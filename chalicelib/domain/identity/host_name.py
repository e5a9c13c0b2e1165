"""Convert host names between U-labels, which people read, and A-labels, which are stored and compared.

Follows IDNA 2008 and UTS-46. Whether a name is registrable or allowed is decided elsewhere.
"""

import idna

from chalicelib.domain.patterns import pattern

# Limit of DNS for A-labels, and so for U-labels, which are never longer.
LONGEST_NAME = 253
# A decomposed character has up to four code points.
_LONGEST_TYPED = 4 * LONGEST_NAME
_A_LABEL_PREFIX = "xn--"
_NUMBER = pattern(r"[0-9]+|0x[0-9a-f]*")


def to_u_labels(name: str) -> str:
    """Convert to U-labels and apply the UTS-46 mapping: lower case, normal width, every kind of dot a full stop.

    Labels typed in Unicode are mapped but not validated; `to_a_labels` validates them.
    Raises ValueError for a disallowed character, an empty label, an invalid A-label, or a name that is too long.
    """
    if len(name) > _LONGEST_TYPED:
        raise ValueError("too long")
    mapped = idna.uts46_remap(name, std3_rules=False)
    if len(mapped) > LONGEST_NAME:
        raise ValueError("too long")
    labels = mapped.split(".")
    if "" in labels:
        raise ValueError("empty label")
    return ".".join(idna.ulabel(label) if label.startswith(_A_LABEL_PREFIX) else label for label in labels)


def to_a_labels(u_labels: str) -> str:
    """Convert the result of `to_u_labels` to A-labels. Raises ValueError if IDNA 2008 or DNS forbids the name."""
    return idna.encode(u_labels, strict=True).decode("ascii")


def ends_in_number(name: str) -> bool:
    """Whether browsers treat the name as an IPv4 address: `127.0.0.1`, but also `127.1` and `0x7f.1`.

    The rule is that of the WHATWG URL standard. No top-level domain is a number, so no real name matches.
    """
    return _NUMBER.fullmatch(name.rpartition(".")[2]) is not None
