"""One text of a table, in a language, with the facts of the case filled in; the better text where a fact helps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import ProblemFacts
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.rendering.languages import msgid, translator, wait
from chalicelib.rendering.pages.labels import label

# What a list without an entry says.
NOTHING = msgid("none")


@dataclass(frozen=True)
class Words:
    """`general` is true without any fact; `knowing` has, by the name of a fact, what to say once it is known.

    Such a text may have placeholders for further facts, and is used where all of them are known.
    """

    general: str
    knowing: Mapping[str, str] = field(default_factory=dict)


def filled(words: Words, facts: ProblemFacts, language: str) -> str:
    """The first of the better texts whose facts are at hand, else the general one."""
    better = (text for fact, text in words.knowing.items() if {fact, *placeholders(text)} <= facts.keys())
    text = next(better, words.general)
    values = {fact: _spoken(fact, facts[fact], language) for fact in placeholders(text)}
    return translator(language).gettext(text).format(**values)


def placeholders(text: str) -> frozenset[str]:
    """The facts that a text speaks of."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _spoken(fact: str, value: str | int | tuple[str, ...], language: str) -> str | int:
    if isinstance(value, tuple):
        return ", ".join(value) or translator(language).gettext(NOTHING)
    match fact:
        case "retry_after":
            return wait(int(value), language)
        case "current_status":
            return label(RequestStatus(str(value)), language)
        case "account_status":
            return label(AccountStatus(str(value)), language)
        case _:
            return value
