"""Mails about an access request, to those who may decide it and to its requester."""

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.rights import Access
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.access_context import AccessMailContext
from chalicelib.rendering.mail.content import Button, Fact, MailContent, Quote
from chalicelib.rendering.pages.labels import label


def requested(context: AccessMailContext) -> MailContent:
    """Who asks for what, to everybody who may decide; the link decides nothing by itself."""
    _ = context.say
    request = context.request
    return MailContent(
        subject=_("Access requested: {account_name} ({requester})"),
        greeting=_("Hello,"),
        opening=(
            _(
                "{requester} asks for access to a Smart Account. You get this mail because you are among those"
                " who may decide."
            ),
        ),
        facts=(
            *facts.account(context),
            *_asked(context),
            *facts.asked_by(context),
            (_("Requested on"), instant(request.created_at, context.language)),
        ),
        quotes=(Quote(_("Message from {requester}"), request.note),) if request.note else (),
        button=Button(_("Open the request for access"), context.brand.urls.access_request(request.access_request_id)),
        closing=_before_deciding(context),
    )


def _before_deciding(context: AccessMailContext) -> tuple[str, ...]:
    _ = context.say
    return (
        _(
            "On that page you can grant the role that was asked for, grant a lower one, or decline. Opening the"
            " page decides nothing."
        ),
        _(
            "Nothing happens unless you, or somebody else who may decide, do: without a decision {requester}"
            " gets no access."
        ),
        _(
            "In a genuine mail from {brand} the link begins with {site}/ and you sign in before you decide. If"
            " in doubt, do not open it and write to {support}."
        ),
    )


def decided(context: AccessMailContext) -> MailContent:
    """The decision, to the requester."""
    return _approved(context) if context.request.status is AccessStatus.APPROVED else _declined(context)


def _approved(context: AccessMailContext) -> MailContent:
    _ = context.say
    differs = not context.is_as_asked
    opening = (
        _("You have been granted access, though not just as you asked for it.")
        if differs
        else _("You have been granted the access that you asked for.")
    )
    asked = _asked(context) if differs else ()
    more = (_ask_again(context),) if differs else ()
    return MailContent(
        subject=_("Access granted: {account_name}"),
        greeting=_("Hello {requester},"),
        opening=(opening,),
        facts=(*facts.account(context), *_granted(context), *asked, *_decision(context)),
        button=Button(_("Open the Smart Account"), context.brand.urls.account(context.request.account_id)),
        closing=(_("It works from now on, with the sign-in that you asked with."), *more),
    )


def _declined(context: AccessMailContext) -> MailContent:
    _ = context.say
    reason = context.decision.reason
    return MailContent(
        subject=_("Access declined: {account_name}"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request for access has been declined. What you had before is unchanged."),),
        facts=(*facts.account(context), *_asked(context), *_decision(context)),
        quotes=(Quote(_("The reason given"), reason),) if reason else (),
        closing=(_ask_again(context),),
    )


def _ask_again(context: AccessMailContext) -> str:
    return context.say("If you need more access, talk to the administrators of the account, or ask again.")


def _asked(context: AccessMailContext) -> tuple[Fact, ...]:
    _ = context.say
    asked = context.request.asked
    return ((_("Role asked for"), _role(context, asked)), (_("Access asked to"), context.extent(asked)))


def _granted(context: AccessMailContext) -> tuple[Fact, ...]:
    _ = context.say
    granted = context.granted
    return ((_("Role granted"), _role(context, granted)), (_("Access to"), context.extent(granted)))


def _decision(context: AccessMailContext) -> tuple[Fact, ...]:
    _ = context.say
    return (
        (_("Decision"), label(context.request.status, context.language)),
        (_("Decided by"), context.decider),
        (_("Decided on"), instant(context.decision.at, context.language)),
    )


def _role(context: AccessMailContext, access: Access) -> str:
    return label(access.role, context.language)
