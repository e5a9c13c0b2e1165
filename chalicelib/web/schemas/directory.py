"""Schemas of responses about a person's own directory."""

import msgspec

from chalicelib.web.schemas.accounts import Account, Contact


class RequestStatusView(msgspec.Struct, kw_only=True):
    """The request that would found, or has founded, an account; or the one for access to it."""

    request_id: str
    status: str


class DirectoryEntry(Account, kw_only=True, omit_defaults=True):
    """An account in the directory: whom to turn to and, where there is one, the request for it."""

    administrators: list[Contact]
    request: RequestStatusView | msgspec.UnsetType = msgspec.UNSET


class DirectoryView(msgspec.Struct, kw_only=True):
    """The four groups of a directory; `more` names the groups that were cut at 50."""

    accessible: list[DirectoryEntry]
    access_requested: list[DirectoryEntry]
    creation_requested: list[DirectoryEntry]
    same_domain: list[DirectoryEntry]
    more: dict[str, str]
    unreadable: int
