"""How many calls a team costs (docs/design.md "Budgets")."""

import pytest

from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from tests.forms import with_fields
from tests.world import FORM, PARTNER, REVIEWER, World, counted_calls

pytestmark = pytest.mark.aws

ELSEWHERE = with_fields(FORM, customer_emails=("it@private.example",))


def test_submission_to_addresses_of_other_organisations_takes_as_many_reads(world: World) -> None:
    by = world.caller(PARTNER)
    with counted_calls() as calls:
        submitted = submit_request(world.ports, by, ELSEWHERE, IdempotencyKey("key", "body"))
    assert submitted.request.team_account_id
    assert calls == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]


def test_decision_at_an_address_that_could_be_of_the_team_takes_one_read_and_one_transaction(world: World) -> None:
    request = world.submit(ELSEWHERE)
    review_request(world.ports, REVIEWER, request.request_id, accepted=True, reason="")
    token = world.token(request)
    with counted_calls() as calls:
        link_actions.approve(world.ports, token, True)
    assert calls == ["GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("of_teams", [False, True])
def test_directory_takes_three_trips_besides_the_roles(world: World, of_teams: bool) -> None:
    world.submit()
    by = world.caller(PARTNER)
    with counted_calls() as calls:
        directory = directory_of(world.ports, by.person, by.grants, of_teams=of_teams)
    assert len(directory.creation_requested) == 1
    assert calls == ["Query", "BatchGetItem", "BatchGetItem"]
