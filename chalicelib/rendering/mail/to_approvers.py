"""What people at the customer are told while they are asked to decide, and when it is over."""

from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.content import Button, Fact, MailContent, Quote
from chalicelib.rendering.mail.context import MailContext
from chalicelib.rendering.pages.approval_meaning import approving_means, others_asked
from chalicelib.rendering.pages.formatting import shown_address
from chalicelib.rendering.pages.labels import label


def approval_needed(context: MailContext) -> MailContent:
    """The first mail with a link that decides."""
    _ = context.say
    return _deciding(
        context,
        _("Your decision is needed: Smart Account for {domain} ({reference})"),
        _("{requester} requests a Smart Account for your organisation and asks you, as account creator, to decide."),
    )


def new_link(context: MailContext) -> MailContent:
    """A later generation of the same link."""
    _ = context.say
    return _deciding(
        context,
        _("New link for your decision: Smart Account for {domain} ({reference})"),
        _(
            "Here is a new link to decide on the Smart Account that {requester} requests for your"
            " organisation. Earlier links no longer work."
        ),
    )


def reminder(context: MailContext) -> MailContent:
    """The same decision, which still waits."""
    _ = context.say
    return _deciding(
        context,
        _("Reminder: your decision on a Smart Account for {domain} ({reference})"),
        _("{requester} still waits for your decision on a Smart Account for your organisation."),
    )


def forwarded_to_you(context: MailContext) -> MailContent:
    """The first mail to somebody whom a colleague named."""
    _ = context.say
    opening = _(
        "{forwarder} was asked to decide on a Smart Account for your organisation and has forwarded the"
        " decision to you.",
        forwarder=context.forwarder,
    )
    subject = _("Forwarded for your decision: Smart Account for {domain} ({reference})")
    return _deciding(context, subject, opening, _message(context))


def _message(context: MailContext) -> tuple[Quote, ...]:
    message = context.nomination.message
    heading = context.say("Message from {forwarder}", forwarder=context.forwarder)
    return (Quote(heading, message),) if message else ()


def _deciding(context: MailContext, subject: str, opening: str, messages: tuple[Quote, ...] = ()) -> MailContent:
    _ = context.say
    return MailContent(
        subject=subject,
        greeting=_("Hello,"),
        opening=(
            opening,
            _("A Smart Account holds the licences of an organisation. If you approve:"),
        ),
        points=approving_means(_, context.brand.vendor, context.request),
        facts=(
            *facts.account(context),
            *facts.asked_by(context),
            *_also_asked(context),
            *facts.proposed(context),
            (_("Your link works until"), context.link_ends),
        ),
        quotes=(*messages, *facts.texts_for_customer(context)),
        button=Button(_("See the request and decide"), context.approval_link),
        closing=_before_deciding(context),
    )


def _also_asked(context: MailContext) -> tuple[Fact, ...]:
    others = others_asked(context.request, context.nomination)
    return ((context.say("Also asked ({count})", count=f"{len(others)}"), ", ".join(others)),) if others else ()


def _before_deciding(context: MailContext) -> tuple[str, ...]:
    _ = context.say
    ends = (
        _(
            "Nothing happens unless you, or somebody else who was asked, decide: the first decision counts. Without"
            " a decision no account is created, and the request ends on {request_ends}."
        )
        if others_asked(context.request, context.nomination)
        else _(
            "Nothing happens unless you decide: without a decision no account is created, and the request ends on"
            " {request_ends}."
        )
    )
    return (
        _(
            "On that page you can approve, decline, or forward the request to the person who should decide."
            " Opening the page decides nothing."
        ),
        ends,
        _("The link is meant for you alone. To hand the decision on, use “Forward” on the page."),
        _(
            "In a genuine mail from {brand} the link begins with {site}/ and the page behind it shows the"
            " reference {reference}. If in doubt, do not open it and write to {support}."
        ),
    )


def you_forwarded(context: MailContext) -> MailContent:
    """Confirms what the forwarder did, and how to object if it was somebody else."""
    _ = context.say
    target = context.replacement
    return MailContent(
        subject=_("You forwarded a request: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("You forwarded this request. The person you named gets a link of their own."),),
        facts=(*facts.account(context), (_("Forwarded to"), shown_address(target.email))),
        quotes=(Quote(_("Your message"), target.message),) if target.message else (),
        closing=(
            _("Your own link no longer works, and there is nothing left for you to do."),
            _("If you did not forward it, write to {support} at once."),
        ),
    )


def you_declined(context: MailContext) -> MailContent:
    """The receipt of a decline, and how to object if it was somebody else."""
    _ = context.say
    code = context.decision.reason_code
    return MailContent(
        subject=_("You declined: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("You declined this request. No account is created, and the request is closed."),),
        facts=(
            *facts.account(context),
            *facts.asked_by(context),
            (_("Declined on"), instant(context.decision.at, context.language)),
            *(((_("The reason given"), label(code, context.language)),) if code else ()),
        ),
        quotes=(Quote(_("In your own words"), context.decision.reason),) if context.decision.reason else (),
        closing=(
            _("The requester has been told the reason. There is nothing left for you to do."),
            _("If you did not decline it, write to {support} at once."),
        ),
    )


def welcome_administrator(context: MailContext) -> MailContent:
    """The approver's first steps in the new account."""
    _ = context.say
    return MailContent(
        subject=_("Welcome, administrator: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("You approved the request. The Smart Account is active, and you are its first administrator."),),
        facts=(
            *facts.account(context),
            (_("Approved on"), instant(context.decision.at, context.language)),
            (_("Sign in as"), shown_address(context.draft.to)),
            *facts.proposed(context),
        ),
        button=Button(_("Open the Smart Account"), context.brand.urls.account(context.request.account_id)),
        closing=(
            _("There you can give colleagues roles and decide who gets access."),
            _(
                "If you have no sign-in yet, create one with the address above when the sign-in page asks who you are;"
                " the account is yours as soon as that address is confirmed. If that fails, write to {support}."
            ),
            _("If you did not approve this, write to {support} at once."),
        ),
    )


def approved(context: MailContext) -> MailContent:
    """Somebody else who was asked said yes."""
    _ = context.say
    subject = _("Approved: Smart Account for {domain} ({reference})")
    return _over(context, subject, _("Somebody else who was asked has approved the request."))


def declined(context: MailContext) -> MailContent:
    """Somebody else said no; why is between them and the requester."""
    _ = context.say
    subject = _("Declined: Smart Account for {domain} ({reference})")
    return _over(context, subject, _("The request has been declined. No account is created."))


def _over(context: MailContext, subject: str, opening: str) -> MailContent:
    return MailContent(
        subject=subject,
        greeting=context.say("Hello,"),
        opening=(opening, _nothing_left(context)),
        facts=(*facts.account(context), *facts.asked_by(context), *facts.decided(context)),
    )


def withdrawn(context: MailContext) -> MailContent:
    """The requester took the request back."""
    _ = context.say
    at = instant(context.decision.at, context.language)
    return MailContent(
        subject=_("Withdrawn: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("{requester} has withdrawn the request. No account is created."), _nothing_left(context)),
        facts=(*facts.account(context), *facts.asked_by(context), (_("Withdrawn on"), at)),
    )


def expired(context: MailContext) -> MailContent:
    """Nobody decided."""
    _ = context.say
    return MailContent(
        subject=_("Expired: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _("Nobody decided on the request in time. No account is created."),
            _nothing_left(context),
        ),
        facts=(
            *facts.account(context),
            *facts.asked_by(context),
            (_("Ended on"), context.vocabulary["request_ends"]),
        ),
    )


def _nothing_left(context: MailContext) -> str:
    return context.say("There is nothing left for you to do; your link no longer works.")
