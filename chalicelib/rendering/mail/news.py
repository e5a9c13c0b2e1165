"""Mails to whoever has or had a role, and digests: what has happened, and the way in."""

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.content import Button, Fact, MailContent
from chalicelib.rendering.mail.news_context import DigestMailContext, RoleMailContext
from chalicelib.rendering.pages.formatting import shown_domain, shown_person
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.pages.user_text import user_text


def given(context: RoleMailContext) -> MailContent:
    """Which role somebody has from now on. The link leads to the account, behind the sign-in."""
    _ = context.say
    return MailContent(
        subject=_("You have a role: {account_name}"),
        greeting=_("Hello,"),
        opening=(_("An administrator of the account has given you a role on a Smart Account."),),
        facts=(*_account(context), (_("Role"), context.role), (_("Applies to"), context.extent)),
        button=Button(_("Open the Smart Account"), context.brand.urls.account(context.about.account_id)),
        closing=(_("You sign in there with {address}. Opening the page changes nothing."),),
    )


def withdrawn(context: RoleMailContext) -> MailContent:
    """Which role somebody has no longer, and where to ask for access again."""
    _ = context.say
    return MailContent(
        subject=_("You no longer have a role: {account_name}"),
        greeting=_("Hello,"),
        opening=(_("A role that you had on a Smart Account has been withdrawn. Other roles are unchanged."),),
        facts=(*_account(context), (_("Role"), context.role), (_("Applies to"), context.extent)),
        button=Button(_("Ask for access"), context.brand.urls.ask_for_access(context.about.account_id)),
        closing=(_("If you still need access, ask for it there, or talk to the administrators of the account."),),
    )


def ended_nearby(context: DigestMailContext) -> MailContent:
    """How requests near an administrator's account ended; as much of each as the first notice said."""
    _, requests = context.say, context.about.requests
    subject = (
        _("Ended near your account: {name}", name=user_text(requests[0].account_name))
        if len(requests) == 1
        else _("Ended near your account: {count} requests", count=str(len(requests)))
    )
    return MailContent(
        subject=subject,
        greeting=_("Hello,"),
        opening=(
            _(
                "Requests for Smart Accounts under the organisation domain of an account that you administer have"
                " ended, and no account was created. There is nothing for you to do."
            ),
        ),
        facts=tuple(fact for request in requests for fact in _ended(context, request)),
        closing=(_("You get at most one such mail a day."),),
    )


def _account(context: RoleMailContext) -> tuple[Fact, ...]:
    _ = context.say
    return (
        (_("Account name"), context.vocabulary["account_name"]),
        (_("Account Domain Identifier"), context.vocabulary["domain"]),
    )


def _ended(context: DigestMailContext, request: AccountRequest) -> tuple[Fact, ...]:
    _ = context.say
    at = request.decision.at if request.decision else request.expires_at
    return (
        (_("Account name"), user_text(request.account_name)),
        (_("Account Domain Identifier"), shown_domain(request.domain_identifier)),
        (_("Requested by"), shown_person(request.requester.name, request.requester.email)),
        (_("Outcome"), label(request.status, context.language)),
        (_("Ended on"), instant(at, context.language)),
    )
