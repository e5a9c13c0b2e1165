"""Pages of the directory and of an account: they show what the API returns, with the same calls."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, Administrator, SmartAccount
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.directory import AskedAccess, Directory
from chalicelib.services.accounts.read import account_file
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.directory_routes import is_of_teams, read_directory
from chalicelib.web.accounts.hierarchy import arranged
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
# Limit of rows per group, to keep the page small; a link leads to the others.
ROWS_OF_A_GROUP = 20


@value_class
class AccountRow:
    """An account in a list: its current status, the reader's roles on it, and the request that put it there.

    `request` is the request for the account itself, `asked` the one for access to it. A search result has no
    administrators.
    """

    account: SmartAccount | SearchHit
    administrators: Sequence[Administrator]
    status: AccountStatus
    access: Sequence[AccessRole]
    request: AccountRequest | None = None
    asked: AccessRequest | None = None


@pages.page(Page("GET", "/directory", "directory_page", Guard.ROLE, ("cursor", "sent"), ("scope",)))
def show_directory(context: PageContext) -> PageResponse:
    """Show the accounts that concern the person, in four groups; with a cursor, more of the first group."""
    listing = Listing(context)
    found, unreadable = read_directory(context, listing)
    shown_until = listing.position() + ROWS_OF_A_GROUP
    is_more = len(found.accessible) > ROWS_OF_A_GROUP or found.next_accessible is not None
    values = {
        **_groups(context, found),
        "further": listing.start() is not None,
        "next_accessible": listing.cursor(str(shown_until) if is_more else None),
        "more_asked": found.more_asked or len(found.access_requested) > ROWS_OF_A_GROUP,
        "more_requested": len(found.creation_requested) > ROWS_OF_A_GROUP,
        "sent": _sent(context, found),
        "scope": "team" if is_of_teams(context) else "mine",
    }
    return PageResponse("directory", values, unreadable=unreadable)


@pages.page(Page("GET", "/accounts/{account_id}", "account_page", Guard.ROLE, ("done",)))
def show_account(context: PageContext, account_id: str) -> PageResponse:
    """An account, found by its id; contacts and hierarchy if its visibility allows."""
    ports = context.container.ports
    caller = context.caller
    with collect_unreadable() as unreadable:
        found = account_file(ports, caller, account_id)
    row, rights = _account_row(context, found.account, ports.clock.now()), caller.rights_on(account_id)
    values = {
        "row": row,
        "is_open": found.is_open,
        "parts": arranged(found.virtual_accounts),
        "rights": rights,
        "may_ask": row.status is AccountStatus.ACTIVE and not rights.administers,
        "done": context.parameters.get("done", ""),
    }
    return PageResponse("account", values, unreadable=unreadable.entries)


def _groups(context: PageContext, found: Directory) -> dict[str, Sequence[AccountRow]]:
    now = context.container.ports.clock.now()
    return {
        "accessible": [_account_row(context, one, now) for one in found.accessible[:ROWS_OF_A_GROUP]],
        "access_requested": [_asked_row(context, one, now) for one in found.access_requested[:ROWS_OF_A_GROUP]],
        "creation_requested": [
            replace(_account_row(context, account_of(one), now), request=one)
            for one in found.creation_requested[:ROWS_OF_A_GROUP]
        ],
        "same_domain": [_account_row(context, one, now) for one in found.same_domain],
    }


def row_of(
    context: PageContext, account: SmartAccount | SearchHit, administrators: Sequence[Administrator], now: datetime
) -> AccountRow:
    """Return the row of an account for the reader."""
    access = [AccessRole(one) for one in context.access_to(account.account_id)]
    return AccountRow(account, administrators, account.status_at(now), access)


def _account_row(context: PageContext, account: SmartAccount, now: datetime) -> AccountRow:
    return row_of(context, account, account.administrators, now)


def _asked_row(context: PageContext, one: AskedAccess, now: datetime) -> AccountRow:
    return replace(row_of(context, one.account, one.contacts, now), asked=one.request)


def _sent(context: PageContext, found: Directory) -> AccountRequest | None:
    """Return the request that the person has just sent. An id in the URL that is not one of theirs is ignored."""
    sent = context.parameters.get("sent")
    return next((one for one in found.creation_requested if one.request_id == sent), None)
