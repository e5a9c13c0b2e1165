"""What the requester is told: every outcome in full, and what to do next."""

from typing import assert_never

from chalicelib.domain.requests.request import ReasonCode
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.content import Button, MailContent, Quote
from chalicelib.rendering.mail.context import Letter
from chalicelib.rendering.pages.decline_reasons import DECLINE_REASONS, NextPage
from chalicelib.rendering.pages.labels import label


def request_sent(letter: Letter) -> MailContent:
    """The request has reached the customer."""
    _ = letter.say
    addresses = ", ".join(one.email for one in letter.request.nominations if not one.hops)
    note = letter.request.note_to_customer
    return MailContent(
        subject=_("Request sent: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request for a Smart Account has been sent to the customer."),),
        facts=(
            *facts.account(letter),
            (_("Sent to"), addresses),
            (_("The request ends on"), letter.vocabulary["request_ends"]),
        ),
        quotes=(Quote(_("Your message to the customer"), note),) if note else (),
        button=_follow(letter),
        closing=(
            _("You will hear as soon as somebody decides."),
            _("On that page you can send the link again, replace an address or withdraw the request."),
        ),
    )


def request_forwarded(letter: Letter) -> MailContent:
    """Another person decides now."""
    _ = letter.say
    return MailContent(
        subject=_("Forwarded: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("The customer has forwarded your request to another person, who decides now."),),
        facts=(
            *facts.account(letter),
            (_("Forwarded by"), letter.nomination.email),
            (_("Forwarded to"), letter.replacement.email),
            (_("The request ends on"), letter.vocabulary["request_ends"]),
        ),
        button=_follow(letter),
        closing=(_("There is nothing for you to do."),),
    )


def undeliverable(letter: Letter) -> MailContent:
    """A mail with a link did not arrive; the way to correct the address."""
    _ = letter.say
    request = letter.request
    address = letter.house.urls.request_action(request.request_id, "reassign", letter.nomination.nomination_id)
    return MailContent(
        subject=_("Not delivered: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(
            _("The mail with the link to decide could not be delivered to this address. Nobody can decide there."),
        ),
        facts=(
            *facts.account(letter),
            (_("E-mail address"), letter.nomination.email),
            (_("The request ends on"), letter.vocabulary["request_ends"]),
        ),
        button=Button(_("Correct the address"), address),
        closing=(
            _("If the address is right, ask the customer whether their mail works, then send the link again."),
        ),
    )


def approved(letter: Letter) -> MailContent:
    """The account exists."""
    _ = letter.say
    return MailContent(
        subject=_("Approved: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request has been approved. The Smart Account is active."),),
        facts=(*facts.account(letter), *facts.decided(letter)),
        button=Button(_("Open the Smart Account"), letter.house.urls.account(letter.request.account_id)),
        closing=(
            _(
                "Whoever approved is the first administrator of the account. To work in it yourself, ask for"
                " access on its page."
            ),
        ),
    )


def declined(letter: Letter) -> MailContent:
    """The customer said no; the reason leads to the next step."""
    _ = letter.say
    code = letter.decision.reason_code or ReasonCode.OTHER
    declined_for = DECLINE_REASONS[code]
    return MailContent(
        subject=_("Declined: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request has been declined. No account is created."),),
        facts=(
            *facts.account(letter),
            *facts.decided(letter),
            (_("Reason"), label(code, letter.language)),
        ),
        quotes=facts.reason(letter),
        button=_leading_to(declined_for.next_page, letter),
        closing=(letter.say(declined_for.next_step),),
    )


def review_declined(letter: Letter) -> MailContent:
    """The vendor said no."""
    _ = letter.say
    return MailContent(
        subject=_("Declined in review: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(_("A reviewer has declined your request. No account is created."),),
        facts=(*facts.account(letter), *facts.decided(letter)),
        quotes=facts.reason(letter),
        button=_again(letter),
        closing=(_("If the reason can be mended, send a new request; if not, write to {support}."),),
    )


def expired(letter: Letter) -> MailContent:
    """Nobody decided; asking again takes one link."""
    _ = letter.say
    in_review = letter.request.pending_since is None
    why = (
        _("No reviewer decided on your request in time. No account is created.")
        if in_review
        else _("Nobody at the customer decided on your request in time. No account is created.")
    )
    return MailContent(
        subject=_("Expired: {account_name} ({reference})"),
        greeting=_("Hello {requester},"),
        opening=(why,),
        facts=(
            *facts.account(letter),
            (_("Sent on"), instant(letter.request.created_at, letter.language)),
            (_("Ended on"), letter.vocabulary["request_ends"]),
        ),
        button=_again(letter),
        closing=(_("The button opens the form with what you entered; check the addresses before you send it."),),
    )


def _follow(letter: Letter) -> Button:
    return Button(letter.say("Follow the request"), letter.request_link)


def _again(letter: Letter) -> Button:
    address = letter.house.urls.new_request(from_request=letter.request.request_id)
    return Button(letter.say("Send a new request"), address)


def _leading_to(page: NextPage, letter: Letter) -> Button:
    match page:
        case NextPage.SEARCH:
            address = letter.house.urls.accounts(phrase=letter.request.registrable_domain)
            return Button(letter.say("Find the account and ask for access"), address)
        case NextPage.REQUEST:
            return _follow(letter)
        case NextPage.NEW_REQUEST:
            return _again(letter)
    assert_never(page)
