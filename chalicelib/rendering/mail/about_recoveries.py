"""Mails about a recovery: to everybody who must know, to the reviewers, and to the candidate."""

from collections.abc import Mapping

from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.mail.content import Button, Fact, MailContent
from chalicelib.rendering.mail.recovery_context import RecoveryMailContext
from chalicelib.rendering.pages.formatting import shown_domain, shown_name
from chalicelib.rendering.pages.user_text import user_text

# What the candidate is told, by the status that the recovery has come to.
NEWS: Mapping[RecoveryStatus, str] = {
    RecoveryStatus.IN_REVIEW: msgid("Two reviewers look at it now. You are told what they decide."),
    RecoveryStatus.NOTICE: msgid(
        "For seven days, everybody who has or had a role on the account can object. Then you become an administrator."
    ),
    RecoveryStatus.RECOVERED: msgid("Nobody objected. You are an administrator of {account} now."),
    RecoveryStatus.STOPPED: msgid("An administrator of {account} objected. The recovery has ended: please ask them."),
    RecoveryStatus.DECLINED: msgid("A reviewer has declined it. The recovery has ended."),
    RecoveryStatus.WITHDRAWN: msgid("You have withdrawn it. The recovery has ended."),
    RecoveryStatus.EXPIRED: msgid("The reviewers did not decide within 14 days. The recovery has ended."),
}


def notice(context: RecoveryMailContext) -> MailContent:
    """Who is to become an administrator and when, and how to object."""
    _ = context.say
    return MailContent(
        subject=_("{person} is to become an administrator of {account}"),
        greeting=_("Hello,"),
        opening=(
            _(
                "{person} says that nobody can administer the Smart Account {account} any more, and has shown that they"
                " speak for {domain}. On {ends} they become an administrator, beside those who are."
            ),
            _("If that is right, you need not do anything. If it is wrong, object before then."),
        ),
        facts=_facts(context),
        button=Button(_("This is wrong"), context.brand.urls.objection(context.token or "")),
        closing=(
            _("You get this mail because you have or had a role on this account. No role is taken from anybody."),
            _("The rules: {url}", url=context.brand.urls.recovery_policy()),
        ),
    )


def review(context: RecoveryMailContext) -> MailContent:
    """That two reviewers are asked, and why."""
    _ = context.say
    return MailContent(
        subject=_("Recovery of {account}: two reviewers are asked"),
        greeting=_("Hello,"),
        opening=(_(_CAUSES.get(str(context.draft.facts.get("cause", "")), _ASKED)),),
        facts=_facts(context),
        button=Button(_("Look at the recovery"), context.brand.urls.recovery(context.recovery.recovery_id)),
        closing=(_("Two of you approve it, each with a reason, or one declines it."),),
    )


def news(context: RecoveryMailContext) -> MailContent:
    """What has become of it."""
    _, status = context.say, RecoveryStatus(str(context.draft.facts["status"]))
    return MailContent(
        subject=_("Recovery of {account}"),
        greeting=_("Hello {person},"),
        opening=(_("You asked for the recovery of the Smart Account {account}."), _(NEWS[status])),
        facts=_facts(context),
        button=Button(_("See the recovery"), context.brand.urls.recovery(context.recovery.recovery_id)),
        closing=(_("The rules: {url}", url=context.brand.urls.recovery_policy()),),
    )


def _facts(context: RecoveryMailContext) -> tuple[Fact, ...]:
    _, candidate = context.say, context.recovery.candidate
    return (
        (_("Smart Account"), user_text(context.recovery.account_name)),
        (_("Domain"), shown_domain(context.recovery.domain_identifier)),
        (_("Candidate"), shown_name(candidate.name, candidate.email)),
        (_("E-mail address"), context.address),
    )


_ASKED = msgid("{person} asks to become an administrator of {account}, and has not proved that {domain} is theirs.")
_CAUSES: Mapping[str, str] = {
    "objected": msgid("Somebody with a role on {account} objects to {person} becoming an administrator of it."),
    "proof_lost": msgid("The proof by which {person} was to become an administrator of {account} no longer counts."),
}
