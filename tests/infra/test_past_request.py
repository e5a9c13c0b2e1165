"""The request that the rehearsal submits in the past ends at the next run of the schedule."""

from chalicelib.domain.events import EventKind
from chalicelib.domain.requests.transitions import RequestStatus
from infra.rehearsal.event_tap import FORM, TEAM_DOMAIN, submit_in_the_past
from tests.world import World


def test_request_submitted_in_the_past_is_ended_by_the_schedule(world: World) -> None:
    world.import_account("Reseller Partners", TEAM_DOMAIN, (f"admin@{TEAM_DOMAIN}",))
    request = submit_in_the_past(world.ports)
    assert (request.status, request.domain_identifier) == (RequestStatus.PENDING, FORM.domain_identifier)
    world.minute()
    assert world.current(request).status is RequestStatus.EXPIRED
    assert [event.kind for event in world.ports.store.events(request.request_id)][-1] is EventKind.EXPIRED
