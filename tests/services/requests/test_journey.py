"""The main journey through the use cases: submitted, forwarded, approved, with all effects."""

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions
from tests.world import PARTNER, World


def test_approval_after_a_forward_activates_the_account(world: World) -> None:
    request = world.submit()
    first = world.token(request)
    link_actions.forward(
        world.ports, first, lambda nomination: read_forwarding("cio@univ.example", "Yours?", "en", False)
    )
    link_actions.approve(world.ports, world.token(request, "2"), True)
    decided = world.current(request)
    account = world.ports.store.account(request.account_id)
    assert decided.status is RequestStatus.APPROVED
    assert account is not None
    assert account.status is AccountStatus.ACTIVE
    assert [contact.email for contact in account.administrators] == ["cio@univ.example"]
    assert [
        virtual_account.is_default for virtual_account in world.ports.store.virtual_accounts(request.account_id)
    ] == [True]
    assert [grant.email for grant in world.ports.store.grants("nobody-yet", "cio@univ.example")] == ["cio@univ.example"]
    events = world.ports.store.events(request.request_id)
    assert [event.kind.value for event in events] == ["submitted", "forwarded", "approved"]
    assert world.ports.audit.holds(events, decided.last_seal, decided.event_count)
    assert decided.requester.person_id == PARTNER.person_id
