"""Schemas of responses about accounts and domain identifiers."""

from datetime import datetime
from typing import Literal

import msgspec


class Account(msgspec.Struct, kw_only=True):
    """A Smart Account as its readers see it."""

    account_id: str
    account_name: str
    domain_identifier: str
    domain_display: str
    account_type: Literal["customer"]
    status: Literal["pending", "active", "cancelled"]
    search_visibility: Literal["unrestricted", "restricted"]
    my_access: list[str]
    created_at: datetime
    activated_at: datetime | None
    updated_at: datetime


class AccountPage(msgspec.Struct, kw_only=True):
    """A page of a search.

    There are `count_at_least` results, as far as they were read; on the last page it is their number. Where the query
    finds nothing, the items are those of the words that it was taken for, `did_you_mean`.
    """

    items: list[Account]
    next_cursor: str | None
    previous_cursor: str | None
    count_at_least: int
    did_you_mean: str | None
    unreadable: int


class Suggestion(msgspec.Struct):
    """An account that is suggested to somebody who types, with its domain in both spellings and its page."""

    name: str
    domain: str
    url: str


class Suggestions(msgspec.Struct, kw_only=True):
    """The suggestions, and what a screen reader says about them. They belong to a page, not to the API."""

    items: list[Suggestion]
    announcement: str


class Contact(msgspec.Struct, kw_only=True):
    """An administrator and how to reach them; null where it is the whole account that they administer."""

    name: str
    email: str
    role: str
    virtual_account_id: str | None


class ContactList(msgspec.Struct, kw_only=True):
    """The administrators of an account and of its Virtual Accounts."""

    items: list[Contact]
    unreadable: int


class VirtualAccountNode(msgspec.Struct, kw_only=True):
    """A Virtual Account with those below it; the parent is the nearest that the caller may see, null at the top."""

    virtual_account_id: str
    name: str
    parent_id: str | None
    is_default: bool
    search_visibility: Literal["unrestricted", "restricted"]
    created_at: datetime
    updated_at: datetime
    children: list["VirtualAccountNode"]


class VirtualAccountTree(msgspec.Struct, kw_only=True):
    """The hierarchy of an account."""

    items: list[VirtualAccountNode]
    unreadable: int


class TakenAccount(msgspec.Struct, kw_only=True):
    """The account that holds a domain identifier."""

    account_id: str
    status: Literal["pending", "active"]


class DomainCheck(msgspec.Struct, kw_only=True):
    """What a domain identifier comes to, before a request is made."""

    domain_identifier: str
    domain_display: str
    registrable_domain: str
    account: TakenAccount | None
    administrators_to_be_told: int
    matching_mail_domains: list[str]
    always_reviewed: bool
