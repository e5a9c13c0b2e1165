"""The event of a team as it goes over the wire, in the feed and wherever else it arrives."""

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.web.schemas.feed import TeamEventView


def team_event_view(event: TeamEvent) -> TeamEventView:
    """Return the event."""
    return TeamEventView(
        event_id=event.event_id,
        kind=event.kind.value,
        at=event.at,
        sequence=event.sequence,
        team_account_id=event.team_account_id,
        account_id=event.account_id,
        status=event.status,
        request_id=event.request_id,
        access_request_id=event.access_request_id,
        domain_proof_id=event.domain_proof_id,
        recovery_id=event.recovery_id,
        reference=event.reference,
        order_reference=event.order_reference,
    )
