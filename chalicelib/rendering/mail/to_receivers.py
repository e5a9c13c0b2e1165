"""Mails to people without a role: to whom one is offered, and whose inquiry has ended."""

from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.access_context import InquiryMailContext, OfferMailContext
from chalicelib.rendering.mail.content import Button, MailContent
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.pages.user_text import user_text


def offered(context: OfferMailContext) -> MailContent:
    """Who offers what, and until when. The link leads to a page behind the sign-in, and accepts nothing."""
    _ = context.say
    grant = context.request.grant
    return MailContent(
        subject=_("A role is offered to you: {account_name} ({requester})"),
        greeting=_("Hello,"),
        opening=(_("{requester} offers you a role on a Smart Account. It becomes yours only if you accept it."),),
        facts=(
            *facts.account(context),
            (_("Role offered"), label(grant.role, context.language)),
            (_("Applies to"), user_text(context.request.virtual_account_name) or _("The whole account")),
            (_("Offered by"), context.requester),
            (_("Open until"), context.vocabulary["ends"]),
        ),
        button=Button(_("Look at the offer"), context.brand.urls.offers()),
        closing=(
            _("On that page you sign in with {address} and accept or decline. Opening the page decides nothing."),
            _("If you do nothing, you get no role, and no further mail about this offer."),
            _(
                "In a genuine mail from {brand} the link begins with {site}/ and you sign in before you decide. If"
                " in doubt, do not open it and write to {support}."
            ),
        ),
    )


def inquiry_ended(context: InquiryMailContext) -> MailContent:
    """Nobody has decided in time. It is said alike whether there is such an account or not."""
    _ = context.say
    inquiry = context.inquiry
    return MailContent(
        subject=_("No decision about your access: {typed}"),
        greeting=_("Hello {requester},"),
        opening=(_("Nobody has decided about the access that you asked for, and your request has ended."),),
        facts=(
            (_("What you asked for"), user_text(inquiry.account)),
            (_("Requested on"), instant(inquiry.created_at, context.language)),
        ),
        button=Button(_("Ask again"), context.brand.urls.inquiries()),
        closing=(
            _(
                "Check the domain or name that you typed, or ask somebody at your organisation who administers its"
                " account."
            ),
            _("If you know nobody there, write to {support}."),
        ),
    )
