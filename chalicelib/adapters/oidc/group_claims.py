"""Read a person's groups from a claim of the ID token, and recognise the reviewers' group.

Nobody may become a reviewer by choosing the name of their own group. A string is therefore one group, unless it is
clearly a list; and a list with a member that is no string is ignored.
"""

from collections.abc import Mapping, Sequence

import msgspec

from chalicelib.domain.identity.person import REVIEWERS
from chalicelib.domain.value_classes import value_class

# The only format that must be configured.
BRACKETED = "bracketed"


@value_class
class GroupRules:
    """The claim with the groups, its format, and the name of the reviewers' group.

    With the format `bracketed`, a string such as `[reviewers, staff]` is a list: Cognito writes SAML lists like
    this. A group named "x, reviewers" would then become two groups, so use this format only for providers where
    people cannot create groups.
    """

    claim: str
    format: str = ""
    reviewers: str = REVIEWERS

    def groups_of(self, claims: Mapping[str, object]) -> frozenset[str]:
        """Return the groups by their names at the provider; the reviewers' group becomes `REVIEWERS`.

        Another group that has this name at the provider is left out.
        """
        names = _names(claims.get(self.claim), bracketed=self.format == BRACKETED)
        groups = frozenset(map(_without_slash, names))
        reviewers = _without_slash(self.reviewers)
        others = groups - {reviewers, REVIEWERS}
        return others | {REVIEWERS} if reviewers in groups else others


def _without_slash(name: str) -> str:
    """Remove one leading slash: Keycloak writes the full path of a group, `/reviewers`."""
    return name.removeprefix("/")


def _names(claim: object, *, bracketed: bool) -> Sequence[str]:
    if isinstance(claim, str):
        members = _json_list(claim)
        if members is None:
            return _bracketed_names(claim) if bracketed else [claim]
        claim = members
    if not isinstance(claim, list):
        return []
    names = [name for name in claim if isinstance(name, str)]
    return names if len(names) == len(claim) else []


def _json_list(text: str) -> list[object] | None:
    """Parse a JSON list; return None if the text is anything else."""
    try:
        return msgspec.json.decode(text, type=list[object])
    except (ValueError, RecursionError):
        return None


def _bracketed_names(text: str) -> Sequence[str]:
    """Split `[a, b]` into names. A text without outer brackets, or with inner ones, is one name."""
    inside = text.strip(" ")[1:-1]
    if text.strip(" ") != f"[{inside}]" or not {"[", "]"}.isdisjoint(inside):
        return [text]
    return [name.strip(" ") for name in inside.split(",")]
