"""Mails to whoever has or had a role, and digests: what has happened, and the way in."""

from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.rendering.languages import instant, msgid
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


def webhook_stopped(context: RoleMailContext) -> MailContent:
    """That events are no longer sent to a webhook, why, and how to go on."""
    _ = context.say
    facts, account_id = context.draft.facts, context.about.account_id
    is_over = facts["webhook_status"] == WebhookStatus.ENDED.value
    opening = (
        _("The receiver of a webhook of an account that you administer has answered that it wants no more events.")
        if is_over
        else _("The receiver of a webhook of an account that you administer has failed for five days.")
    )
    return MailContent(
        subject=_("Webhook stopped: {account_name}"),
        greeting=_("Hello,"),
        opening=(opening, _("No more events are sent there.")),
        facts=(*_account(context), (_("Receiver"), shown_domain(str(facts["webhook_host"])))),
        button=Button(_("See the webhook"), context.brand.urls.webhook(account_id, str(facts["webhook_id"]))),
        closing=(
            _("An administrator of the account can have events sent again. None is lost: GET /v1/events has them all."),
        ),
    )


def program_ends_soon(context: RoleMailContext) -> MailContent:
    """That a program ends in two weeks, and how it goes on."""
    _, facts = context.say, context.draft.facts
    ends = instant(datetime.fromisoformat(str(facts["ends_at"])), context.language)
    return MailContent(
        subject=_("A program of {account_name} ends soon"),
        greeting=_("Hello,"),
        opening=(_("A program that acts for an account that you administer ends. After that it can do nothing."),),
        facts=(
            *_account(context),
            (_("Label"), user_text(str(facts["program_label"]))),
            (_("It ends"), ends),
        ),
        button=Button(_("See the programs"), context.brand.urls.programs(context.about.account_id)),
        closing=(
            _("If it is still needed, revoke it there, invite it again, and have its client confirm the new code."),
        ),
    )


def ended_nearby(context: DigestMailContext) -> MailContent:
    """How requests near an administrator's account ended; as much of each as the first notice said."""
    _, requests = context.say, context.about.requests
    return MailContent(
        subject=_of_one_or_several(
            context, msgid("Ended near your account: {name}"), msgid("Ended near your account: {count} requests")
        ),
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


def inquiry_digest(context: DigestMailContext) -> MailContent:
    """Who asks for access from elsewhere and still waits for a decision."""
    _, requests = context.say, context.about.access_requests
    return MailContent(
        subject=_of_one_or_several(
            context, msgid("Access requested: {name}"), msgid("Access requested by {count} people")
        ),
        greeting=_("Hello,"),
        opening=(
            _(
                "People whose addresses are not of the account's domain ask for access. You get this mail because you"
                " are among those who may decide."
            ),
        ),
        facts=tuple(fact for request in requests for fact in _asking(context, request)),
        button=Button(_("Open the requests for access"), context.brand.urls.access_requests()),
        closing=(
            _("Grant access only if you know the person, or have asked your organisation who they are."),
            _("You get at most one such mail a day."),
        ),
    )


def review_digest(context: DigestMailContext) -> MailContent:
    """What there was for reviewers beyond the mails of their own, each as it is now."""
    _, about, urls = context.say, context.about, context.brand.urls
    asking = (fact for request in about.access_requests for fact in _asking(context, request))
    reviews = Button(_("Open the reviews"), urls.reviews())
    return MailContent(
        subject=_of_one_or_several(context, msgid("For reviewers: {name}"), msgid("For reviewers: {count} requests")),
        greeting=_("Hello,"),
        opening=(_("There was so much for reviewers within an hour that the last of it is in this mail."),),
        facts=(*(fact for request in about.requests for fact in _standing(context, request)), *asking),
        button=reviews if about.requests else Button(_("Open the requests for access"), urls.access_requests()),
        closing=(_("You get at most one such mail an hour."),),
    )


def outcome_digest(context: DigestMailContext) -> MailContent:
    """How several requests ended, to somebody who was asked to decide or lives nearby."""
    _ = context.say
    return MailContent(
        subject=_of_one_or_several(context, msgid("A request has ended: {name}"), msgid("{count} requests have ended")),
        greeting=_("Hello,"),
        opening=(
            _("More requests for Smart Accounts that you have heard of have ended. There is nothing for you to do."),
        ),
        facts=tuple(fact for request in context.about.requests for fact in _ended(context, request)),
        closing=(_("You get at most one such mail a day."),),
    )


def _of_one_or_several(context: DigestMailContext, one: str, several: str) -> str:
    requests: list[AccountRequest | AccessRequest] = [*context.about.requests, *context.about.access_requests]
    if len(requests) == 1:
        return context.say(one, name=user_text(requests[0].account_name))
    return context.say(several, count=str(len(requests)))


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
        *_requested(context, request),
        (_("Outcome"), label(request.status, context.language)),
        (_("Ended on"), instant(at, context.language)),
    )


def _standing(context: DigestMailContext, request: AccountRequest) -> tuple[Fact, ...]:
    _ = context.say
    ends: Fact = (_("To be reviewed until"), instant(request.expires_at, context.language))
    status: Fact = (_("Status"), label(request.status, context.language))
    return (*_requested(context, request), status, *([ends] if request.state.in_review else []))


def _asking(context: DigestMailContext, request: AccessRequest) -> tuple[Fact, ...]:
    _ = context.say
    return (
        *_requested(context, request),
        (_("Role"), label(request.asked.role, context.language)),
        (_("Requested on"), instant(request.created_at, context.language)),
    )


def _requested(context: DigestMailContext, request: AccountRequest | AccessRequest) -> tuple[Fact, ...]:
    _ = context.say
    return (
        (_("Account name"), user_text(request.account_name)),
        (_("Account Domain Identifier"), shown_domain(request.domain_identifier)),
        (_("Requested by"), shown_person(request.requester.name, request.requester.email)),
    )
