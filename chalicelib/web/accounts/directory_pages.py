"""Pages of the directory and of an account: they show what the API returns, with the same calls."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, Administrator, SmartAccount
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.pages.formatting import shown_address, shown_domain
from chalicelib.services.accounts.contacts import contacts_on
from chalicelib.services.accounts.directory import Directory, DirectoryGroup
from chalicelib.services.accounts.read import account_file
from chalicelib.services.proofs.evidence import account_proof
from chalicelib.services.unit_of_work.paging import Page as PageOf
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.directory_routes import read_directory
from chalicelib.web.accounts.hierarchy import arranged
from chalicelib.web.api.parameters import SCOPE
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.list_pages import as_file, asked_list, asked_scope
from chalicelib.web.page.lists import Choice, ListKind, Order, Sort
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@value_class
class AccountRow:
    """An account in a list: its current status, the reader's roles on it, and what put it there.

    `request` is the request for the account itself, `asked` the one for access to it. A search result has no
    administrators and no groups.
    """

    account: SmartAccount | SearchHit
    administrators: Sequence[Administrator]
    status: AccountStatus
    access: Sequence[AccessRole]
    request: AccountRequest | None = None
    asked: AccessRequest | None = None
    groups: tuple[DirectoryGroup, ...] = ()


DIRECTORY: ListKind[AccountRow] = ListKind(
    (
        Choice("group", msgid("Why it is here"), tuple(DirectoryGroup), lambda row: row.groups),
        Choice("status", msgid("Status"), tuple(AccountStatus), lambda row: (row.status,)),
    ),
    lambda row: (
        row.account.account_name,
        shown_domain(row.account.domain_identifier),
        *(shown_address(one.email, one.name) for one in row.administrators),
        row.request.reference if row.request else "",
    ),
    (
        Sort("name", msgid("Account name"), lambda row: row.account.account_name),
        Sort("domain", msgid("Account Domain Identifier"), lambda row: row.account.domain_identifier),
        Sort("status", msgid("Status"), lambda row: list(AccountStatus).index(row.status)),
        Sort("created", msgid("Created on"), lambda row: row.account.created_at, Order.TIME),
    ),
    "name",
)
# The names of the API.
COLUMNS: Mapping[str, Callable[[AccountRow], str]] = {
    "account_name": lambda row: row.account.account_name,
    "domain_identifier": lambda row: row.account.domain_identifier,
    "administrators": lambda row: ", ".join(one.email for one in row.administrators),
    "status": lambda row: row.status.value,
    "my_access": lambda row: ", ".join(row.access),
    "groups": lambda row: ", ".join(row.groups),
    "request_reference": lambda row: row.request.reference if row.request else "",
    "access_request_status": lambda row: row.asked.status.value if row.asked else "",
    "created_at": lambda row: row.account.created_at.isoformat(),
}


@pages.page(Page("GET", "/directory", "directory_page", Guard.ROLE, (*DIRECTORY.parameters, "sent"), (SCOPE.name,)))
def show_directory(context: PageContext) -> HandlerResult:
    """Show the accounts that concern the person, each once; with a cursor, more of those that they can access."""
    scope, kept = asked_scope(context)
    asked = asked_list(context, DIRECTORY, context.urls.directory(), kept=kept)
    directory, unreadable = read_directory(context, scope, asked.start, asked.state.most)
    following = directory.next_accessible
    shown = asked.show(PageOf(_rows(context, directory), str(following) if following else None))
    if asked.state.as_file:
        return as_file("directory", COLUMNS, shown.found)
    values = {
        "list": shown,
        "rows": shown.entries,
        "scope": scope,
        "more_asked": directory.more_asked,
        "more_requested": directory.more_requested,
        "sent": _sent(context, directory),
    }
    return PageResponse("directory", values, unreadable=unreadable)


@pages.page(Page("GET", "/accounts/{account_id}", "account_page", Guard.ROLE, ("done",)))
def show_account(context: PageContext, account_id: str) -> PageResponse:
    """An account, found by its id; contacts and hierarchy if its visibility allows."""
    ports = context.container.ports
    caller = context.caller
    with collect_unreadable() as unreadable:
        found = account_file(ports, caller, account_id)
        contacts = contacts_on(ports, found.account, found.virtual_accounts) if found.is_open else ()
    row, rights = _account_row(context, found.account, ports.clock.now()), caller.rights_on(account_id)
    values = {
        "row": row,
        "proof": account_proof(ports, account_id, found.account.domain_identifier),
        "is_open": found.is_open,
        "contacts": contacts,
        "parts": arranged(found.virtual_accounts),
        "rights": rights,
        "may_ask": row.status is AccountStatus.ACTIVE and not rights.administers,
        "done": context.parameters.get("done", ""),
    }
    return PageResponse("account", values, unreadable=unreadable.entries)


def _rows(context: PageContext, found: Directory) -> Sequence[AccountRow]:
    """Return a row for each account; what the person can access comes before what they requested."""
    rows: dict[str, AccountRow] = {}
    for row in _entries(context, found):
        known = rows.get(row.account.account_id, row)
        rows[row.account.account_id] = replace(
            known,
            asked=known.asked or row.asked,
            request=known.request or row.request,
            groups=tuple(dict.fromkeys((*known.groups, *row.groups))),
        )
    return list(rows.values())


def _entries(context: PageContext, found: Directory) -> Iterator[AccountRow]:
    """Yield the entries of each group."""
    now, group = context.container.ports.clock.now(), DirectoryGroup
    for account in found.accessible:
        yield replace(_account_row(context, account, now), groups=(group.ACCESSIBLE,))
    for one in found.access_requested:
        row = row_of(context, one.account, one.contacts, now)
        yield replace(row, asked=one.request, groups=(group.ACCESS_REQUESTED,))
    for request in found.creation_requested:
        row = _account_row(context, account_of(request), now)
        yield replace(row, request=request, groups=(group.CREATION_REQUESTED,))
    for account in found.same_domain:
        yield replace(_account_row(context, account, now), groups=(group.SAME_DOMAIN,))


def row_of(
    context: PageContext, account: SmartAccount | SearchHit, administrators: Sequence[Administrator], now: datetime
) -> AccountRow:
    """Return the row of an account for the reader."""
    access = [AccessRole(one) for one in context.access_to(account.account_id)]
    return AccountRow(account, administrators, account.status_at(now), access)


def _account_row(context: PageContext, account: SmartAccount, now: datetime) -> AccountRow:
    return row_of(context, account, account.administrators, now)


def _sent(context: PageContext, found: Directory) -> AccountRequest | None:
    """Return the request that the person has just sent. An id in the URL that is not one of theirs is ignored."""
    sent = context.parameters.get("sent")
    return next((one for one in found.creation_requested if one.request_id == sent), None)
