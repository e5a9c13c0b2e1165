"""What happened, in a sentence for each kind of event; times, people and roles are shown beside it."""

from collections.abc import Mapping

from chalicelib.domain.accounts.account import AccessRole, Visibility
from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.rendering.languages import msgid, translator
from chalicelib.rendering.pages.labels import label

SENTENCES: Mapping[EventKind, str] = {
    EventKind.SUBMITTED: msgid("The Smart Account was requested."),
    EventKind.ACCEPTED: msgid("A reviewer accepted the request."),
    EventKind.APPROVED: msgid("The request was approved, and the account was created."),
    EventKind.DECLINED: msgid("The request was declined."),
    EventKind.FORWARDED: msgid("The decision was forwarded to somebody else."),
    EventKind.RESENT: msgid("The requester had a new link sent."),
    EventKind.RENEWED: msgid("The holder of a link had it sent again."),
    EventKind.MAILED_AGAIN: msgid("A link was mailed again to the address that was asked."),
    EventKind.REMINDED: msgid("A reminder was sent."),
    EventKind.REASSIGNED: msgid("The requester named somebody else to decide."),
    EventKind.WITHDRAWN: msgid("The request was withdrawn."),
    EventKind.HANDED_OVER: msgid("The request was handed over to another member of the team."),
    EventKind.EXPIRED: msgid("The request expired."),
    EventKind.ACCESS_REQUESTED: msgid("Access was requested."),
    EventKind.ACCESS_APPROVED: msgid("The request for access was approved."),
    EventKind.ACCESS_DECLINED: msgid("The request for access was declined."),
    EventKind.ACCESS_ESCALATED: msgid("Reviewers may decide about the request for access from now on."),
    EventKind.ROLE_GRANTED: msgid("A role was granted."),
    EventKind.ROLE_WITHDRAWN: msgid("A role was withdrawn."),
    EventKind.ROLE_OFFERED: msgid("A role was offered."),
    EventKind.OFFER_WITHDRAWN: msgid("The offer of a role was withdrawn."),
    EventKind.OFFER_ACCEPTED: msgid("The offer of a role was accepted."),
    EventKind.OFFER_DECLINED: msgid("The offer of a role was declined."),
    EventKind.ACCOUNT_CHANGED: msgid("The name or the visibility of the account was changed."),
    EventKind.ACCOUNT_IMPORTED: msgid("An import created or changed the account."),
    EventKind.VIRTUAL_ACCOUNT_CREATED: msgid("A Virtual Account was created."),
    EventKind.VIRTUAL_ACCOUNT_CHANGED: msgid("The name, the place or the visibility of a Virtual Account was changed."),
    EventKind.VIRTUAL_ACCOUNT_REMOVED: msgid("An empty Virtual Account was removed."),
    EventKind.IDENTITY_MOVED: msgid("Somebody with a role signs in with another provider."),
    EventKind.RECOVERY_ASKED: msgid("A recovery of the account was asked for."),
    EventKind.RECOVERY_APPROVED: msgid("A reviewer approved the recovery."),
    EventKind.RECOVERY_DECLINED: msgid("A reviewer declined the recovery."),
    EventKind.RECOVERY_WITHDRAWN: msgid("The recovery was withdrawn."),
    EventKind.RECOVERY_REMINDED: msgid("Everybody who must know of the recovery was mailed again."),
    EventKind.RECOVERY_STOPPED: msgid("An administrator objected, and the recovery ended."),
    EventKind.RECOVERY_SENT_BACK: msgid("Somebody with a role objected, and the recovery went back to the reviewers."),
    EventKind.RECOVERY_PROOF_LOST: msgid("The proof no longer counted, and the recovery went to the reviewers."),
    EventKind.RECOVERY_EXPIRED: msgid("The reviewers did not decide in time, and the recovery ended."),
    EventKind.RECOVERED: msgid("Nobody objected, and the candidate became an administrator."),
    EventKind.DOMAIN_PROOF_ASKED: msgid("A proof of a domain was asked for."),
    EventKind.DOMAIN_PROVED: msgid("The DNS record was found, and the domain is proved."),
    EventKind.DOMAIN_PROOF_LAPSED: msgid("The DNS record was gone for three weeks, and the proof lapsed."),
    EventKind.DOMAIN_PROOF_EXPIRED: msgid("The DNS record did not appear in time."),
    EventKind.DOMAIN_PROOF_WITHDRAWN: msgid("The proof of a domain was withdrawn."),
    EventKind.WEBHOOK_CREATED: msgid("A webhook was made."),
    EventKind.WEBHOOK_CHANGED: msgid("A webhook was changed, or got a new secret."),
    EventKind.WEBHOOK_REMOVED: msgid("A webhook was removed."),
    EventKind.WEBHOOK_STOPPED: msgid("A webhook was stopped, since its receiver failed for days or wants no more."),
    EventKind.PROGRAM_INVITED: msgid("A program was invited to act for the account."),
    EventKind.PROGRAM_CONFIRMED: msgid("The client of a program confirmed its invitation."),
    EventKind.PROGRAM_REVOKED: msgid("A program or its invitation was revoked."),
    EventKind.PROGRAM_ENDS_SOON: msgid("The administrators were told that a program ends in two weeks."),
    EventKind.TRAILS_SEALED: msgid("The lengths of audit trails were sealed."),
}


# By what an import states that it did.
IMPORTED: Mapping[str, str] = {
    "created": msgid("An import created the account."),
    "changed": msgid("An import changed the account."),
}


def sentence(event: AuditEvent, language: str) -> str:
    """What happened."""
    text = SENTENCES[event.kind]
    if event.kind is EventKind.ACCOUNT_IMPORTED:
        text = IMPORTED.get(str(event.details.get("change")), text)
    return translator(language).gettext(text)


def role_in(event: AuditEvent, language: str) -> str:
    """The role that the event is about; empty if there is none, as a later release may have others."""
    stated = event.details.get("role")
    return next((label(role, language) for role in AccessRole if role.value == stated), "")


def visibility_in(event: AuditEvent, language: str) -> str:
    """The visibility that the event states; empty if there is none."""
    stated = event.details.get("search_visibility")
    return next((label(one, language) for one in Visibility if one.value == stated), "")
