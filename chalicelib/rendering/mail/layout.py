"""Lays a mail's content out twice, as text and as HTML, from the same pieces in the same order."""

from dataclasses import dataclass

from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import translator
from chalicelib.rendering.mail.content import MailContent
from chalicelib.rendering.pages.environment import environment


@dataclass(frozen=True)
class Bodies:
    """The two bodies of one mail."""

    text: str
    html: str


def laid_out(content: MailContent, language: str, brand: Brand) -> Bodies:
    """Both bodies; the HTML has the vendor's colour."""
    return Bodies(as_text(content, language), _filled("mail/layout.html", content, language, brand))


def as_text(content: MailContent, language: str) -> str:
    """The text alone."""
    return _filled("mail/layout.txt", content, language)


def _filled(template: str, content: MailContent, language: str, brand: Brand | None = None) -> str:
    words = translator(language)
    about = {"brand": brand.name, "vendor": brand.vendor} if brand else {}
    return environment().get_template(template).render(mail=content, language=language, _=words.gettext, **about)
