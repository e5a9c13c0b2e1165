"""Mails about an access request, to those who may decide it and to its requester."""

from dataclasses import replace

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


def reminder(context: AccessMailContext) -> MailContent:
    """That nobody has decided yet, to everybody who may."""
    _ = context.say
    return replace(
        requested(context),
        subject=_("Reminder, access requested: {account_name} ({requester})"),
        opening=(
            _(
                "{requester} asked for access to a Smart Account, and nobody has decided yet. You get this mail because"
                " you are among those who may decide."
            ),
        ),
    )


def escalated(context: AccessMailContext) -> MailContent:
    """That reviewers may decide, and what they may grant."""
    _ = context.say
    return replace(
        requested(context),
        subject=_("Access to decide: {account_name} ({requester})"),
        opening=(
            _(
                "{requester} asks for access to a Smart Account, and nobody at the account has decided. Reviewers may"
                " decide from now on."
            ),
            _(
                "You can grant the role of a user or viewer, to an address of the account’s domain, or decline."
                " Nobody becomes an administrator this way."
            ),
        ),
        closing=_before_deciding(context)[1:],
    )


def withdrawn(context: AccessMailContext) -> MailContent:
    """That there is nothing left to decide, to those who were asked."""
    _ = context.say
    return _ended(
        context,
        _("Access no longer requested: {account_name} ({requester})"),
        _("{requester} has taken back a request for access. There is nothing left for you to decide."),
    )


def expired_to_deciders(context: AccessMailContext) -> MailContent:
    """That nobody decided in time, to those who were asked."""
    _ = context.say
    return _ended(
        context,
        _("Access not decided in time: {account_name} ({requester})"),
        _("Nobody decided about a request for access in its time, so it has ended. {requester} was told."),
    )


def expired(context: AccessMailContext) -> MailContent:
    """That nobody decided in time, to the requester."""
    _ = context.say
    return MailContent(
        subject=_("Access not decided in time: {account_name}"),
        greeting=_("Hello {requester},"),
        opening=(_("Nobody decided about your request for access in its time. What you had before is unchanged."),),
        facts=(*facts.account(context), *_asked(context), *_times(context)),
        button=Button(_("Ask again"), context.brand.urls.ask_for_access(context.request.account_id)),
        closing=(_("You may ask again. It helps to talk to the administrators of the account first."),),
    )


def decided_beside(context: AccessMailContext) -> MailContent:
    """What a reviewer decided about the account, to its administrators."""
    _ = context.say
    is_approved = context.request.status is AccessStatus.APPROVED
    outcome = (
        _("Reviewers have granted access to an account that you administer, since nobody at the account had decided.")
        if is_approved
        else _("Reviewers have declined access to an account that you administer; nobody at the account had decided.")
    )
    roles = context.brand.urls.account_roles(context.request.account_id)
    return MailContent(
        subject=_("Decided for you: access to {account_name} ({requester})"),
        greeting=_("Hello,"),
        opening=(outcome,),
        facts=(
            *facts.account(context),
            *facts.asked_by(context),
            *(_granted(context) if is_approved else _asked(context)),
            *_decision(context),
        ),
        button=Button(_("See who has access"), roles),
        closing=(_("You can withdraw the role there. Opening the page changes nothing."),) if is_approved else (),
    )


def _ended(context: AccessMailContext, subject: str, opening: str) -> MailContent:
    return MailContent(
        subject=subject,
        greeting=context.say("Hello,"),
        opening=(opening,),
        facts=(*facts.account(context), *_asked(context), *facts.asked_by(context), *_times(context)),
    )


def _times(context: AccessMailContext) -> tuple[Fact, ...]:
    _ = context.say
    return (
        (_("Requested on"), instant(context.request.created_at, context.language)),
        (_("Ended on"), instant(context.decision.at, context.language)),
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
