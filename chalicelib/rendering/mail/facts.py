"""The facts that several mails show, each under one label."""

from chalicelib.domain.mails import Audience
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.content import Fact, Quote
from chalicelib.rendering.mail.context import AnyLetter, Letter
from chalicelib.rendering.pages.labels import label


def account(letter: AnyLetter) -> tuple[Fact, ...]:
    """The account that the request is about."""
    _ = letter.say
    return (
        (_("Account name"), letter.vocabulary["account_name"]),
        (_("Account Domain Identifier"), letter.vocabulary["domain"]),
    )


def asked_by(letter: AnyLetter) -> tuple[Fact, ...]:
    """Who asks, and for which organisation they write."""
    _ = letter.say
    return (
        (_("Requested by"), letter.requester),
        (_("Requester's organisation"), letter.requester_organisation),
    )


def decided(letter: Letter) -> tuple[Fact, ...]:
    """The outcome, when and by whom; only the requester reads the whole name or address."""
    _ = letter.say
    by = letter.decision.by if letter.draft.audience is Audience.REQUESTER else letter.masked_decider
    return (
        (_("Decision"), label(letter.decision.outcome, letter.language)),
        (_("Decided by"), by),
        (_("Decided on"), instant(letter.decision.at, letter.language)),
    )


def note_to_customer(letter: Letter) -> tuple[Quote, ...]:
    """The requester's words to the customer, if there are any."""
    note = letter.request.note_to_customer
    return (Quote(letter.say("Message from {requester}"), note),) if note else ()


def reason(letter: Letter) -> tuple[Quote, ...]:
    """The decider's words, for the requester alone."""
    written = letter.decision.reason
    return (Quote(letter.say("The reason given"), written),) if written else ()
