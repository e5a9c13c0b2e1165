"""Look up public suffixes in the list bundled with `publicsuffixlist`, without network access.

The ICANN and private sections of the list are distinguished; hosts that tenants share count as private suffixes.
 Unlisted suffixes are not guessed.
"""

from dataclasses import replace
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files

from publicsuffixlist import PublicSuffixList

from chalicelib.domain.identity.host_name import to_u_labels
from chalicelib.domain.identity.shared_hosts import SHARED_HOSTS
from chalicelib.domain.public_suffix_list import listed_suffix, public_suffix_list
from chalicelib.domain.value_classes import value_class

_LIST = files("publicsuffixlist") / "public_suffix_list.dat"

# Country codes that were removed from the root zone and from the list. Directories still have names below them,
# and nobody can register such a name any more.
RETIRED = frozenset({"an", "cs", "tp", "um", "yu", "zr"})


class SuffixList:
    """The bundled list or its ICANN section, read when a name is looked up first: most cold starts take none."""

    def __init__(self, only_icann: bool) -> None:
        self._only_icann = only_icann

    @cached_property
    def _list(self) -> PublicSuffixList:
        return PublicSuffixList(accept_encoded_idn=False, only_icann=True) if self._only_icann else public_suffix_list()

    def length(self, name: str) -> int:
        """Return the number of labels in the public suffix of the name; 0 if no suffix is listed."""
        suffix = listed_suffix(to_u_labels(name), self._list)
        return suffix.count(".") + 1 if suffix else 0


@value_class
class PublicSuffixes:
    """The complete list and its ICANN section in U-labels, shared hosts in A-labels. The methods take A-labels."""

    whole: SuffixList
    icann: SuffixList
    shared_hosts: frozenset[str] = SHARED_HOSTS
    digest: str = ""

    @cached_property
    def fingerprint(self) -> str:
        """Which lists these are: other lists make other organisations. `digest` is that of the public list."""
        return sha256("\n".join([self.digest, *sorted(self.shared_hosts)]).encode()).hexdigest()

    def with_shared_hosts(self, more: frozenset[str]) -> "PublicSuffixes":
        """Return the same lists with more shared hosts."""
        return replace(self, shared_hosts=self.shared_hosts | more)

    def length(self, name: str) -> int:
        """Return the number of labels in the public suffix of the name; 0 if no suffix is listed."""
        if name.rpartition(".")[2] in RETIRED:
            return 1
        return self._listed_length(name)

    def is_private(self, name: str) -> bool:
        """Whether the name is a suffix of the private section, such as `github.io`."""
        labels = name.count(".") + 1
        return self._listed_length(name) == labels != self.icann.length(name)

    def is_latin(self, name: str) -> bool:
        """Whether the public suffix of the name is in ASCII, as a look-alike of a Latin name would have it."""
        labels = name.split(".")
        return not any(label.startswith("xn--") for label in labels[len(labels) - self.length(name) :])

    def _listed_length(self, name: str) -> int:
        labels = name.split(".")
        parents = (labels[first:] for first in range(len(labels)))
        shared = next((len(parent) for parent in parents if ".".join(parent) in self.shared_hosts), 0)
        return max(shared, self.whole.length(name))


@cache
def bundled_suffixes() -> PublicSuffixes:
    """Return the bundled list, the same for the whole process."""
    digest = sha256(_LIST.read_bytes()).hexdigest()
    return PublicSuffixes(SuffixList(only_icann=False), SuffixList(only_icann=True), digest=digest)
