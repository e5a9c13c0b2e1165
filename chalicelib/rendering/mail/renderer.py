"""From a row of the outbox to the message that is sent, and from a draft to what a dry run shows of it.

Jinja and the library's mail modules are loaded with the first mail, for most requests make none.
"""

from typing import TYPE_CHECKING

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.mails import DECIDING, Audience, Mail, MailDraft
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.mail.access_context import AccessMailContext, InquiryMailContext, OfferMailContext
from chalicelib.rendering.mail.context import MailContext
from chalicelib.rendering.mail.identity_context import IdentityMailContext
from chalicelib.rendering.mail.layout import as_text, laid_out, subject_of
from chalicelib.rendering.mail.proof_context import ProofMailContext
from chalicelib.rendering.mail.texts import AnyContext, content_of
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.subjects import MailSubject
from chalicelib.services.unit_of_work.ports import MailKey

if TYPE_CHECKING:
    from chalicelib.rendering.mail.mime import Mailbox


@value_class
class MailPreview:
    """A mail as a dry run shows it."""

    language: str
    subject: str
    text: str


@value_class
class MailRenderer:
    """Writes in the name of `brand`; `sender` is an address, with or without a name before it."""

    sender: str
    brand: Brand

    def render(self, mail: Mail, matter: MailSubject, token: str | None) -> OutgoingMail:
        """The message, the same bytes at every call with the same row and matter.

        Raises ValueError where a kind that decides has no token: no mail may lead nowhere.
        """
        from chalicelib.rendering.mail.mime import Envelope, Mailbox, message_bytes  # noqa: PLC0415

        draft = mail.draft
        if token is None and draft.kind in DECIDING:
            raise ValueError("a mail that decides needs a link")
        content = content_of(self._letter(draft, matter, token))
        envelope = Envelope(
            sender=Mailbox.of_setting(self.sender, self.brand.name),
            recipient=draft.to,
            reply_to=self._reply_to(draft, matter),
            subject=subject_of(content),
            language=draft.language,
            key=f"{mail.request_id}/{mail.mail_id}",
            thread=mail.request_id,
        )
        message = message_bytes(envelope, laid_out(content, draft.language, self.brand))
        return OutgoingMail(draft.to, message, MailKey(mail.request_id, mail.mail_id))

    def preview(self, draft: MailDraft, request: AccountRequest) -> MailPreview:
        """The mail before it has a link. Whose language is not known yet is shown the requester's."""
        language = draft.language or request.requester.language
        content = content_of(MailContext(draft, request, self.brand, language))
        return MailPreview(language, subject_of(content), as_text(content, language))

    def _reply_to(self, draft: MailDraft, matter: MailSubject) -> "Mailbox":
        """The requester; for what they read themselves, and for what nobody requested, the support."""
        from chalicelib.rendering.mail.mime import Mailbox  # noqa: PLC0415

        to_themselves = (Audience.REQUESTER, Audience.WATCHERS)
        if isinstance(matter, MovedIdentity | DomainProof) or draft.audience in to_themselves:
            return Mailbox(self.brand.support_address)
        return Mailbox(matter.requester.email, matter.requester.name)

    def _letter(self, draft: MailDraft, matter: MailSubject, token: str | None) -> AnyContext:
        if isinstance(matter, MovedIdentity):
            return IdentityMailContext(draft, matter, self.brand, draft.language)
        if isinstance(matter, Inquiry):
            return InquiryMailContext(draft, matter, self.brand, draft.language)
        if isinstance(matter, DomainProof):
            return ProofMailContext(draft, matter, self.brand, draft.language)
        if isinstance(matter, Offer):
            return OfferMailContext(draft, matter, self.brand, draft.language)
        if isinstance(matter, AccessRequest):
            return AccessMailContext(draft, matter, self.brand, draft.language)
        return MailContext(draft, matter, self.brand, draft.language, token)
