"""`/v1/directory`: what concerns the person who asks, in four groups."""

from datetime import datetime

import msgspec

from chalicelib.domain.account import Administrator, SmartAccount
from chalicelib.domain.account_request import AccountRequest
from chalicelib.domain.errors import Problem
from chalicelib.domain.founding import account_of
from chalicelib.services.directory import Directory, directory_of, more_accessible
from chalicelib.web.api import Answer, Api, Operation
from chalicelib.web.calls import Call, Guard
from chalicelib.web.listing import start_of
from chalicelib.web.shapes.accounts import Contact
from chalicelib.web.shapes.directory import DirectoryEntry, DirectoryView, RequestStatusView
from chalicelib.web.views import account_view

api = Api(__name__)
ADMINISTRATOR = "smart_account_administrator"
BOUND_TO = "directory"


@api.operation(
    Operation(
        "GET",
        "/v1/directory",
        "show_directory",
        Guard.ROLE,
        "The accounts that concern me",
        DirectoryView,
        parameters=("cursor",),
        problems=(Problem.INVALID_CURSOR,),
    )
)
def show(call: Call) -> Answer:
    """Strongly consistent: a request shows as pending the moment it was sent."""
    ports = call.container.ports
    start = start_of(call, BOUND_TO)
    if start is None:
        directory = directory_of(ports, call.person, call.grants)
    else:
        directory = more_accessible(ports, call.grants, int(start))
    now = ports.clock.now()
    return Answer(
        DirectoryView(
            accessible=[_entry(call, account, now) for account in directory.accessible],
            access_requested=[],
            creation_requested=[_requested(call, one, now) for one in directory.creation_requested],
            same_domain=[_entry(call, account, now) for account in directory.same_domain],
            more=_more(call, directory),
        )
    )


def _more(call: Call, directory: Directory) -> dict[str, str]:
    urls, more = call.container.urls, {}
    if directory.next_accessible is not None:
        cursor = call.container.cursors.sign(str(directory.next_accessible), BOUND_TO)
        more["accessible"] = urls.api("directory", cursor=cursor)
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


def _contact(one: Administrator) -> Contact:
    return Contact(name=one.name, email=one.email, role=ADMINISTRATOR)
