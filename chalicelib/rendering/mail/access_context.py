"""The values that a mail about an access request or an offer may use; does not depend on its sentences."""

from collections.abc import Mapping

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessDecision, AccessRequest
from chalicelib.domain.accounts.rights import Access
from chalicelib.domain.mails import MailDraft
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import instant, translator
from chalicelib.rendering.mail.context import BaseMailContext
from chalicelib.rendering.pages.access_scope import extent
from chalicelib.rendering.pages.formatting import shown_address, shown_name
from chalicelib.rendering.pages.user_text import user_text


@value_class
class AccessMailContext(BaseMailContext):
    """One mail's draft with the request for access that it is about."""

    request: AccessRequest

    @property
    def decision(self) -> AccessDecision:
        """How the request was decided."""
        if self.request.decision is None:
            raise ValueError("this mail is about a decision")
        return self.request.decision

    @property
    def granted(self) -> Access:
        """What was granted."""
        if self.decision.granted is None:
            raise ValueError("this mail is about access that was granted")
        return self.decision.granted

    @property
    def is_as_asked(self) -> bool:
        """Whether just that was granted that was asked for."""
        asked, granted = self.request.asked, self.granted
        same_parts = set(granted.virtual_account_ids) == set(asked.virtual_account_ids)
        return same_parts and granted.role is asked.role

    @property
    def decider(self) -> str:
        """Who decided, by name: their address is for the account's own people."""
        return user_text(self.decision.name) or self.say("an administrator of the account")

    def extent(self, access: Access) -> str:
        """What the access is to."""
        return extent(access, self.request, self.language)


@value_class
class InquiryMailContext:
    """One mail's draft with the inquiry that it is about; it says only what its person typed."""

    draft: MailDraft
    inquiry: Inquiry
    brand: Brand
    language: str

    def say(self, text: str, **more: str) -> str:
        """A sentence of the catalogue, filled in."""
        requester = self.inquiry.requester
        words = {"typed": user_text(self.inquiry.account), "requester": shown_name(requester.name, requester.email)}
        return translator(self.language).gettext(text).format(**{**self.brand.vocabulary, **words, **more})

    @property
    def signature(self) -> str:
        """Who writes."""
        return self.brand.name


@value_class
class OfferMailContext(BaseMailContext):
    """One mail's draft with the offer that it is about; its requester is the administrator who offers the role."""

    request: Offer

    @property
    def own_vocabulary(self) -> Mapping[str, str]:
        """When the offer ends, and for which address."""
        return {
            "ends": instant(self.request.ends_at, self.language),
            "address": shown_address(self.request.grant.email),
        }
