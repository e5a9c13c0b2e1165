"""The values that a mail may use, and how they are filled into its sentences; does not depend on the sentences."""

from collections.abc import Mapping
from functools import cached_property

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import MailDraft
from chalicelib.domain.requests.request import AccountRequest, Decision, Nomination
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import instant, translator
from chalicelib.rendering.pages.formatting import shown_address, shown_domain, shown_name, shown_person
from chalicelib.rendering.pages.user_text import user_text

# A dry run has no request yet, so nothing to refer to.
REFERENCE_TO_COME = "SAR-…"


@value_class
class BaseMailContext:
    """One mail's draft with the request that it is about."""

    draft: MailDraft
    request: AccountRequest | AccessRequest | Offer
    brand: Brand
    language: str

    def say(self, text: str, **more: str) -> str:
        """A sentence of the catalogue, filled from `vocabulary` and from what only this sentence knows."""
        return translator(self.language).gettext(text).format(**{**self.vocabulary, **more})

    @cached_property
    def vocabulary(self) -> Mapping[str, str]:
        """The placeholders that every sentence may use."""
        request = self.request
        return {
            **self.brand.vocabulary,
            "account_name": user_text(request.account_name),
            "domain": shown_domain(request.domain_identifier),
            "requester": shown_name(request.requester.name, request.requester.email),
            **self.own_vocabulary,
        }

    @property
    def own_vocabulary(self) -> Mapping[str, str]:
        """The placeholders that only letters of this sort have."""
        return {}

    @property
    def signature(self) -> str:
        """Who writes and, where there is one, the reference to quote in an answer."""
        return self.brand.name

    @property
    def requester(self) -> str:
        """The requester by name and address."""
        return shown_person(self.request.requester.name, self.request.requester.email)

    @property
    def requester_organisation(self) -> str:
        """The domain that the requester's mail comes from."""
        return shown_domain(MailAddress.parse(self.request.requester.email).domain)


@value_class
class MailContext(BaseMailContext):
    """One mail's draft with the request it is about; without a token, its link is only announced."""

    request: AccountRequest
    token: str | None = None

    @property
    def own_vocabulary(self) -> Mapping[str, str]:
        """The request's reference, and when it ends."""
        return {
            "reference": self.request.reference or REFERENCE_TO_COME,
            "request_ends": instant(self.request.expires_at, self.language),
        }

    @property
    def signature(self) -> str:
        """Who writes, and about which request."""
        return self.say("{brand}, reference {reference}")

    @property
    def nomination(self) -> Nomination:
        """The nomination that the mail is about."""
        found = self.request.nomination(self.draft.nomination_id or "")
        if found is None:
            raise ValueError("this mail is about a nomination")
        return found

    @property
    def replacement(self) -> Nomination:
        """The nomination that took the place of this mail's."""
        found = self.request.nomination(self.nomination.replaced_by or "")
        if found is None:
            raise ValueError("this mail is about a nomination that was replaced")
        return found

    @property
    def forwarder(self) -> str:
        """The address of the approver who forwarded the request to this nomination."""
        here = self.nomination.nomination_id
        return next(shown_address(one.email) for one in self.request.nominations if one.replaced_by == here)

    @property
    def link_ends(self) -> str:
        """When the link of this mail stops working."""
        ends = self.nomination.link_expires_at
        if ends is None:
            raise ValueError("this nomination has no link yet")
        return instant(ends, self.language)

    @property
    def decision(self) -> Decision:
        """How the request was decided."""
        if self.request.decision is None:
            raise ValueError("this mail is about a decision")
        return self.request.decision

    @property
    def masked_decider(self) -> str:
        """Who decided, as far as anybody but the requester may know."""
        if self.decision.role is Role.APPROVER:
            return shown_address(MailAddress.parse(self.decision.by).masked)
        return self.say("a reviewer of {brand}")

    @property
    def approval_link(self) -> str:
        """The link that decides; before sending, where it will lead and that it is still to be made."""
        if self.token is not None:
            return self.brand.urls.approval(self.token)
        return self.say("{address}… (a personal link, made on sending)", address=self.brand.urls.approval(""))

    @property
    def request_link(self) -> str:
        """The requester's own page of the request; before sending, where that will be."""
        address = self.brand.urls.request(self.request.request_id)
        return address if self.request.request_id else f"{address}…"
