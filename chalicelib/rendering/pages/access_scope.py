"""What an access is to, in words: by the names that a request for access, or its decision, has kept."""

from chalicelib.domain.access.request import AccessRequest, AccessScope
from chalicelib.domain.accounts.rights import Access
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.pages.user_text import user_text


def extent(access: Access, request: AccessRequest, language: str) -> str:
    """The whole account, or its Virtual Accounts; the access is what was asked for, or what was given."""
    decision = request.decision
    given = decision is not None and access == decision.granted
    names = decision.granted_names if decision and given else request.part_names
    return ", ".join(map(user_text, names)) or label(AccessScope.ACCOUNT, language)
