"""Of a site with everything on it, each audit event that concerns a team is told to one, and no other is."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.adapters.dynamodb.feed.keys import POSITION_PREFIX
from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.proofs.proof import HolderKind
from chalicelib.domain.webhooks.changes import TEAM_KINDS
from tests.services.feed.feeds import dispatch, waiting
from tests.web.api.populated_site import PopulatedSite, populated_site
from tests.world import World

# What happens there of requests, accounts, access requests, recoveries and programs.
SOME_KINDS = {
    EventKind.SUBMITTED,
    EventKind.ACCOUNT_IMPORTED,
    EventKind.ACCESS_REQUESTED,
    EventKind.RECOVERY_ASKED,
    EventKind.PROGRAM_INVITED,
}


@pytest.fixture(scope="module")
def populated() -> Iterator[PopulatedSite]:
    with populated_site() as site:
        yield site


def test_each_event_of_a_team_is_told_once_and_what_is_a_persons_own_is_not(populated: PopulatedSite) -> None:
    world = populated.site.world
    dispatch(world)
    told = [decoded(row, TeamEvent) for row in documents(world, POSITION_PREFIX)]
    happened = [decoded(row, AuditEvent) for row in documents(world, "EVENT#")]
    of_a_team = [event for event in happened if not is_personal(world, event)]
    assert sorted(event.event_id for event in told) == sorted(
        f"evt_{one.request_id}_{one.sequence}" for one in of_a_team
    )
    assert len(of_a_team) < len(happened)
    assert SOME_KINDS <= {event.kind for event in told} <= {*TEAM_KINDS}
    assert waiting(world) == []


def is_personal(world: World, event: AuditEvent) -> bool:
    """Whether it is about a request of no team, or about a proof of a person."""
    request, proof = world.ports.store.request(event.request_id), world.ports.store.domain_proof(event.request_id)
    if request:
        return not request.team_account_id
    return proof is not None and proof.holder.kind is HolderKind.PERSON


def documents(world: World, prefix: str) -> list[str]:
    return [row["document"]["S"] for key, row in world.rows().items() if key[1].startswith(prefix)]
