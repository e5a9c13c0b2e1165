"""Look up public suffixes in the list bundled with `publicsuffixlist`, without network access.

The ICANN and private sections of the list are distinguished. Unlisted suffixes are not guessed.
"""

from dataclasses import dataclass
from functools import cache

from publicsuffixlist import PublicSuffixList

from chalicelib.domain.identity.host_name import to_u_labels

# Country codes that were removed from the root zone and from the list. Directories still have names below them,
# and nobody can register such a name any more.
RETIRED = frozenset({"an", "cs", "tp", "um", "yu", "zr"})


@dataclass(frozen=True)
class PublicSuffixes:
    """The complete list and its ICANN section. The lists hold U-labels; the methods take A-labels."""

    whole: PublicSuffixList
    icann: PublicSuffixList

    def length(self, name: str) -> int:
        """Return the number of labels in the public suffix of the name; 0 if no suffix is listed."""
        retired = name.rpartition(".")[2] in RETIRED
        return 1 if retired else _length(self.whole, name)

    def is_private(self, name: str) -> bool:
        """Whether the name is a suffix of the private section, such as `github.io`."""
        labels = name.count(".") + 1
        return _length(self.whole, name) == labels != _length(self.icann, name)


@cache
def bundled_suffixes() -> PublicSuffixes:
    """Load the bundled list, once per process.

    Without A-labels the list loads in a quarter of the time, so look-ups convert the name to U-labels.
    """
    return PublicSuffixes(
        whole=PublicSuffixList(accept_encoded_idn=False),
        icann=PublicSuffixList(accept_encoded_idn=False, only_icann=True),
    )


def _length(suffixes: PublicSuffixList, name: str) -> int:
    suffix = suffixes.publicsuffix(to_u_labels(name), accept_unknown=False)
    return suffix.count(".") + 1 if suffix else 0
