"""What people call each role and its states, what a role allows, and what a program may do."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.accounts.account import AccessRole, GrantOrigin
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.programs.program import ProgramStatus
from chalicelib.rendering.languages import msgid, translator
from chalicelib.services.access.roles import RoleState

LABELS_OF_ROLES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    AccessRole: {
        AccessRole.SMART_ACCOUNT_ADMINISTRATOR: msgid("Smart Account administrator"),
        AccessRole.SMART_ACCOUNT_APPROVER: msgid("Smart Account approver"),
        AccessRole.SMART_ACCOUNT_USER: msgid("Smart Account user"),
        AccessRole.SMART_ACCOUNT_VIEWER: msgid("Smart Account viewer"),
        AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR: msgid("Virtual Account administrator"),
        AccessRole.VIRTUAL_ACCOUNT_USER: msgid("Virtual Account user"),
        AccessRole.VIRTUAL_ACCOUNT_VIEWER: msgid("Virtual Account viewer"),
    },
    RoleState: {
        RoleState.ACTIVE: msgid("Active"),
        RoleState.UNCLAIMED: msgid("Not signed in yet"),
        RoleState.OFFERED: msgid("Offered"),
    },
    GrantOrigin: {
        GrantOrigin.APPROVAL: msgid("Approved the creation of the account"),
        GrantOrigin.ACCESS_REQUEST: msgid("Asked for access"),
        GrantOrigin.ADMINISTRATOR: msgid("Granted by an administrator"),
        GrantOrigin.IMPORT: msgid("Came with the account's import"),
        GrantOrigin.RECOVERY: msgid("Given by a recovery"),
    },
    ProgramStatus: {
        ProgramStatus.INVITED: msgid("Invited"),
        ProgramStatus.ACTIVE: msgid("Active"),
        ProgramStatus.EXPIRED: msgid("Ended"),
        ProgramStatus.REVOKED: msgid("Revoked"),
    },
    ProgramScope: {
        ProgramScope.ACCOUNTS_READ: msgid("Search and read accounts"),
        ProgramScope.REQUESTS_READ: msgid("Read the requests of the account’s team"),
        ProgramScope.REQUESTS_WRITE: msgid("Send requests, send links again, correct addresses, withdraw requests"),
        ProgramScope.EVENTS_READ: msgid("Read the events of the account’s team"),
    },
}

MEANINGS: Mapping[AccessRole, str] = {
    AccessRole.SMART_ACCOUNT_ADMINISTRATOR: msgid(
        "Runs the account: grants and withdraws roles, decides access requests, makes Virtual Accounts."
    ),
    AccessRole.SMART_ACCOUNT_APPROVER: msgid(
        "Agrees to terms on behalf of the organisation. This role alone does not open the directory."
    ),
    AccessRole.SMART_ACCOUNT_USER: msgid("Uses the licences of the account and of all its Virtual Accounts."),
    AccessRole.SMART_ACCOUNT_VIEWER: msgid("Sees the account and all its Virtual Accounts, and changes nothing."),
    AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR: msgid(
        "Runs these Virtual Accounts: grants and withdraws roles on them, decides access requests to them."
    ),
    AccessRole.VIRTUAL_ACCOUNT_USER: msgid("Uses the licences of these Virtual Accounts."),
    AccessRole.VIRTUAL_ACCOUNT_VIEWER: msgid("Sees these Virtual Accounts, and changes nothing."),
}


def meaning(role: AccessRole, language: str) -> str:
    """What somebody with the role may do."""
    return translator(language).gettext(MEANINGS[role])
