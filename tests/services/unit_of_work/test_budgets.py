"""How many calls to the database each step takes (docs/design.md "Budgets")."""

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.requests.submission import IdempotencyKey, preview_request, submit_request
from tests.world import FORM, PARTNER, REVIEWER, World, counted_calls

pytestmark = pytest.mark.aws

ALTERED = ("", "x", "W10.x", "{0}x", "x{0}", "{0}-", ".{0}")


@pytest.mark.parametrize("spelling", ALTERED)
def test_token_with_an_invalid_signature_makes_no_call(world: World, spelling: str) -> None:
    token = spelling.format(world.token(world.submit()))
    for act in (
        link_actions.look,
        lambda ports, token: link_actions.approve(ports, token, True),
        lambda ports, token: link_actions.decline(ports, token, "other", "No."),
    ):
        with counted_calls() as calls, pytest.raises(Refused) as refused:
            act(world.ports, token)
        assert (refused.value.problem, calls) == (Problem.LINK_UNKNOWN, [])


def test_altered_token_renews_nothing_and_makes_no_call(world: World) -> None:
    altered = world.token(world.submit()) + "x"
    with counted_calls() as calls:
        link_actions.renew(world.ports, altered)
    assert calls == []


def test_opening_a_link_takes_one_read(world: World) -> None:
    token = world.token(world.submit())
    with counted_calls() as calls:
        link_actions.look(world.ports, token)
    assert calls == ["GetItem"]


def test_decision_takes_one_read_and_one_transaction(world: World) -> None:
    token = world.token(world.submit())
    with counted_calls() as calls:
        link_actions.approve(world.ports, token, True)
    assert calls == ["GetItem", "TransactWriteItems"]


def test_declining_in_review_takes_one_read_and_one_transaction(world: World) -> None:
    request = world.submit(customer_emails=("it@elsewhere.example",))
    with counted_calls() as calls:
        review_request(world.ports, REVIEWER, request.request_id, False, "Nobody knows them.")
    assert calls == ["GetItem", "TransactWriteItems"]


def test_submission_takes_two_reads_and_one_transaction(world: World) -> None:
    by = world.caller(PARTNER)
    with counted_calls() as calls:
        submit_request(world.ports, by, FORM, IdempotencyKey("key", "body"))
    assert calls == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]


def test_preview_only_reads(world: World) -> None:
    by = world.caller(PARTNER)
    with counted_calls() as calls:
        preview_request(world.ports, by, FORM)
    assert calls == ["BatchGetItem", "BatchGetItem", "Query", "BatchGetItem"]
