"""What each role allows, in one line next to its name."""

from collections.abc import Mapping

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.rendering.languages import msgid, translator

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
