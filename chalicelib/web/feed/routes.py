"""`GET /v1/events`: what has happened to a team's requests and accounts, to be followed by programs."""

import json

from chalicelib.domain.errors import Problem
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.rendering.languages import msgid
from chalicelib.services.feed.read import team_feed, team_of
from chalicelib.services.unit_of_work.paging import position
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import AFTER, LIMIT, TEAM_ACCOUNT
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.feed.serializers import team_event_view
from chalicelib.web.schemas.feed import TeamEventPage

api = Api(__name__)
PATH = "/v1/events"


@api.operation(
    Operation(
        "GET",
        PATH,
        "list_team_events",
        Guard.ROLE,
        msgid("What has happened to a team's requests and accounts"),
        TeamEventPage,
        parameters=(AFTER, TEAM_ACCOUNT, LIMIT),
        problems=(Problem.ACCOUNT_UNKNOWN,),
        scope=ProgramScope.EVENTS_READ,
    )
)
def list_team_events(context: RequestContext) -> ApiResponse:
    """List the events after a cursor, or from the first one on.

    Cursors are bound to the team and not to the caller, so that whoever comes after them goes on where they were.
    """
    cursors, given = context.container.cursors, context.parameters
    team = team_of(context.caller, given.get(TEAM_ACCOUNT.name))
    bound_to, cursor = json.dumps([PATH, team]), given.get(AFTER.name)
    after = 0 if cursor is None else position(cursors.read(cursor, bound_to))
    with collect_unreadable() as unreadable:
        page = team_feed(context.container.ports, team, after, Listing(context).size)
    return ApiResponse(
        TeamEventPage(
            items=[team_event_view(event) for event in page.items],
            next_after=cursors.sign(str(page.end), bound_to),
            has_more=page.has_more,
            unreadable=unreadable.entries,
        )
    )
