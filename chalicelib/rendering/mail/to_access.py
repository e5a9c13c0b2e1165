"""What is said of a request for access: to those who may decide it, and to whoever asked."""

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.rights import Access
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail import facts
from chalicelib.rendering.mail.access_context import AccessLetter
from chalicelib.rendering.mail.content import Button, Fact, MailContent, Quote
from chalicelib.rendering.pages.labels import label


def requested(letter: AccessLetter) -> MailContent:
    """Who asks for what, to everybody who may decide; the link decides nothing by itself."""
    _ = letter.say
    request = letter.request
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
            *facts.account(letter),
            *_asked(letter),
            *facts.asked_by(letter),
            (_("Requested on"), instant(request.created_at, letter.language)),
        ),
        quotes=(Quote(_("Message from {requester}"), request.note),) if request.note else (),
        button=Button(
            _("Open the request for access"), letter.house.urls.access_request(request.access_request_id)
        ),
        closing=_before_deciding(letter),
    )


def _before_deciding(letter: AccessLetter) -> tuple[str, ...]:
    _ = letter.say
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


def decided(letter: AccessLetter) -> MailContent:
    """The outcome, to whoever asked."""
    return _approved(letter) if letter.request.status is AccessStatus.APPROVED else _declined(letter)


def _approved(letter: AccessLetter) -> MailContent:
    _ = letter.say
    differs = not letter.is_as_asked
    opening = (
        _("You have been granted access, though not just as you asked for it.")
        if differs
        else _("You have been granted the access that you asked for.")
    )
    asked = _asked(letter) if differs else ()
    more = (_ask_again(letter),) if differs else ()
    return MailContent(
        subject=_("Access granted: {account_name}"),
        greeting=_("Hello {requester},"),
        opening=(opening,),
        facts=(*facts.account(letter), *_granted(letter), *asked, *_decision(letter)),
        button=Button(_("Open the Smart Account"), letter.house.urls.account(letter.request.account_id)),
        closing=(_("It works from now on, with the sign-in that you asked with."), *more),
    )


def _declined(letter: AccessLetter) -> MailContent:
    _ = letter.say
    reason = letter.decision.reason
    return MailContent(
        subject=_("Access declined: {account_name}"),
        greeting=_("Hello {requester},"),
        opening=(_("Your request for access has been declined. What you had before is unchanged."),),
        facts=(*facts.account(letter), *_asked(letter), *_decision(letter)),
        quotes=(Quote(_("The reason given"), reason),) if reason else (),
        closing=(_ask_again(letter),),
    )


def _ask_again(letter: AccessLetter) -> str:
    return letter.say("If you need more access, talk to the administrators of the account, or ask again.")


def _asked(letter: AccessLetter) -> tuple[Fact, ...]:
    _ = letter.say
    asked = letter.request.asked
    return ((_("Role asked for"), _role(letter, asked)), (_("Access asked to"), letter.extent(asked)))


def _granted(letter: AccessLetter) -> tuple[Fact, ...]:
    _ = letter.say
    granted = letter.granted
    return ((_("Role granted"), _role(letter, granted)), (_("Access to"), letter.extent(granted)))


def _decision(letter: AccessLetter) -> tuple[Fact, ...]:
    _ = letter.say
    return (
        (_("Decision"), label(letter.request.status, letter.language)),
        (_("Decided by"), letter.decider),
        (_("Decided on"), instant(letter.decision.at, letter.language)),
    )


def _role(letter: AccessLetter, access: Access) -> str:
    return label(access.role, letter.language)
