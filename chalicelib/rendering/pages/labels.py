"""Labels for states, reasons and roles, on pages and in mails."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.access.inquiry import InquiryStatus
from chalicelib.domain.access.request import AccessScope, AccessStatus
from chalicelib.domain.accounts.account import AccountStatus, Visibility
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.domain.requests.request import NominationState, ReasonCode
from chalicelib.domain.requests.review_reasons import AddressStanding, ReviewReason
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.text.characters import CharacterKind
from chalicelib.rendering.languages import msgid, translator
from chalicelib.rendering.pages.decline_reasons import DECLINE_REASONS
from chalicelib.rendering.pages.request_states import LABELS_OF_STEPS, STATE_TEXTS
from chalicelib.rendering.pages.role_descriptions import LABELS_OF_ROLES
from chalicelib.rendering.pages.status_labels import LABELS_OF_STATUSES
from chalicelib.services.accounts.directory import DirectoryGroup

# By type first: members of different enumerations are equal where their values are.
LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    **LABELS_OF_STATUSES,
    **LABELS_OF_STEPS,
    **LABELS_OF_ROLES,
    RequestStatus: {status: texts.label for status, texts in STATE_TEXTS.items()},
    AccountStatus: {
        AccountStatus.PENDING: msgid("Pending"),
        AccountStatus.ACTIVE: msgid("Active"),
        AccountStatus.CANCELLED: msgid("Closed"),
    },
    Visibility: {Visibility.UNRESTRICTED: msgid("Unrestricted"), Visibility.RESTRICTED: msgid("Restricted")},
    NominationState: {
        NominationState.WAITING: msgid("Waiting for a decision"),
        NominationState.FORWARDED: msgid("Forwarded to somebody else"),
        NominationState.SUPERSEDED: msgid("Replaced by another person"),
        NominationState.DECIDED: msgid("Has decided"),
        NominationState.CLOSED: msgid("No longer asked"),
    },
    ReasonCode: {code: reason.label for code, reason in DECLINE_REASONS.items()},
    EventKind: {
        EventKind.SUBMITTED: msgid("Request sent"),
        EventKind.ACCEPTED: msgid("Accepted in review"),
        EventKind.APPROVED: msgid("Request approved"),
        EventKind.DECLINED: msgid("Request declined"),
        EventKind.FORWARDED: msgid("Decision forwarded"),
        EventKind.RESENT: msgid("New link sent by the requester"),
        EventKind.RENEWED: msgid("Link asked for by its holder"),
        EventKind.MAILED_AGAIN: msgid("Link mailed again"),
        EventKind.REMINDED: msgid("Reminder sent"),
        EventKind.REASSIGNED: msgid("Address replaced"),
        EventKind.WITHDRAWN: msgid("Request withdrawn"),
        EventKind.HANDED_OVER: msgid("Request handed over"),
        EventKind.EXPIRED: msgid("Request expired"),
        EventKind.ACCESS_REQUESTED: msgid("Access requested"),
        EventKind.ACCESS_APPROVED: msgid("Access granted"),
        EventKind.ACCESS_DECLINED: msgid("Access declined"),
        EventKind.ACCESS_ESCALATED: msgid("Passed to reviewers"),
        EventKind.ROLE_GRANTED: msgid("Role granted"),
        EventKind.ROLE_WITHDRAWN: msgid("Role withdrawn"),
        EventKind.ROLE_OFFERED: msgid("Role offered"),
        EventKind.OFFER_ACCEPTED: msgid("Offer accepted"),
        EventKind.OFFER_DECLINED: msgid("Offer declined"),
        EventKind.OFFER_WITHDRAWN: msgid("Offer withdrawn"),
        EventKind.ACCOUNT_CHANGED: msgid("Account changed"),
        EventKind.ACCOUNT_IMPORTED: msgid("Account imported"),
        EventKind.VIRTUAL_ACCOUNT_CREATED: msgid("Virtual Account created"),
        EventKind.VIRTUAL_ACCOUNT_CHANGED: msgid("Virtual Account changed"),
        EventKind.VIRTUAL_ACCOUNT_REMOVED: msgid("Virtual Account removed"),
        EventKind.IDENTITY_MOVED: msgid("Signs in with another provider"),
        EventKind.RECOVERY_ASKED: msgid("Recovery asked for"),
        EventKind.RECOVERY_APPROVED: msgid("Recovery approved by a reviewer"),
        EventKind.RECOVERY_DECLINED: msgid("Recovery declined"),
        EventKind.RECOVERY_WITHDRAWN: msgid("Recovery withdrawn"),
        EventKind.RECOVERY_REMINDED: msgid("Recovery announced again"),
        EventKind.RECOVERY_STOPPED: msgid("Recovery stopped"),
        EventKind.RECOVERY_SENT_BACK: msgid("Recovery sent back to the reviewers"),
        EventKind.RECOVERY_PROOF_LOST: msgid("Proof of a recovery lost"),
        EventKind.RECOVERY_EXPIRED: msgid("Recovery expired"),
        EventKind.RECOVERED: msgid("Account recovered"),
        EventKind.DOMAIN_PROOF_ASKED: msgid("Proof of a domain asked for"),
        EventKind.DOMAIN_PROVED: msgid("Domain proved"),
        EventKind.DOMAIN_PROOF_LAPSED: msgid("Proof of a domain lapsed"),
        EventKind.DOMAIN_PROOF_EXPIRED: msgid("Proof of a domain expired"),
        EventKind.DOMAIN_PROOF_WITHDRAWN: msgid("Proof of a domain withdrawn"),
        EventKind.WEBHOOK_CREATED: msgid("Webhook made"),
        EventKind.WEBHOOK_CHANGED: msgid("Webhook changed"),
        EventKind.WEBHOOK_REMOVED: msgid("Webhook removed"),
        EventKind.WEBHOOK_STOPPED: msgid("Webhook stopped"),
        EventKind.PROGRAM_INVITED: msgid("Program invited"),
        EventKind.PROGRAM_CONFIRMED: msgid("Program bound"),
        EventKind.PROGRAM_REVOKED: msgid("Program revoked"),
        EventKind.PROGRAM_ENDS_SOON: msgid("Program ends soon"),
        EventKind.TRAILS_SEALED: msgid("Lengths of audit trails sealed"),
    },
    Role: {
        Role.REQUESTER: msgid("Requester"),
        Role.TEAM_MEMBER: msgid("Member of the requester’s team"),
        Role.PROGRAM: msgid("Program"),
        Role.REVIEWER: msgid("Reviewer"),
        Role.APPROVER: msgid("Account creator"),
        Role.ADMINISTRATOR: msgid("Administrator"),
        Role.RECEIVER: msgid("Receiver of an offer"),
        Role.NOTIFIED: msgid("Somebody with a role"),
        Role.SYSTEM: msgid("Automatic"),
    },
    MailStatus: {
        MailStatus.DUE: msgid("Waiting to be sent"),
        MailStatus.SENT: msgid("Sent"),
        MailStatus.DELIVERED: msgid("Delivered"),
        MailStatus.BOUNCED: msgid("Could not be delivered"),
        MailStatus.COMPLAINED: msgid("Reported as unwanted"),
        MailStatus.EXPANDED: msgid("Sent to each of several people"),
        MailStatus.OBSOLETE: msgid("No longer needed"),
        MailStatus.DEAD: msgid("Given up"),
    },
    # What a mail was, behind its recipient.
    MailKind: {
        MailKind.APPROVAL_NEEDED: msgid("link for the decision"),
        MailKind.REQUEST_SENT: msgid("confirmation of the request"),
        MailKind.FORWARDED_TO_YOU: msgid("link for the forwarded decision"),
        MailKind.YOU_FORWARDED: msgid("receipt for the forwarding"),
        MailKind.REQUEST_FORWARDED: msgid("news that the decision was forwarded"),
        MailKind.NEW_LINK: msgid("new link"),
        MailKind.REMINDER: msgid("reminder"),
        MailKind.APPROVED: msgid("news of the approval"),
        MailKind.WELCOME_ADMINISTRATOR: msgid("welcome to the new account"),
        MailKind.DECLINED: msgid("news that the request was declined"),
        MailKind.YOU_DECLINED: msgid("receipt for declining"),
        MailKind.WITHDRAWN: msgid("news that the request was withdrawn"),
        MailKind.EXPIRED: msgid("news that the request expired"),
        MailKind.HANDED_OVER: msgid("news that the request was handed over"),
        MailKind.END_NOTICE: msgid("notice of the end, as asked for"),
        MailKind.UNDELIVERABLE: msgid("warning that a mail did not arrive"),
        MailKind.ADMINISTRATORS_NOTICE: msgid("notice to administrators nearby"),
        MailKind.ENDED_NEARBY: msgid("news of the end to administrators nearby"),
        MailKind.INQUIRY_DIGEST: msgid("digest of people who ask for access"),
        MailKind.REVIEW_DIGEST: msgid("digest of what waits for reviewers"),
        MailKind.OUTCOME_DIGEST: msgid("digest of outcomes"),
        MailKind.REVIEW_NEEDED: msgid("call for a review"),
        MailKind.REVIEW_REMINDER: msgid("reminder of the review"),
        MailKind.REVIEW_DECLINED: msgid("news that the review declined"),
        MailKind.ACCESS_REQUESTED: msgid("request for access"),
        MailKind.ACCESS_REMINDER: msgid("reminder of a request for access"),
        MailKind.ACCESS_ESCALATED: msgid("call to decide about access"),
        MailKind.ACCESS_DECIDED: msgid("decision about access"),
        MailKind.ACCESS_WITHDRAWN: msgid("news that a request for access was withdrawn"),
        MailKind.ACCESS_EXPIRED: msgid("news that a request for access expired"),
        MailKind.IDENTITY_MOVED: msgid("news of another sign-in provider"),
        MailKind.ROLE_OFFERED: msgid("offer of a role"),
        MailKind.INQUIRY_ENDED: msgid("end of a request for access"),
        MailKind.ROLE_GIVEN: msgid("news of a role that was given"),
        MailKind.ROLE_WITHDRAWN: msgid("news of a role that was withdrawn"),
        MailKind.DOMAIN_PROOF_ASKED: msgid("record that proves a domain"),
        MailKind.DOMAIN_PROOF_LAPSED: msgid("news that a proof of a domain lapsed"),
        MailKind.RECOVERY_NOTICE: msgid("notice of a recovery"),
        MailKind.RECOVERY_REVIEW: msgid("call for the review of a recovery"),
        MailKind.RECOVERY_NEWS: msgid("news of a recovery"),
        MailKind.WEBHOOK_STOPPED: msgid("news that a webhook was stopped"),
        MailKind.PROGRAM_ENDS_SOON: msgid("news that a program ends soon"),
    },
    ReviewReason: {
        ReviewReason.ADDRESS_OUTSIDE_DOMAIN: msgid("Somebody is to decide whose address does not fit the domain."),
        ReviewReason.SHARED_SUFFIX: msgid("Other organisations may have domains below this one."),
        ReviewReason.PROFESSIONAL_MAIL: msgid("The domain has mailboxes for a whole profession."),
        ReviewReason.LOOKS_LIKE_LATIN: msgid("The domain can be mistaken for another one in Latin letters."),
        ReviewReason.EVERY_REQUEST: msgid("Every request is reviewed."),
        ReviewReason.EARLIER_RULES: msgid("The rules asked for it when it was sent; today they would not."),
    },
    AddressStanding: {
        AddressStanding.FITS: msgid("Fits the domain"),
        AddressStanding.FREE_MAIL: msgid("A mailbox that anybody can get"),
        AddressStanding.OUTSIDE: msgid("Outside the domain"),
    },
    AccessScope: {
        AccessScope.ACCOUNT: msgid("The whole account"),
        AccessScope.VIRTUAL_ACCOUNTS: msgid("Certain Virtual Accounts"),
    },
    InquiryStatus: {
        InquiryStatus.WAITING: msgid("Waiting for a decision"),
        InquiryStatus.APPROVED: msgid("Approved"),
        InquiryStatus.DECLINED: msgid("Declined"),
        InquiryStatus.WITHDRAWN: msgid("Withdrawn"),
        InquiryStatus.ENDED: msgid("Ended without a decision"),
    },
    AccessStatus: {
        AccessStatus.PENDING: msgid("Pending"),
        AccessStatus.APPROVED: msgid("Approved"),
        AccessStatus.DECLINED: msgid("Declined"),
        AccessStatus.WITHDRAWN: msgid("Withdrawn"),
        AccessStatus.EXPIRED: msgid("Expired"),
    },
    # Told of a character that is refused, behind its code point.
    CharacterKind: {
        CharacterKind.CONTROL: msgid("a control character"),
        CharacterKind.DIRECTION: msgid("a hidden character that turns the direction of the text"),
        CharacterKind.FILLER: msgid("a character that looks like a blank"),
        CharacterKind.HIDDEN: msgid("a hidden character that nobody sees"),
    },
    DirectoryGroup: {
        DirectoryGroup.ACCESSIBLE: msgid("I can access it"),
        DirectoryGroup.ACCESS_REQUESTED: msgid("I asked for access"),
        DirectoryGroup.CREATION_REQUESTED: msgid("I requested the account"),
        DirectoryGroup.SAME_DOMAIN: msgid("My own mail domain"),
    },
}


def label(value: StrEnum, language: str) -> str:
    """What people call this member of one of the enumerations above."""
    return translator(language).gettext(LABELS[type(value)][value])
