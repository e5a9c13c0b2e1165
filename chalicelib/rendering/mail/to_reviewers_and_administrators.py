"""What reviewers and the administrators of neighbouring accounts are told."""

from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.content import Button, Fact, MailContent
from chalicelib.rendering.mail.context import MailContext
from chalicelib.rendering.pages.formatting import shown_address, shown_domain


def administrators_notice(context: MailContext) -> MailContent:
    """Name, domain and requester; no note, no address of the customer, no link."""
    _ = context.say
    return MailContent(
        subject=_("Smart Account requested near yours: {account_name} ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _("A Smart Account has been requested under the organisation domain of an account that you administer."),
            _("Somebody at the organisation has been asked to decide. There is nothing for you to do."),
        ),
        facts=(*facts.account(context), *facts.asked_by(context)),
        closing=(_("If your organisation should not have this account, write to {support}."),),
    )


def approved(context: MailContext) -> MailContent:
    """What became of the request that the notice was about."""
    _ = context.say
    approved_on: Fact = (_("Approved on"), instant(context.decision.at, context.language))
    return MailContent(
        subject=_("Smart Account created near yours: {account_name} ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _(
                "A Smart Account has been created under the organisation domain of an account that you"
                " administer. There is nothing for you to do."
            ),
        ),
        facts=(*facts.account(context), *facts.asked_by(context), approved_on),
        closing=(_("If your organisation should not have this account, write to {support}."),),
    )


def review_needed(context: MailContext) -> MailContent:
    """All that a reviewer needs to know before looking closer; only mails for reviewers have the note to them."""
    _ = context.say
    return MailContent(
        subject=_("Review needed: {account_name} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("A request for a Smart Account waits for a review. The customer has not heard of it yet."),),
        facts=(*_to_review(context), (_("To be reviewed until"), context.vocabulary["request_ends"])),
        quotes=facts.texts(context),
        button=Button(_("Review the request"), context.brand.urls.request(context.request.request_id)),
        closing=(_("Without a review the request ends on that day, and no account is created."),),
    )


def review_reminder(context: MailContext) -> MailContent:
    """That nobody has reviewed the request yet, with all that the first mail said."""
    _ = context.say
    return MailContent(
        subject=_("Reminder, review needed: {account_name} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("A request for a Smart Account still waits for a review. The customer has not heard of it yet."),),
        facts=(
            *_to_review(context),
            *facts.proposed(context),
            (_("Requested on"), instant(context.request.created_at, context.language)),
            (_("To be reviewed until"), context.vocabulary["request_ends"]),
        ),
        quotes=facts.texts(context),
        button=Button(_("Review the request"), context.brand.urls.request(context.request.request_id)),
        closing=(_("Without a review the request ends on that day, and no account is created."),),
    )


def review_expired(context: MailContext) -> MailContent:
    """That the time for a review is over; the requester is told too."""
    _ = context.say
    return MailContent(
        subject=_("Not reviewed in time: {account_name} ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _(
                "Nobody has reviewed this request in its time, so it has ended. No account was created, and the"
                " customer has not heard of it."
            ),
        ),
        facts=(*_to_review(context), (_("Ended on"), context.vocabulary["request_ends"])),
        closing=(_("{requester} was told and may send the request again. There is nothing for you to do."),),
    )


def _to_review(context: MailContext) -> tuple[Fact, ...]:
    _ = context.say
    request = context.request
    return (
        *facts.account(context),
        (_("Organisation domain"), shown_domain(request.registrable_domain)),
        *facts.asked_by(context),
        (_("Customer's addresses"), ", ".join(shown_address(one.email) for one in request.nominations)),
    )
