"""Lays a mail's content out twice, as text and as HTML, from the same pieces in the same order."""

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import translator
from chalicelib.rendering.mail.content import MailContent
from chalicelib.rendering.pages.environment import environment


@value_class
class Bodies:
    """The two bodies of one mail."""

    text: str
    html: str


def laid_out(content: MailContent, language: str) -> Bodies:
    """Both bodies."""
    return Bodies(as_text(content, language), _filled("mail/layout.html", content, language))


def as_text(content: MailContent, language: str) -> str:
    """The text alone."""
    return _filled("mail/layout.txt", content, language)


def _filled(template: str, content: MailContent, language: str) -> str:
    words = translator(language)
    return environment().get_template(template).render(mail=content, language=language, _=words.gettext)
