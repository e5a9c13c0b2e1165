"""`/v1/directory`: what concerns the person who asks, in four groups."""

from datetime import datetime

import msgspec

from chalicelib.domain.accounts.account import Administrator, SmartAccount
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts.directory import AskedAccess, Directory, directory_of, more_accessible
from chalicelib.services.unit_of_work.unreadable import listening
from chalicelib.web.accounts.serializers import account_view
from chalicelib.web.api.operations import Answer, Api, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR
from chalicelib.web.api.request_context import Call, Guard
from chalicelib.web.schemas.accounts import Contact
from chalicelib.web.schemas.directory import DirectoryEntry, DirectoryView, RequestStatusView

api = Api(__name__)
ADMINISTRATOR = "smart_account_administrator"


@api.operation(
    Operation(
        "GET",
        "/v1/directory",
        "show_directory",
        Guard.ROLE,
        msgid("The accounts that concern me"),
        DirectoryView,
        parameters=(CURSOR,),
    )
)
def show(call: Call) -> Answer:
    """Strongly consistent: a request shows as pending the moment it was sent."""
    ports = call.container.ports
    listing = Listing(call)
    start = listing.start()
    grants = call.grants
    with listening() as unreadable:
        if start is None:
            directory = directory_of(ports, call.person, grants)
        else:
            directory = more_accessible(ports, grants, listing.position())
    now = ports.clock.now()
    return Answer(
        DirectoryView(
            accessible=[_entry(call, account, now) for account in directory.accessible],
            access_requested=[_asked(call, one, now) for one in directory.access_requested],
            creation_requested=[_requested(call, one, now) for one in directory.creation_requested],
            same_domain=[_entry(call, account, now) for account in directory.same_domain],
            more=_more(listing, directory),
            unreadable=unreadable.entries + call.unreadable_grants,
        )
    )


def _more(listing: Listing, directory: Directory) -> dict[str, str]:
    urls, more = listing.call.container.urls, {}
    following = directory.next_accessible
    if cursor := listing.cursor(str(following) if following else None):
        more["accessible"] = listing.next_url(cursor)
    if directory.more_asked:
        more["access_requested"] = urls.api("access-requests")
    if directory.more_requested:
        more["creation_requested"] = urls.api("account-requests")
    return more


def _entry(call: Call, account: SmartAccount, now: datetime) -> DirectoryEntry:
    shown = account_view(account, call.container.ports.rules, now, call.access_to(account.account_id))
    contacts = [_contact(one) for one in account.administrators]
    return DirectoryEntry(**msgspec.structs.asdict(shown), administrators=contacts)


def _requested(call: Call, request: AccountRequest, now: datetime) -> DirectoryEntry:
    entry = _entry(call, account_of(request), now)
    entry.request = RequestStatusView(request_id=request.request_id, status=request.status_at(now).value)
    return entry


def _asked(call: Call, one: AskedAccess, now: datetime) -> DirectoryEntry:
    """Contacts of a restricted account are for those who have access, which asking alone does not give."""
    shown = account_view(one.account, call.container.ports.rules, now, call.access_to(one.account.account_id))
    is_open = call.asker.rights_on(one.account.account_id).opens(one.account)
    contacts = [_contact(person) for person in one.account.administrators] if is_open else []
    status = RequestStatusView(request_id=one.request.access_request_id, status=one.request.status.value)
    return DirectoryEntry(**msgspec.structs.asdict(shown), administrators=contacts, request=status)


def _contact(one: Administrator) -> Contact:
    return Contact(name=one.name, email=one.email, role=ADMINISTRATOR)
