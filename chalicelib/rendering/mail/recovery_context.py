"""The values that a mail about a recovery may use; does not depend on its sentences."""

from datetime import datetime

from chalicelib.domain.mails import MailDraft
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import instant, translator
from chalicelib.rendering.pages.formatting import shown_address, shown_domain, shown_name
from chalicelib.rendering.pages.user_text import user_text


@value_class
class RecoveryMailContext:
    """One mail's draft with the recovery that it is about; `token` is that of its objection."""

    draft: MailDraft
    recovery: Recovery
    brand: Brand
    language: str
    token: str | None = None

    def say(self, text: str, **more: str) -> str:
        """A sentence of the catalogue, filled in."""
        recovery, candidate = self.recovery, self.recovery.candidate
        words = {
            **self.brand.vocabulary,
            "person": shown_name(candidate.name, candidate.email),
            "account": user_text(recovery.account_name),
            "domain": shown_domain(recovery.domain_identifier),
            "ends": self._ends,
            **more,
        }
        return translator(self.language).gettext(text).format(**words)

    @property
    def address(self) -> str:
        """The candidate's address."""
        return shown_address(self.recovery.candidate.email)

    @property
    def _ends(self) -> str:
        """The end of the notice as it was when the mail was queued, so that a mail is always the same."""
        at = str(self.draft.facts.get("ends_at", ""))
        return instant(datetime.fromisoformat(at), self.language) if at else ""

    @property
    def signature(self) -> str:
        """Who writes."""
        return self.brand.name
