"""`GET /v1/accounts/{account_id}/events`: the account's audit trail, for its administrators."""

from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts.trail import audit_trail_of
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.administration_routes import ONE, RUNNING
from chalicelib.web.accounts.serializers import event_view
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas.events import EventPage

api = Api(__name__)


@api.operation(
    Operation(
        "GET",
        f"{ONE}/events",
        "list_account_events",
        Guard.ROLE,
        msgid("The audit trail of an account"),
        EventPage,
        parameters=(LIMIT, CURSOR),
        problems=RUNNING,
    )
)
def list_events(context: RequestContext, account_id: str) -> ApiResponse:
    """List the audit events, oldest first; how the account was requested and approved comes first."""
    listing, caller = Listing(context, is_shared=True), context.caller
    start = listing.position()
    with collect_unreadable() as unreadable:
        _, page = audit_trail_of(context.container.ports, caller, account_id, listing.size, start)
    items = [event_view(event) for event in page.items]
    return listing.response(EventPage, items, page.next_start, unreadable=unreadable.entries)
