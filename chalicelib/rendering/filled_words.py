"""One text of a table, in a language, with the facts of the case filled in; the better text where a fact helps."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.account import AccountStatus
from chalicelib.domain.errors import Facts
from chalicelib.domain.transitions import RequestStatus
from chalicelib.rendering.languages import translator, wait
from chalicelib.rendering.outcome_words import label


@dataclass(frozen=True)
class Words:
    """`general` is true without any fact; `knowing` has, by the name of a fact, what to say once it is known.

    A text under a fact's name may have a placeholder of that name and no other.
    """

    general: str
    knowing: Mapping[str, str] = field(default_factory=dict)


def filled(words: Words, facts: Facts, language: str) -> str:
    """The first of the better texts whose fact is at hand, else the general one."""
    known = next((fact for fact in words.knowing if fact in facts), None)
    text = words.knowing[known] if known else words.general
    values = {known: _spoken(known, facts[known], language)} if known else {}
    return translator(language).gettext(text).format(**values)


def _spoken(fact: str, value: str | int, language: str) -> str | int:
    match fact:
        case "retry_after":
            return wait(int(value), language)
        case "current_status":
            return label(RequestStatus(str(value)), language)
        case "account_status":
            return label(AccountStatus(str(value)), language)
        case _:
            return value
