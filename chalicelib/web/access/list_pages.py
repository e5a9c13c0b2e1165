"""The page of access requests: those that the reader may decide, and the reader's own, each a list of its own."""

from collections.abc import Callable, Mapping

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.rights import DECIDING_ROLES
from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.pages.formatting import shown_address, shown_domain
from chalicelib.services.access.lists import AccessFile, entries_to_decide, own_entries
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.parameters import AS
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.list_pages import as_file, asked_list
from chalicelib.web.page.lists import Choice, ListKind, Order, Sort
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
DECIDER, REQUESTER = "decider", "requester"
SIDES = {DECIDER: entries_to_decide, REQUESTER: own_entries}


def _waiting_first(file: AccessFile) -> tuple[bool, float]:
    """Pending requests, oldest first, and decided ones, newest first."""
    decision = file.request.decision
    return (True, -decision.at.timestamp()) if decision else (False, file.request.created_at.timestamp())


STATUS: Choice[AccessFile] = Choice("status", msgid("Status"), tuple(AccessStatus), lambda file: (file.request.status,))
SORTS: tuple[Sort[AccessFile], ...] = (
    Sort("created", msgid("Requested on"), lambda file: file.request.created_at, Order.TIME),
    Sort("account", msgid("Smart Account"), lambda file: file.account.account_name),
)
LISTS: Mapping[str, ListKind[AccessFile]] = {
    DECIDER: ListKind(
        (STATUS,),
        lambda file: (
            file.account.account_name,
            shown_domain(file.account.domain_identifier),
            file.request.requester.name,
            shown_address(str(file.request.requester.email)),
        ),
        (
            Sort("waiting", msgid("What waits first"), _waiting_first, Order.ALONE),
            *SORTS,
            Sort("requester", msgid("Requested by"), lambda file: file.request.requester.name_or_email),
        ),
        "waiting",
    ),
    REQUESTER: ListKind(
        (STATUS,),
        lambda file: (file.account.account_name, shown_domain(file.account.domain_identifier)),
        SORTS,
        "-created",
    ),
}
# The names of the API.
COLUMNS: Mapping[str, Callable[[AccessFile], str]] = {
    "account_name": lambda file: file.account.account_name,
    "domain_identifier": lambda file: file.account.domain_identifier,
    "requester_name": lambda file: file.request.requester.name,
    "requester_email": lambda file: str(file.request.requester.email),
    "role": lambda file: file.request.asked.role.value,
    "virtual_accounts": lambda file: ", ".join(file.request.part_names),
    "status": lambda file: file.request.status.value,
    "created_at": lambda file: file.request.created_at.isoformat(),
    "decided_at": lambda file: file.request.decision.at.isoformat() if file.request.decision else "",
}


@pages.page(
    Page(
        "GET",
        "/access-requests",
        "access_requests_page",
        Guard.ROLE_OR_REVIEWER,
        (*LISTS[DECIDER].parameters, "done"),
        (AS.name,),
    )
)
def show_access_requests(context: PageContext) -> HandlerResult:
    """Show the list of what the reader may decide, or that of the reader's own requests."""
    decides = context.person.is_reviewer or any(grant.role in DECIDING_ROLES for grant in context.grants)
    done = context.parameters.get("done", "")
    side = context.parameters.get(AS.name) or (DECIDER if decides and done not in ("asked", "withdrawn") else REQUESTER)
    if side not in LISTS:
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": AS.name, "accepted_values": tuple(LISTS)})
    asked = asked_list(context, LISTS[side], context.urls.access_requests(), kept={AS.name: side})
    with collect_unreadable() as unreadable:
        found = SIDES[side](context.container.ports, context.caller, asked.state.most, asked.start)
    shown = asked.show(found)
    if asked.state.as_file:
        return as_file("access-requests", COLUMNS, shown.found)
    values = {
        "list": shown,
        "rows": shown.entries,
        "side": side,
        "decides": decides,
        "done": done,
    }
    return PageResponse("access_requests", values, unreadable=unreadable.entries)
