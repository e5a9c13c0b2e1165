"""The tables of mails: which words belong to which kind and audience."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.mails import Audience, MailKind
from chalicelib.rendering.mail import (
    news,
    to_access,
    to_approvers,
    to_persons,
    to_receivers,
    to_requesters,
    to_reviewers_and_administrators,
)
from chalicelib.rendering.mail.access_context import AccessMailContext, InquiryMailContext, OfferMailContext
from chalicelib.rendering.mail.content import MailContent
from chalicelib.rendering.mail.context import MailContext
from chalicelib.rendering.mail.domains import about_recoveries, to_holders
from chalicelib.rendering.mail.domains.proof_context import ProofMailContext
from chalicelib.rendering.mail.domains.recovery_context import RecoveryMailContext
from chalicelib.rendering.mail.identity_context import IdentityMailContext
from chalicelib.rendering.mail.news_context import DigestMailContext, RoleMailContext

WORDS: Mapping[tuple[MailKind, Audience], Callable[[MailContext], MailContent]] = {
    (MailKind.APPROVAL_NEEDED, Audience.APPROVER): to_approvers.approval_needed,
    (MailKind.NEW_LINK, Audience.APPROVER): to_approvers.new_link,
    (MailKind.REMINDER, Audience.APPROVER): to_approvers.reminder,
    (MailKind.FORWARDED_TO_YOU, Audience.APPROVER): to_approvers.forwarded_to_you,
    (MailKind.YOU_FORWARDED, Audience.APPROVER): to_approvers.you_forwarded,
    (MailKind.WELCOME_ADMINISTRATOR, Audience.APPROVER): to_approvers.welcome_administrator,
    (MailKind.APPROVED, Audience.APPROVER): to_approvers.approved,
    (MailKind.DECLINED, Audience.APPROVER): to_approvers.declined,
    (MailKind.YOU_DECLINED, Audience.APPROVER): to_approvers.you_declined,
    (MailKind.WITHDRAWN, Audience.APPROVER): to_approvers.withdrawn,
    (MailKind.EXPIRED, Audience.APPROVER): to_approvers.expired,
    (MailKind.REQUEST_SENT, Audience.REQUESTER): to_requesters.request_sent,
    (MailKind.END_NOTICE, Audience.WATCHERS): to_requesters.end_notice,
    (MailKind.REQUEST_FORWARDED, Audience.REQUESTER): to_requesters.request_forwarded,
    (MailKind.HANDED_OVER, Audience.REQUESTER): to_requesters.handed_over,
    (MailKind.UNDELIVERABLE, Audience.REQUESTER): to_requesters.undeliverable,
    (MailKind.APPROVED, Audience.REQUESTER): to_requesters.approved,
    (MailKind.DECLINED, Audience.REQUESTER): to_requesters.declined,
    (MailKind.REVIEW_DECLINED, Audience.REQUESTER): to_requesters.review_declined,
    (MailKind.EXPIRED, Audience.REQUESTER): to_requesters.expired,
    (MailKind.REVIEW_NEEDED, Audience.REVIEWERS): to_reviewers_and_administrators.review_needed,
    (MailKind.REVIEW_REMINDER, Audience.REVIEWERS): to_reviewers_and_administrators.review_reminder,
    (MailKind.EXPIRED, Audience.REVIEWERS): to_reviewers_and_administrators.review_expired,
    (
        MailKind.ADMINISTRATORS_NOTICE,
        Audience.ADMINISTRATORS,
    ): to_reviewers_and_administrators.administrators_notice,
    (MailKind.APPROVED, Audience.ADMINISTRATORS): to_reviewers_and_administrators.approved,
}
WORDS_OF_ACCESS: Mapping[tuple[MailKind, Audience], Callable[[AccessMailContext], MailContent]] = {
    (MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS): to_access.requested,
    (MailKind.ACCESS_REMINDER, Audience.ADMINISTRATORS): to_access.reminder,
    (MailKind.ACCESS_REMINDER, Audience.REVIEWERS): to_access.reminder,
    (MailKind.ACCESS_ESCALATED, Audience.REVIEWERS): to_access.escalated,
    (MailKind.ACCESS_DECIDED, Audience.REQUESTER): to_access.decided,
    (MailKind.ACCESS_DECIDED, Audience.ADMINISTRATORS): to_access.decided_beside,
    (MailKind.ACCESS_WITHDRAWN, Audience.ADMINISTRATORS): to_access.withdrawn,
    (MailKind.ACCESS_WITHDRAWN, Audience.REVIEWERS): to_access.withdrawn,
    (MailKind.ACCESS_EXPIRED, Audience.REQUESTER): to_access.expired,
    (MailKind.ACCESS_EXPIRED, Audience.ADMINISTRATORS): to_access.expired_to_deciders,
    (MailKind.ACCESS_EXPIRED, Audience.REVIEWERS): to_access.expired_to_deciders,
}
WORDS_OF_IDENTITIES: Mapping[tuple[MailKind, Audience], Callable[[IdentityMailContext], MailContent]] = {
    (MailKind.IDENTITY_MOVED, Audience.PERSON): to_persons.identity_moved,
}
WORDS_OF_OFFERS: Mapping[tuple[MailKind, Audience], Callable[[OfferMailContext], MailContent]] = {
    (MailKind.ROLE_OFFERED, Audience.RECEIVER): to_receivers.offered,
}
WORDS_OF_INQUIRIES: Mapping[tuple[MailKind, Audience], Callable[[InquiryMailContext], MailContent]] = {
    (MailKind.INQUIRY_ENDED, Audience.REQUESTER): to_receivers.inquiry_ended,
}
WORDS_OF_PROOFS: Mapping[tuple[MailKind, Audience], Callable[[ProofMailContext], MailContent]] = {
    (MailKind.DOMAIN_PROOF_ASKED, Audience.PERSON): to_holders.proof_asked,
    (MailKind.DOMAIN_PROOF_LAPSED, Audience.PERSON): to_holders.proof_lapsed,
}
WORDS_OF_ACCOUNTS: Mapping[tuple[MailKind, Audience], Callable[[RoleMailContext], MailContent]] = {
    (MailKind.ROLE_GIVEN, Audience.RECEIVER): news.given,
    (MailKind.ROLE_WITHDRAWN, Audience.RECEIVER): news.withdrawn,
    (MailKind.WEBHOOK_STOPPED, Audience.ADMINISTRATORS): news.webhook_stopped,
    (MailKind.PROGRAM_ENDS_SOON, Audience.ADMINISTRATORS): news.program_ends_soon,
}
WORDS_OF_DIGESTS: Mapping[tuple[MailKind, Audience], Callable[[DigestMailContext], MailContent]] = {
    (MailKind.ENDED_NEARBY, Audience.ADMINISTRATORS): news.ended_nearby,
    (MailKind.INQUIRY_DIGEST, Audience.ADMINISTRATORS): news.inquiry_digest,
    (MailKind.REVIEW_DIGEST, Audience.REVIEWERS): news.review_digest,
    (MailKind.OUTCOME_DIGEST, Audience.APPROVER): news.outcome_digest,
}
WORDS_OF_RECOVERIES: Mapping[tuple[MailKind, Audience], Callable[[RecoveryMailContext], MailContent]] = {
    (MailKind.RECOVERY_NOTICE, Audience.NOTIFIED): about_recoveries.notice,
    (MailKind.RECOVERY_REVIEW, Audience.REVIEWERS): about_recoveries.review,
    (MailKind.RECOVERY_NEWS, Audience.CANDIDATE): about_recoveries.news,
}
AnyContext = (
    MailContext
    | AccessMailContext
    | IdentityMailContext
    | OfferMailContext
    | ProofMailContext
    | RoleMailContext
    | DigestMailContext
    | InquiryMailContext
    | RecoveryMailContext
)

# Each mail in the words of its context.
WORDS_BY_CONTEXT: Mapping[type, Mapping[tuple[MailKind, Audience], Callable[[Any], MailContent]]] = {
    MailContext: WORDS,
    AccessMailContext: WORDS_OF_ACCESS,
    IdentityMailContext: WORDS_OF_IDENTITIES,
    OfferMailContext: WORDS_OF_OFFERS,
    InquiryMailContext: WORDS_OF_INQUIRIES,
    ProofMailContext: WORDS_OF_PROOFS,
    RoleMailContext: WORDS_OF_ACCOUNTS,
    DigestMailContext: WORDS_OF_DIGESTS,
    RecoveryMailContext: WORDS_OF_RECOVERIES,
}


def content_of(context: AnyContext) -> MailContent:
    """What this mail says, down to the lines that every mail ends with."""
    footer = (context.signature, *_imprint(context), context.say("Questions? Write to {support}."))
    return replace(_said(context), footer=footer)


def _imprint(context: AnyContext) -> tuple[str, ...]:
    """Who runs the service in law, where the settings say so."""
    vendor = context.brand.vendor
    who = ", ".join(filter(None, (vendor.legal_name, vendor.legal_address)))
    links = ((context.say("Privacy"), vendor.privacy_url), (context.say("Terms"), vendor.terms_url))
    return (
        *filter(None, (who,)),
        *(context.say("{label}: {value}", label=label, value=url) for label, url in links if url),
    )


def _said(context: AnyContext) -> MailContent:
    return WORDS_BY_CONTEXT[type(context)][context.draft.kind, context.draft.audience](context)
