"""`/v1/directory`: the accounts that concern the caller, in four groups."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib.domain.accounts.account import Administrator, SmartAccount
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import Scope
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts.contacts import Contact
from chalicelib.services.accounts.directory import (
    MOST,
    AskedAccess,
    Directory,
    directory_of,
    more_accessible,
)
from chalicelib.services.unit_of_work.paging import position
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.serializers import account_view, contact_view
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, SCOPE
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas.directory import DirectoryEntry, DirectoryView, RequestStatusView

api = Api(__name__)


@api.operation(
    Operation(
        "GET",
        "/v1/directory",
        "show_directory",
        Guard.ROLE,
        msgid("The accounts that concern me"),
        DirectoryView,
        parameters=(SCOPE, CURSOR),
    )
)
def show(context: RequestContext) -> ApiResponse:
    """Return the directory. Reads are strongly consistent: a request shows as pending as soon as it was sent."""
    listing = Listing(context)
    scope = Scope(context.parameters.get(SCOPE.name, Scope.MINE))
    directory, unreadable = read_directory(context, scope, listing.start())
    now = context.container.ports.clock.now()
    return ApiResponse(
        DirectoryView(
            accessible=[_entry(context, account, account.administrators, now) for account in directory.accessible],
            access_requested=[_asked(context, one, now) for one in directory.access_requested],
            creation_requested=[_requested(context, one, now) for one in directory.creation_requested],
            same_domain=[_entry(context, account, account.administrators, now) for account in directory.same_domain],
            more=_more(listing, directory, scope),
            unreadable=unreadable,
        )
    )


def read_directory(context: RequestContext, scope: Scope, start: str | None, most: int = MOST) -> tuple[Directory, int]:
    """Read the directory or, with a start, more of its first group; count the rows that cannot be read."""
    ports = context.container.ports
    grants, first = context.grants, position(start)
    with collect_unreadable() as unreadable:
        if start is None:
            directory = directory_of(ports, context.person, grants, most, of_teams=scope is Scope.TEAM)
        else:
            directory = more_accessible(ports, grants, first, most)
    return directory, unreadable.entries + context.unreadable_grants


def _more(listing: Listing, directory: Directory, scope: Scope) -> dict[str, str]:
    urls, more = listing.context.container.urls, {}
    following = directory.next_accessible
    if cursor := listing.cursor(str(following) if following else None):
        more["accessible"] = listing.url_of(cursor)
    if directory.more_asked:
        more["access_requested"] = urls.api("access-requests")
    if directory.more_requested:
        more["creation_requested"] = urls.api("account-requests", scope="team" if scope is Scope.TEAM else "")
    return more


def _entry(
    context: RequestContext, account: SmartAccount, contacts: Sequence[Administrator], now: datetime
) -> DirectoryEntry:
    shown = account_view(account, context.container.ports.rules, now, context.access_to(account.account_id))
    return DirectoryEntry(
        **msgspec.structs.asdict(shown), administrators=[contact_view(Contact(one.name, one.email)) for one in contacts]
    )


def _requested(context: RequestContext, request: AccountRequest, now: datetime) -> DirectoryEntry:
    account = account_of(request)
    entry = _entry(context, account, account.administrators, now)
    entry.request = RequestStatusView(request_id=request.request_id, status=request.status_at(now).value)
    return entry


def _asked(context: RequestContext, one: AskedAccess, now: datetime) -> DirectoryEntry:
    entry = _entry(context, one.account, one.contacts, now)
    entry.request = RequestStatusView(request_id=one.request.access_request_id, status=one.request.status.value)
    return entry
