"""The facts that several mails show, each under one label."""

from chalicelib.domain.mails import Audience
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.text_fields import TEXT_FIELDS
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.content import Fact, Quote
from chalicelib.rendering.mail.context import BaseMailContext, MailContext
from chalicelib.rendering.pages.formatting import shown_address
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.pages.text_fields import filled_in, filled_in_for_customer


def account(context: BaseMailContext) -> tuple[Fact, ...]:
    """The account that the request is about and, for the requester alone, their own reference of the order."""
    _ = context.say
    request, is_own = context.request, context.draft.audience is Audience.REQUESTER
    ordered = request.order_reference if is_own and isinstance(request, AccountRequest) else ""
    return (
        (_("Account name"), context.vocabulary["account_name"]),
        (_("Account Domain Identifier"), context.vocabulary["domain"]),
        *([(_("Order reference"), ordered)] if ordered else []),
    )


def asked_by(context: BaseMailContext) -> tuple[Fact, ...]:
    """Who asks, and for which organisation they write."""
    _ = context.say
    return (
        (_("Requested by"), context.requester),
        (_("Requester's organisation"), context.requester_organisation),
    )


def decided(context: MailContext) -> tuple[Fact, ...]:
    """The outcome, when and by whom; only the requester reads the whole name or address."""
    _ = context.say
    by = shown_address(context.decision.by) if context.draft.audience is Audience.REQUESTER else context.masked_decider
    return (
        (_("Decision"), label(context.decision.outcome, context.language)),
        (_("Decided by"), by),
        (_("Decided on"), instant(context.decision.at, context.language)),
    )


def proposed(context: MailContext) -> tuple[Fact, ...]:
    """The access that the requester proposes; to an approver what they may grant, once approved what was granted."""
    request, draft = context.request, context.draft
    if request.decision:
        title, those = context.say("Access granted"), [one for one in request.proposed_access if one.is_granted]
    elif draft.audience is Audience.APPROVER:
        title, those = context.say("Access proposed"), list(request.proposed_to(context.nomination))
    else:
        title, those = context.say("Access proposed"), list(request.proposed_access)
    people = (f"{shown_address(one.email)} ({label(one.role, context.language)})" for one in those)
    return ((title, ", ".join(people)),) if those else ()


def texts(context: MailContext) -> tuple[Quote, ...]:
    """What the requester wrote for reviewers and for the customer, for reviewers."""
    written = filled_in(context.request, TEXT_FIELDS)
    return tuple(Quote(context.say(words.heading), text) for words, text in written if words.heading)


def texts_for_customer(context: MailContext) -> tuple[Quote, ...]:
    """What the requester wrote for the customer to see."""
    own = context.draft.audience is Audience.REQUESTER
    return tuple(
        Quote(context.say(words.own_heading if own else words.heading), text)
        for words, text in filled_in_for_customer(context.request)
    )


def reason(context: MailContext) -> tuple[Quote, ...]:
    """The decider's words, for the requester alone."""
    written = context.decision.reason
    return (Quote(context.say("The reason given"), written),) if written else ()
