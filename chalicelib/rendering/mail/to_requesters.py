"""What the requester is told: every outcome in full, and what to do next."""

from typing import assert_never

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.requests.request import EndReason, ReasonCode
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.content import Button, MailContent
from chalicelib.rendering.mail.context import MailContext
from chalicelib.rendering.pages.decline_reasons import DECLINE_REASONS, NextPage
from chalicelib.rendering.pages.formatting import shown_address, typed_domain
from chalicelib.rendering.pages.labels import label


def request_sent(context: MailContext) -> MailContent:
    """The request has reached the customer."""
    _ = context.say
    addresses = ", ".join(shown_address(one.email) for one in context.request.nominations if not one.hops)
    return MailContent(
        subject=_("Request sent: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request for a Smart Account has been sent to the customer."),),
        facts=(
            *facts.account(context),
            (_("Sent to"), addresses),
            *facts.proposed(context),
            (_("The request ends on"), context.vocabulary["request_ends"]),
        ),
        quotes=facts.texts_for_customer(context),
        button=_follow(context),
        closing=(
            _("You will hear as soon as somebody decides."),
            _("On that page you can send the link again, replace an address or withdraw the request."),
        ),
    )


def request_forwarded(context: MailContext) -> MailContent:
    """Another person decides now."""
    _ = context.say
    return MailContent(
        subject=_("Forwarded: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("The customer has forwarded your request to another person, who decides now."),),
        facts=(
            *facts.account(context),
            (_("Forwarded by"), shown_address(context.nomination.email)),
            (_("Forwarded to"), shown_address(context.replacement.email)),
            (_("The request ends on"), context.vocabulary["request_ends"]),
        ),
        button=_follow(context),
        closing=(_("There is nothing for you to do."),),
    )


def handed_over(context: MailContext) -> MailContent:
    """The request is theirs now."""
    _ = context.say
    return MailContent(
        subject=_("Handed over to you: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("A request of your team has been handed over to you. You are its requester now."),),
        facts=(*facts.account(context), (_("The request ends on"), context.vocabulary["request_ends"])),
        button=_follow(context),
        closing=(_("Mails about it go to you from now on, and the customer’s answers too."),),
    )


def undeliverable(context: MailContext) -> MailContent:
    """A mail with a link did not arrive; the way to correct the address."""
    _ = context.say
    request = context.request
    address = context.brand.urls.request_action(request.request_id, "reassign", context.nomination.nomination_id)
    return MailContent(
        subject=_("Not delivered: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(
            _("The mail with the link to decide could not be delivered to this address. Nobody can decide there."),
        ),
        facts=(
            *facts.account(context),
            (_("E-mail address"), shown_address(context.nomination.email)),
            (_("The request ends on"), context.vocabulary["request_ends"]),
        ),
        button=Button(_("Correct the address"), address),
        closing=(_("If the address is right, ask the customer whether their mail works, then send the link again."),),
    )


def approved(context: MailContext) -> MailContent:
    """The account exists."""
    _ = context.say
    return MailContent(
        subject=_("Approved: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request has been approved. The Smart Account is active."),),
        facts=(*facts.account(context), *facts.decided(context), *facts.proposed(context)),
        button=Button(_("Open the Smart Account"), context.brand.urls.account(context.request.account_id)),
        closing=(
            _(
                "Whoever approved is the first administrator of the account. To work in it yourself, ask for"
                " access on its page."
            ),
        ),
    )


def declined(context: MailContext) -> MailContent:
    """The customer said no; the reason leads to the next step."""
    _ = context.say
    code = context.decision.reason_code or ReasonCode.OTHER
    declined_for = DECLINE_REASONS[code]
    return MailContent(
        subject=_("Declined: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request has been declined. No account is created."),),
        facts=(
            *facts.account(context),
            *facts.decided(context),
            (_("Reason"), label(code, context.language)),
        ),
        quotes=facts.reason(context),
        button=_leading_to(declined_for.next_page, context),
        closing=(context.say(declined_for.next_step),),
    )


def review_declined(context: MailContext) -> MailContent:
    """The vendor said no."""
    _ = context.say
    return MailContent(
        subject=_("Declined in review: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("A reviewer has declined your request. No account is created."),),
        facts=(*facts.account(context), *facts.decided(context)),
        quotes=facts.reason(context),
        button=_again(context),
        closing=(_("If the reason can be mended, send a new request; if not, write to {support}."),),
    )


def expired(context: MailContext) -> MailContent:
    """Nobody decided; asking again takes one link."""
    _ = context.say
    in_review = context.request.pending_since is None
    why = (
        _("No reviewer decided on your request in time. No account is created.")
        if in_review
        else _("Nobody at the customer decided on your request in time. No account is created.")
    )
    if context.request.end_reason is EndReason.UNDELIVERABLE:
        why = _(
            "No mail reached any of the addresses that you named, and nobody named another one, so the request has"
            " ended. The domain is free again. No account is created."
        )
    return MailContent(
        subject=_("Expired: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(why,),
        facts=(
            *facts.account(context),
            (_("Sent on"), instant(context.request.created_at, context.language)),
            (_("Ended on"), context.vocabulary["request_ends"]),
        ),
        button=_again(context),
        closing=(_("The button opens the form with what you entered; check the addresses before you send it."),),
    )


def end_notice(context: MailContext) -> MailContent:
    """That somebody else's request has ended, and whether the domain is free; nothing of who decided, or why."""
    _, request = context.say, context.request
    is_active = request.state.account is AccountStatus.ACTIVE
    account, form = context.brand.urls.ask_for_access(request.account_id), context.brand.urls.new_request()
    return MailContent(
        subject=_("The request that you asked about has ended ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _("You asked to be told when a pending Smart Account request has ended."),
            _("It was approved: the account exists now, and you may ask for access to it.")
            if is_active
            else _("No account was created, and the domain is free. You may send a request of your own."),
        ),
        # Until a review accepts it, only requester and reviewers know the name of an account.
        facts=facts.account(context) if request.pending_since else facts.account(context)[1:],
        button=Button(_("Ask for access"), account) if is_active else Button(_("Request a Smart Account"), form),
        closing=(_("This is the only mail about it."),),
    )


def _follow(context: MailContext) -> Button:
    return Button(context.say("Follow the request"), context.request_link)


def _again(context: MailContext) -> Button:
    address = context.brand.urls.new_request(from_request=context.request.request_id)
    return Button(context.say("Send a new request"), address)


def _leading_to(page: NextPage, context: MailContext) -> Button:
    match page:
        case NextPage.SEARCH:
            address = context.brand.urls.accounts(phrase=typed_domain(context.request.registrable_domain))
            return Button(context.say("Find the account and ask for access"), address)
        case NextPage.REQUEST:
            return _follow(context)
        case NextPage.NEW_REQUEST:
            return _again(context)
    assert_never(page)
