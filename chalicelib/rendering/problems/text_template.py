"""A text of a table and its variants, which are more exact where the facts of the case are known."""

from collections.abc import Mapping
from dataclasses import field
from string import Formatter

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import ProblemFacts
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.text.characters import CharacterKind
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import length_in_hours, msgid, translator, wait
from chalicelib.rendering.pages.formatting import shown_domain
from chalicelib.rendering.pages.labels import label

# The text for an empty list.
NOTHING = msgid("none")


@value_class
class TextTemplate:
    """`general` needs no fact. `variants` maps a fact to the text to use once that fact is known.

    A variant may have placeholders for further facts, and is used only where all of them are known.
    """

    general: str
    variants: Mapping[str, str] = field(default_factory=dict)


def fill(template: TextTemplate, facts: ProblemFacts, language: str) -> str:
    """The first variant whose facts are all known, else the general text, in the language."""
    known = (text for fact, text in template.variants.items() if {fact, *placeholders(text)} <= facts.keys())
    text = next(known, template.general)
    values = {fact: _formatted(fact, facts[fact], language) for fact in placeholders(text)}
    return translator(language).gettext(text).format(**values)


def placeholders(text: str) -> frozenset[str]:
    """The facts that a text has placeholders for."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _formatted(fact: str, value: str | int | tuple[str, ...], language: str) -> str | int:
    if isinstance(value, tuple):
        return ", ".join(value) or translator(language).gettext(NOTHING)
    match fact:
        case "retry_after":
            return wait(int(value), language)
        case "mail_window":
            return length_in_hours(int(value), language)
        case "domain":
            return shown_domain(str(value))
        case "character_kind":
            return label(CharacterKind(str(value)), language)
        case "current_status":
            return label(RequestStatus(str(value)), language)
        case "account_status":
            return label(AccountStatus(str(value)), language)
        case _:
            return value
