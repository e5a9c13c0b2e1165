"""Where a name stops being everybody's: the public suffix list, its ICANN and private sections told apart.

Knows only the list bundled with `publicsuffixlist`; never asks the network, never guesses an unlisted suffix.
"""

from dataclasses import dataclass
from functools import cache

from publicsuffixlist import PublicSuffixList

from chalicelib.domain.identity.host_name import to_u_labels

# Country codes taken out of the root zone, whose list entries went with them: directories still name
# organisations by them, and nobody else can come to own such a name.
RETIRED = frozenset({"an", "cs", "tp", "um", "yu", "zr"})


@dataclass(frozen=True)
class PublicSuffixes:
    """The list twice, `whole` and its `icann` section alone, both in U-labels; questions come in A-labels."""

    whole: PublicSuffixList
    icann: PublicSuffixList

    def length(self, name: str) -> int:
        """How many labels of the name are its public suffix, of either section; 0 when none is listed."""
        retired = name.rpartition(".")[2] in RETIRED
        return 1 if retired else _length(self.whole, name)

    def is_private(self, name: str) -> bool:
        """Whether the name itself is a suffix that its owner listed, as `github.io` is, and no registry's."""
        labels = name.count(".") + 1
        return _length(self.whole, name) == labels != _length(self.icann, name)


@cache
def bundled_suffixes() -> PublicSuffixes:
    """The list that ships with the package, read once per process.

    Without A-labels of its own it loads in a quarter of the time, so a look-up turns the name to U-labels.
    """
    return PublicSuffixes(
        whole=PublicSuffixList(accept_encoded_idn=False),
        icann=PublicSuffixList(accept_encoded_idn=False, only_icann=True),
    )


def _length(suffixes: PublicSuffixList, name: str) -> int:
    suffix = suffixes.publicsuffix(to_u_labels(name), accept_unknown=False)
    return suffix.count(".") + 1 if suffix else 0
