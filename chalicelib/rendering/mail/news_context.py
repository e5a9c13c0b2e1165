"""The values that mails about roles and digests may use; does not depend on their sentences."""

from collections.abc import Mapping
from functools import cached_property

from chalicelib.domain.accounts.account import AccessRole, SmartAccount
from chalicelib.domain.mails import MailDraft
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import translator
from chalicelib.rendering.pages.formatting import shown_address, shown_domain
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.pages.user_text import user_text
from chalicelib.services.mail.digests import Digest


@value_class
class NewsMailContext:
    """One mail's draft, and what it is about."""

    draft: MailDraft
    about: SmartAccount | Digest
    brand: Brand
    language: str

    def say(self, text: str, **more: str) -> str:
        """A sentence of the catalogue, filled in."""
        return translator(self.language).gettext(text).format(**{**self.vocabulary, **more})

    @property
    def vocabulary(self) -> Mapping[str, str]:
        """The placeholders that every sentence may use."""
        return self.brand.vocabulary

    @property
    def signature(self) -> str:
        """Who writes."""
        return self.brand.name


@value_class
class RoleMailContext(NewsMailContext):
    """The mail about a role that somebody has or had on an account."""

    about: SmartAccount

    @cached_property
    def vocabulary(self) -> Mapping[str, str]:
        """With the account's name and domain, and the address that has the role."""
        return {
            **self.brand.vocabulary,
            "account_name": user_text(self.about.account_name),
            "domain": shown_domain(self.about.domain_identifier),
            "address": shown_address(self.draft.to),
        }

    @property
    def role(self) -> str:
        """The role by its name."""
        return label(AccessRole(str(self.draft.facts["role"])), self.language)

    @property
    def extent(self) -> str:
        """The Virtual Account that the role is on, by name, or the whole account."""
        part = str(self.draft.facts.get("virtual_account_name", ""))
        return user_text(part) or self.say("The whole account")


@value_class
class DigestMailContext(NewsMailContext):
    """The mail about all that a day has brought."""

    about: Digest
