"""A text of a table and its variants, which are more exact where the facts of the case are known."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from string import Formatter

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import LimitName, ProblemFacts
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.text.characters import CharacterKind
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.rendering.languages import day, instant, length_in_hours, msgid, translator, wait
from chalicelib.rendering.pages.formatting import shown_domain
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.problems.limits import limit_label

# The text for an empty list.
NOTHING = msgid("none")


# How facts are shown that are not shown as they are.
FORMATS: Mapping[str, Callable[[str, str], str]] = {
    "retry_after": lambda value, language: wait(int(value), language),
    "mail_window": lambda value, language: length_in_hours(int(value), language),
    "free_at": lambda value, language: instant(datetime.fromisoformat(value), language),
    "pending_until": lambda value, language: day(datetime.fromisoformat(value), language),
    "domain": lambda value, _: shown_domain(value),
    "limit_name": lambda value, language: limit_label(LimitName(value), language),
    "character_kind": lambda value, language: label(CharacterKind(value), language),
    "current_status": lambda value, language: label(RequestStatus(value), language),
    "account_status": lambda value, language: label(AccountStatus(value), language),
    "webhook_status": lambda value, language: label(WebhookStatus(value), language),
}


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
    return FORMATS[fact](str(value), language) if fact in FORMATS else value
