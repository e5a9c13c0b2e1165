"""Labels for states, reasons and roles, on pages and in mails."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.access.request import AccessScope, AccessStatus
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, GrantOrigin, Visibility
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.request import NominationState, ReasonCode
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.text.characters import CharacterKind
from chalicelib.rendering.languages import msgid, translator
from chalicelib.rendering.pages.decline_reasons import DECLINE_REASONS
from chalicelib.rendering.pages.request_states import STATE_TEXTS

# By type first: members of different enumerations are equal where their values are.
LABELS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    RequestStatus: {status: texts.label for status, texts in STATE_TEXTS.items()},
    AccountStatus: {
        AccountStatus.PENDING: msgid("Pending"),
        AccountStatus.ACTIVE: msgid("Active"),
        AccountStatus.CANCELLED: msgid("Cancelled"),
    },
    Visibility: {
        Visibility.UNRESTRICTED: msgid("Unrestricted"),
        Visibility.RESTRICTED: msgid("Restricted"),
    },
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
        EventKind.RENEWED: msgid("New link asked for by its holder"),
        EventKind.REMINDED: msgid("Reminder sent"),
        EventKind.REASSIGNED: msgid("Address replaced"),
        EventKind.WITHDRAWN: msgid("Request withdrawn"),
        EventKind.HANDED_OVER: msgid("Request handed over"),
        EventKind.EXPIRED: msgid("Request expired"),
        EventKind.ACCESS_REQUESTED: msgid("Access requested"),
        EventKind.ACCESS_APPROVED: msgid("Access granted"),
        EventKind.ACCESS_DECLINED: msgid("Access declined"),
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
        EventKind.TRAILS_SEALED: msgid("Lengths of audit trails sealed"),
    },
    Role: {
        Role.REQUESTER: msgid("Requester"),
        Role.TEAM_MEMBER: msgid("Member of the requester’s team"),
        Role.REVIEWER: msgid("Reviewer"),
        Role.APPROVER: msgid("Account creator"),
        Role.ADMINISTRATOR: msgid("Administrator"),
        Role.RECEIVER: msgid("Receiver of an offer"),
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
    AccessRole: {
        AccessRole.SMART_ACCOUNT_ADMINISTRATOR: msgid("Smart Account administrator"),
        AccessRole.SMART_ACCOUNT_APPROVER: msgid("Smart Account approver"),
        AccessRole.SMART_ACCOUNT_USER: msgid("Smart Account user"),
        AccessRole.SMART_ACCOUNT_VIEWER: msgid("Smart Account viewer"),
        AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR: msgid("Virtual Account administrator"),
        AccessRole.VIRTUAL_ACCOUNT_USER: msgid("Virtual Account user"),
        AccessRole.VIRTUAL_ACCOUNT_VIEWER: msgid("Virtual Account viewer"),
    },
    AccessScope: {
        AccessScope.ACCOUNT: msgid("The whole account"),
        AccessScope.VIRTUAL_ACCOUNTS: msgid("Certain Virtual Accounts"),
    },
    AccessStatus: {
        AccessStatus.PENDING: msgid("Pending"),
        AccessStatus.APPROVED: msgid("Approved"),
        AccessStatus.DECLINED: msgid("Declined"),
    },
    # Told of a character that is refused, behind its code point.
    CharacterKind: {
        CharacterKind.CONTROL: msgid("a control character"),
        CharacterKind.DIRECTION: msgid("a hidden character that turns the direction of the text"),
        CharacterKind.FILLER: msgid("a character that looks like a blank"),
        CharacterKind.HIDDEN: msgid("a hidden character that nobody sees"),
    },
    GrantOrigin: {
        GrantOrigin.APPROVAL: msgid("Approved the creation of the account"),
        GrantOrigin.ACCESS_REQUEST: msgid("Asked for access"),
        GrantOrigin.ADMINISTRATOR: msgid("Granted by an administrator"),
        GrantOrigin.IMPORT: msgid("Came with the account's import"),
    },
}


def label(value: StrEnum, language: str) -> str:
    """What people call this member of one of the enumerations above."""
    return translator(language).gettext(LABELS[type(value)][value])
