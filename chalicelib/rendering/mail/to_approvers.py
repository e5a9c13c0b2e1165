"""What people at the customer are told while they are asked to decide, and when it is over."""

from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.content import Button, MailContent, Quote
from chalicelib.rendering.mail.context import Letter


def approval_needed(letter: Letter) -> MailContent:
    """The first mail with a link that decides."""
    _ = letter.say
    return _deciding(
        letter,
        _("Your decision is needed: Smart Account for {domain} ({reference})"),
        _(
            "{requester} requests a Smart Account for your organisation and asks you, as account creator, to"
            " decide."
        ),
    )


def new_link(letter: Letter) -> MailContent:
    """A later generation of the same link."""
    _ = letter.say
    return _deciding(
        letter,
        _("New link for your decision: Smart Account for {domain} ({reference})"),
        _(
            "Here is a new link to decide on the Smart Account that {requester} requests for your"
            " organisation. Earlier links no longer work."
        ),
    )


def reminder(letter: Letter) -> MailContent:
    """The same decision, which still waits."""
    _ = letter.say
    return _deciding(
        letter,
        _("Reminder: your decision on a Smart Account for {domain} ({reference})"),
        _("{requester} still waits for your decision on a Smart Account for your organisation."),
    )


def forwarded_to_you(letter: Letter) -> MailContent:
    """The first mail to somebody whom a colleague named."""
    _ = letter.say
    opening = _(
        "{forwarder} was asked to decide on a Smart Account for your organisation and has forwarded the"
        " decision to you.",
        forwarder=letter.forwarder,
    )
    subject = _("Forwarded for your decision: Smart Account for {domain} ({reference})")
    return _deciding(letter, subject, opening, _message(letter))


def _message(letter: Letter) -> tuple[Quote, ...]:
    message = letter.nomination.message
    heading = letter.say("Message from {forwarder}", forwarder=letter.forwarder)
    return (Quote(heading, message),) if message else ()


def _deciding(letter: Letter, subject: str, opening: str, messages: tuple[Quote, ...] = ()) -> MailContent:
    _ = letter.say
    return MailContent(
        subject=subject,
        greeting=_("Hello,"),
        opening=(
            opening,
            _(
                "A Smart Account holds the licences of an organisation. If you approve, the account is created"
                " and you become its first administrator."
            ),
        ),
        facts=(
            *facts.account(letter),
            *facts.asked_by(letter),
            (_("Your link works until"), letter.link_ends),
        ),
        quotes=(*messages, *facts.note_to_customer(letter)),
        button=Button(_("See the request and decide"), letter.approval_link),
        closing=_before_deciding(letter),
    )


def _before_deciding(letter: Letter) -> tuple[str, ...]:
    _ = letter.say
    return (
        _(
            "On that page you can approve, decline, or forward the request to the person who should decide."
            " Opening the page decides nothing."
        ),
        _(
            "Nothing happens unless you, or somebody else who was asked, decide: without a decision no account"
            " is created, and the request ends on {request_ends}."
        ),
        _("The link is meant for you alone. To hand the decision on, use “Forward” on the page."),
        _(
            "In a genuine mail from {brand} the link begins with {site}/ and the page behind it shows the"
            " reference {reference}. If in doubt, do not open it and write to {support}."
        ),
    )


def you_forwarded(letter: Letter) -> MailContent:
    """Confirms what the forwarder did, and how to object if it was somebody else."""
    _ = letter.say
    target = letter.replacement
    return MailContent(
        subject=_("You forwarded a request: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("You forwarded this request. The person you named gets a link of their own."),),
        facts=(*facts.account(letter), (_("Forwarded to"), target.email)),
        quotes=(Quote(_("Your message"), target.message),) if target.message else (),
        closing=(
            _("Your own link no longer decides, and there is nothing left for you to do."),
            _("If you did not forward it, write to {support} at once."),
        ),
    )


def welcome_administrator(letter: Letter) -> MailContent:
    """The approver's first steps in the new account."""
    _ = letter.say
    return MailContent(
        subject=_("Welcome, administrator: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _("You approved the request. The Smart Account is active, and you are its first administrator."),
        ),
        facts=(
            *facts.account(letter),
            (_("Approved on"), instant(letter.decision.at, letter.language)),
            (_("Sign in as"), letter.draft.to),
        ),
        button=Button(_("Open the Smart Account"), letter.house.urls.account(letter.request.account_id)),
        closing=(
            _("There you can give colleagues roles and decide who gets access."),
            _("If you did not approve this, write to {support} at once."),
        ),
    )


def approved(letter: Letter) -> MailContent:
    """Somebody else who was asked said yes."""
    _ = letter.say
    subject = _("Approved: Smart Account for {domain} ({reference})")
    return _over(letter, subject, _("Somebody else who was asked has approved the request."))


def declined(letter: Letter) -> MailContent:
    """Somebody else said no; why is between them and the requester."""
    _ = letter.say
    subject = _("Declined: Smart Account for {domain} ({reference})")
    return _over(letter, subject, _("The request has been declined. No account is created."))


def _over(letter: Letter, subject: str, opening: str) -> MailContent:
    return MailContent(
        subject=subject,
        greeting=letter.say("Hello,"),
        opening=(opening, _nothing_left(letter)),
        facts=(*facts.account(letter), *facts.asked_by(letter), *facts.decided(letter)),
    )


def withdrawn(letter: Letter) -> MailContent:
    """The requester took the request back."""
    _ = letter.say
    at = instant(letter.decision.at, letter.language)
    return MailContent(
        subject=_("Withdrawn: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(_("{requester} has withdrawn the request. No account is created."), _nothing_left(letter)),
        facts=(*facts.account(letter), *facts.asked_by(letter), (_("Withdrawn on"), at)),
    )


def expired(letter: Letter) -> MailContent:
    """Nobody decided."""
    _ = letter.say
    return MailContent(
        subject=_("Expired: Smart Account for {domain} ({reference})"),
        greeting=_("Hello,"),
        opening=(
            _("Nobody decided on the request in time. No account is created."),
            _nothing_left(letter),
        ),
        facts=(
            *facts.account(letter),
            *facts.asked_by(letter),
            (_("Ended on"), letter.vocabulary["request_ends"]),
        ),
    )


def _nothing_left(letter: Letter) -> str:
    return letter.say("There is nothing left for you to do; your link no longer decides.")
