"""A call that is repeated with its key is carried out once, within the budgets of docs/design.md."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.accounts.account import AccessRole
from tests.contract.at_once import at_once
from tests.matrix.callers import ADDRESSES
from tests.services.access.stories import Account
from tests.web.api.programs import Program, programs
from tests.web.browser_without_script import Response
from tests.world import World, counted_calls

FORM = {"account_name": "House of the New", "domain_identifier": "new.example", "customer_emails": ["it@new.example"]}
KEY = {"Idempotency_Key": "of-this-call"}
READS = {"GetItem", "BatchGetItem", "Query"}
ADMINISTRATOR = AccessRole.SMART_ACCOUNT_ADMINISTRATOR


@pytest.fixture
def program(world: World) -> Iterator[Program]:
    with programs(world) as nobody:
        yield nobody


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def slug(response: Response) -> str:
    return str(json.loads(response.text)["type"]).rpartition("/")[2]


def same(first: Response, again: Response) -> None:
    """The same answer, which says that it is one."""
    assert (again.status, again.text) == (first.status, first.text)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert {name: first.headers.get(name) for name in ("location", "etag")} == {
        name: again.headers.get(name) for name in ("location", "etag")
    }


def reads_and_transactions(calls: list[str]) -> tuple[int, int]:
    assert set(calls) <= {*READS, "TransactWriteItems"}
    transactions = calls.count("TransactWriteItems")
    return len(calls) - transactions, transactions


DECISIONS: dict[str, Any] = {
    "approve": {"authority_confirmed": True},
    "decline": {"reason_code": "not_needed"},
    "forward": {"email": "boss@univ.example"},
}


@pytest.mark.aws
@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_decision_with_a_key_takes_one_read_and_one_transaction(program: Program, world: World, decision: str) -> None:
    path = f"/v1/approvals/{world.token(world.submit())}/{decision}"
    with counted_calls() as calls:
        first = program.call("POST", path, DECISIONS[decision], **KEY)
    assert calls == ["GetItem", "TransactWriteItems"]
    with counted_calls() as calls:
        same(first, program.call("POST", path, DECISIONS[decision], **KEY))
    assert calls == ["GetItem", "GetItem"]


@pytest.mark.aws
def test_submission_with_its_key_takes_at_most_three_reads_and_one_transaction(program: Program) -> None:
    partner = program.of("req")
    with counted_calls() as calls:
        first = partner.call("POST", "/v1/account-requests", FORM, **KEY)
    assert first.status == 201
    # The first read says who the bearer is, in the first calls of an identity.
    assert reads_and_transactions(calls[1:]) == (3, 1)
    with counted_calls() as calls:
        same(first, partner.call("POST", "/v1/account-requests", FORM, **KEY))
    assert reads_and_transactions(calls) == (3, 0)


@pytest.mark.aws
def test_forged_link_with_a_key_makes_no_call(program: Program, world: World) -> None:
    token = world.token(world.submit())
    for action, body in {**DECISIONS, "renew": {}}.items():
        with counted_calls() as calls:
            program.call("POST", f"/v1/approvals/{token}x/{action}", body, **KEY)
        assert calls == []


@pytest.mark.parametrize("decision", DECISIONS)
def test_repeated_decision_gets_the_first_answer_whatever_came_after(
    program: Program, world: World, decision: str
) -> None:
    request = world.submit()
    path, body = f"/v1/approvals/{world.token(request)}/{decision}", DECISIONS[decision]
    first = program.call("POST", path, body, **KEY)
    if decision == "forward":
        token = world.token(request, "2")
        program.call("POST", f"/v1/approvals/{token}/approve", DECISIONS["approve"])
    world.clock.advance(hours=23)
    before = world.rows()
    same(first, program.call("POST", path, body, **KEY))
    assert world.rows() == before


def test_kept_answer_holds_no_link(program: Program, world: World) -> None:
    token = world.token(world.submit())
    program.call("POST", f"/v1/approvals/{token}/approve", DECISIONS["approve"], **KEY)
    kept = [item for (partition, _), item in world.rows().items() if partition.startswith("IDEMPOTENCY#")]
    assert len(kept) == 2, "of the submission and of the decision"
    assert token not in str(world.rows())


def test_change_without_a_difference_is_kept_too_since_others_may_change_it(program: Program, account: Account) -> None:
    path, administrator = f"/v1/accounts/{account.account_id}", program.of("adm", account.account_id, ADMINISTRATOR)
    as_it_is = {"account_name": "University of Example"}
    first = administrator.call("PATCH", path, as_it_is, **KEY)
    administrator.call("PATCH", path, {"account_name": "Another name"})
    same(first, administrator.call("PATCH", path, as_it_is, **KEY))
    assert account.row.account_name == "Another name"


def test_key_with_other_content_or_an_unusable_one_changes_nothing(program: Program, account: Account) -> None:
    path, administrator = f"/v1/accounts/{account.account_id}", program.of("adm", account.account_id, ADMINISTRATOR)
    administrator.call("PATCH", path, {"account_name": "First name"}, **KEY)
    before = account.world.rows()
    reused = administrator.call("PATCH", path, {"account_name": "Second name"}, **KEY)
    assert (reused.status, slug(reused)) == (422, "idempotency-key-reused")
    for unusable in ("", " ", "k" * 256, "a\tb", "é"):
        refused = administrator.call("PATCH", path, {"account_name": "Third name"}, Idempotency_Key=unusable)
        assert (refused.status, slug(refused)) == (400, "idempotency-key-invalid")
    assert account.world.rows() == before
    spaced = administrator.site.send(
        "PATCH",
        path,
        dict(administrator.site.sent[-1].headers) | {"Idempotency-Key": "of-this-call"},
        b'{ "account_name":"First name" }',
    )
    assert spaced.headers["idempotency-replayed"] == "true"


def test_key_is_the_callers_own_and_for_one_address(program: Program, account: Account) -> None:
    path = f"/v1/accounts/{account.account_id}"
    one, other = (program.of(column, account.account_id, ADMINISTRATOR) for column in ("adm", "els"))
    one.call("PATCH", path, {"account_name": "Name"}, **KEY)
    for caller, method, below, body in (
        (other, "PATCH", "", {"account_name": "Name"}),
        (one, "PATCH", f"/virtual-accounts/{account.lab}", {"name": "Name"}),
        (one, "POST", "/virtual-accounts", {"name": "Another"}),
        (one, "DELETE", f"/virtual-accounts/{account.office}", None),
    ):
        answer = caller.call(method, path + below, body, **KEY)
        assert answer.status < 300
        assert "idempotency-replayed" not in answer.headers


def test_after_a_day_a_key_stands_for_nothing(program: Program, account: Account) -> None:
    path, administrator = f"/v1/accounts/{account.account_id}", program.of("adm", account.account_id, ADMINISTRATOR)
    administrator.call("PATCH", path, {"account_name": "Name"}, **KEY)
    account.world.clock.advance(hours=24)
    again = administrator.call("PATCH", path, {"account_name": "Other name"}, **KEY)
    assert (again.status, account.row.account_name) == (200, "Other name")
    assert "idempotency-replayed" not in again.headers


def test_who_gave_up_their_only_role_gets_the_same_answer_again(program: Program, account: Account) -> None:
    administrator = program.of("els", account.account_id, ADMINISTRATOR)
    roles = f"/v1/accounts/{account.account_id}/roles"
    listed = json.loads(administrator.call("GET", roles).text)["items"]
    (own,) = [role["role_id"] for role in listed if role["email"] == ADDRESSES["els"]]
    first = administrator.call("DELETE", f"{roles}/{own}", **KEY)
    assert first.status == 204
    same(first, administrator.call("DELETE", f"{roles}/{own}", **KEY))
    for refused in (administrator.call("DELETE", f"{roles}/{own}"), administrator.call("GET", roles, **KEY)):
        assert (refused.status, slug(refused)) == (403, "role-required")


def test_refused_call_leaves_its_key_free(program: Program, account: Account) -> None:
    path, administrator = f"/v1/accounts/{account.account_id}", program.of("adm", account.account_id, ADMINISTRATOR)
    assert administrator.call("PATCH", path, {"account_name": "x"}, **KEY).status == 422
    stale = {"If_Match": '"x"', **KEY}
    assert administrator.call("PATCH", path, {"account_name": "Name"}, **stale).status == 412
    assert administrator.call("PATCH", path, {"account_name": "Name"}, **KEY).status == 200


def test_repeated_change_by_a_former_tag_gets_the_first_answer(program: Program, account: Account) -> None:
    path, administrator = f"/v1/accounts/{account.account_id}", program.of("adm", account.account_id, ADMINISTRATOR)
    seen = {"If_Match": administrator.call("GET", path).headers["etag"], **KEY}
    first = administrator.call("PATCH", path, {"account_name": "Name"}, **seen)
    same(first, administrator.call("PATCH", path, {"account_name": "Name"}, **seen))


def test_calls_at_once_with_the_same_key_are_carried_out_once(program: Program, account: Account) -> None:
    administrator = program.of("adm", account.account_id, ADMINISTRATOR)
    path, body = f"/v1/accounts/{account.account_id}/virtual-accounts", {"name": "Twins"}
    call: Any = lambda: administrator.call("POST", path, body, **KEY)  # noqa: E731 - of another type of response
    responses: Any = at_once([call] * 8)
    assert {(response.status, response.text) for response in responses} == {(201, responses[0].text)}
    assert sum("idempotency-replayed" in response.headers for response in responses) == 7
