"""The Public Suffix List, as it comes with `publicsuffixlist`: read once per process, without network access."""

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def public_suffix_list() -> PublicSuffixList:
    """Load the whole list.

    Without A-labels it loads in a quarter of the time, so look-ups take a name in U-labels.
    """
    return PublicSuffixList(accept_encoded_idn=False)


def listed_suffix(u_labels: str, suffixes: PublicSuffixList | None = None) -> str:
    """Return the public suffix of a name in lower-case U-labels; an empty text if none is listed."""
    return (suffixes or public_suffix_list()).publicsuffix(u_labels, accept_unknown=False) or ""
