"""The two spellings of a host name: U-labels, which people read, and A-labels, which are kept and compared.

Knows IDNA 2008 and UTS-46 by `idna`; refuses to know which names exist, are registrable or are allowed.
"""

import re

import idna

# Of the A-labels, and so of U-labels too, which are shorter.
LONGEST_NAME = 253
# Decomposed, a character is up to four.
_LONGEST_TYPED = 4 * LONGEST_NAME
_A_LABEL_PREFIX = "xn--"
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def to_u_labels(name: str) -> str:
    """The name as shown, after UTS-46: lower case, width folded, every kind of dot a full stop.

    A label typed in Unicode is only mapped here; `to_a_labels` is what proves it valid.
    Raises ValueError for a character that no host name has, an empty label, a false A-label, or a name that is
    too long.
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


def to_a_labels(shown: str) -> str:
    """The name as kept, from what `to_u_labels` gave. Raises ValueError unless IDNA 2008 and DNS allow it."""
    return idna.encode(shown, strict=True).decode("ascii")


def ends_in_number(name: str) -> bool:
    """Whether browsers would read the name as an IPv4 address: `127.0.0.1`, but also `127.1` and `0x7f.1`.

    The rule is the WHATWG URL standard's; no top-level domain is a number, so no name is lost by it.
    """
    return _NUMBER.fullmatch(name.rpartition(".")[2]) is not None
