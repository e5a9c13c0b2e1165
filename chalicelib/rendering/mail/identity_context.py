"""The values that a mail about an identity may use; does not depend on its sentences."""

from urllib.parse import urlsplit

from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.mails import MailDraft
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import translator
from chalicelib.rendering.pages.formatting import shown_domain, shown_name


@value_class
class IdentityMailContext:
    """One mail's draft with the identity that was moved."""

    draft: MailDraft
    moved: MovedIdentity
    brand: Brand
    language: str

    def say(self, text: str, **more: str) -> str:
        """A sentence of the catalogue, filled in."""
        person = shown_name(self.moved.person.name, self.moved.person.email)
        words = {**self.brand.vocabulary, "person": person, **more}
        return translator(self.language).gettext(text).format(**words)

    @property
    def signature(self) -> str:
        """Who writes."""
        return self.brand.name

    @staticmethod
    def shown_issuer(issuer: str) -> str:
        """The host of an issuer, which people know from their browser."""
        return shown_domain(urlsplit(issuer).hostname or issuer)
