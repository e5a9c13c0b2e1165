"""Lays a mail's content out twice, as text and as HTML, from the same pieces in the same order."""

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import translator
from chalicelib.rendering.mail.content import MailContent
from chalicelib.rendering.mail.unlinked import unlinked
from chalicelib.rendering.pages.environment import environment
from chalicelib.rendering.pages.user_text import with_elements, without_marks


@value_class
class Bodies:
    """The two bodies of one mail."""

    text: str
    html: str


def laid_out(content: MailContent, language: str, brand: Brand) -> Bodies:
    """Both bodies; the HTML has the vendor's colour."""
    html = with_elements(_filled("mail/layout.html", content, language, brand), unlinked)
    return Bodies(as_text(content, language), html)


def as_text(content: MailContent, language: str) -> str:
    """The text alone."""
    return without_marks(_filled("mail/layout.txt", content, language))


def subject_of(content: MailContent) -> str:
    """The subject as a header holds it."""
    return without_marks(content.subject)


def _filled(template: str, content: MailContent, language: str, brand: Brand | None = None) -> str:
    words = translator(language)
    values: dict[str, object] = {"mail": content, "language": language, "_": words.gettext, "unlinked": unlinked}
    about = {"brand": brand.name, "vendor": brand.vendor} if brand else {}
    return environment().get_template(template).render(**values, **about)
