"""Reads the groups of a person from the claim of an ID token, and knows the reviewers' group among them.

Nobody may become a reviewer by the name of a group of their own. A text is therefore one group, whatever is in it,
unless it is a list beyond doubt; and a list that holds anything but names is trusted in nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from chalicelib.domain.identity.person import REVIEWERS

# The one format that has to be asked for.
BRACKETED = "bracketed"


@dataclass(frozen=True)
class GroupRules:
    """Which claim lists groups, in which format, and which of them is the reviewers'.

    With the format `bracketed`, a text such as `[reviewers, staff]` is a list: Cognito writes SAML lists like
    this. A group that somebody calls "x, reviewers" then reads as two, so it is only for providers where nobody
    names groups of their own.
    """

    claim: str
    format: str = ""
    reviewers: str = REVIEWERS

    def groups_of(self, said: Mapping[str, object]) -> frozenset[str]:
        """The groups by their names at the provider, but for the reviewers' group, which is `REVIEWERS`.

        A group that only happens to be called so at the provider is left out.
        """
        names = _names(said.get(self.claim), bracketed=self.format == BRACKETED)
        groups = frozenset(map(_without_slash, names))
        reviewers = _without_slash(self.reviewers)
        others = groups - {reviewers, REVIEWERS}
        return others | {REVIEWERS} if reviewers in groups else others


def _without_slash(name: str) -> str:
    """The name of a group without one leading slash: Keycloak writes the full path of a group, `/reviewers`."""
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
    """The members of a JSON list in a text, or None if it is something else."""
    try:
        return msgspec.json.decode(text, type=list[object])
    except (ValueError, RecursionError):
        return None


def _bracketed_names(text: str) -> Sequence[str]:
    """The names between brackets and commas; a text with brackets inside or without them is one name."""
    inside = text.strip(" ")[1:-1]
    if text.strip(" ") != f"[{inside}]" or not {"[", "]"}.isdisjoint(inside):
        return [text]
    return [name.strip(" ") for name in inside.split(",")]
