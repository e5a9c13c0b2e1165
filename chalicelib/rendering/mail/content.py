"""What a mail says, before any layout: so that its text and its HTML cannot differ."""

from chalicelib.domain.value_classes import value_class

Fact = tuple[str, str]


@value_class
class Quote:
    """Words of a person, shown as theirs, under a heading that says whose they are."""

    heading: str
    text: str


@value_class
class Button:
    """The one thing to do next."""

    label: str
    url: str


@value_class
class MailContent:
    """A mail in the order of reading; every piece is plain text, with what people wrote in it marked as theirs."""

    subject: str
    greeting: str
    opening: tuple[str, ...]
    points: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()
    button: Button | None = None
    closing: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
