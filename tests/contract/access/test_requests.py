"""Access requests over JSON: creation, decisions, conflicts, lists and visibility."""

from collections import Counter

import pytest

from tests.contract.access.accounts import ACCESS_REQUESTS, House, decide, listed
from tests.contract.at_once import AT_ONCE, at_once
from tests.contract.cast import Cast
from tests.contract.conventions import faults, problem_of, slug_of
from tests.contract.local_run import Run
from tests.contract.steps import mails_to, pending

MEMBERS = {
    "access_request_id",
    "account",
    "scope",
    "virtual_account_ids",
    "role",
    "note",
    "requester",
    "status",
    "granted",
    "reason",
    "created_at",
    "decided_at",
    "expires_at",
    "updated_at",
}


def test_access_request_is_approved_with_lower_role(run: Run, house: House, requester: str) -> None:
    request = house.access_request(requester, note="For the renewal in June.")
    assert request.keys() == MEMBERS
    assert (request["status"], request["scope"], request["granted"]) == ("pending", "account", None)
    for administrator in (house.first, house.second):
        (mail,) = [mail for mail in mails_to(run, administrator) if requester in mail["text"]]
        assert "For the renewal in June." in mail["text"]
    response = decide(run, house.first, request, "approve", role="smart_account_viewer")
    assert response.status_code == 200
    assert response.json()["granted"] == {
        "scope": "account",
        "virtual_account_ids": [],
        "role": "smart_account_viewer",
    }
    assert mails_to(run, requester)[-1]["subject"]
    directory = run.call("GET", "/v1/directory", requester).json()
    assert house.account_id in {account["account_id"] for account in directory["accessible"]}
    assert house.account_id not in {account["account_id"] for account in directory["access_requested"]}
    shown = house.call(requester, "GET").json()
    assert shown["my_access"] == ["smart_account_viewer"]


def test_declined_access_request_shows_reason(run: Run, house: House, requester: str) -> None:
    request = house.access_request(requester)
    response = decide(run, house.second, request, "decline", reason="Ask your own department first.")
    assert (response.status_code, response.json()["status"]) == (200, "declined")
    assert "Ask your own department first." in mails_to(run, requester)[-1]["text"]
    requested = run.call("GET", "/v1/directory", requester).json()["access_requested"]
    (entry,) = [account for account in requested if account["account_id"] == house.account_id]
    assert entry["request"] == {"request_id": request["access_request_id"], "status": "declined"}


def test_access_can_be_limited_to_virtual_accounts(run: Run, house: House, requester: str) -> None:
    lab, office = house.virtual_account("Lab"), house.virtual_account("Office")
    wish = {"scope": "virtual_accounts", "role": "virtual_account_user", "virtual_account_ids": [lab, office]}
    request = house.access_request(requester, **wish)
    response = decide(run, house.first, request, "approve", virtual_account_ids=[office])
    assert response.json()["granted"]["virtual_account_ids"] == [office]
    granted = [role for role in house.roles().values() if role["email"] == requester]
    assert [(role["virtual_account_id"], role["origin"], role["claimed"]) for role in granted] == [
        (office, "access_request", True)
    ]


def test_virtual_account_administrator_decides_only_there(run: Run, cast: Cast, house: House, requester: str) -> None:
    lab, office = house.virtual_account("Lab"), house.virtual_account("Office")
    runner = cast.person(f"runner@{house.domain}")
    house.give(runner, "virtual_account_administrator", lab)
    wish = {"scope": "virtual_accounts", "role": "virtual_account_user"}
    theirs = house.access_request(requester, **wish, virtual_account_ids=[lab])
    for beyond in ({"role": "smart_account_user"}, {"scope": "account"}, {"virtual_account_ids": [lab, office]}):
        response = decide(run, runner, theirs, "approve", **beyond)
        assert (response.status_code, slug_of(response)) == (403, "beyond-own-right")
    assert listed(run, runner, **{"as": "decider"})["pending_count"] == 1
    assert decide(run, runner, theirs, "approve").status_code == 200
    others = [
        house.access_request(cast.requester(), **wish, virtual_account_ids=[office]),
        house.access_request(cast.requester(), **wish, virtual_account_ids=[lab, office]),
        house.access_request(cast.requester()),
    ]
    for other in others:
        for outcome in ("approve", "decline"):
            response = decide(run, runner, other, outcome)
            assert (response.status_code, slug_of(response)) == (403, "not-the-decider")
    assert listed(run, runner, **{"as": "decider"})["pending_count"] == 0
    response = house.call(runner, "POST", "/roles", json={"email": requester, "role": "smart_account_user"})
    assert (response.status_code, slug_of(response)) == (403, "beyond-own-right")


def test_only_other_administrators_decide(run: Run, cast: Cast, house: House, requester: str) -> None:
    request = house.access_request(requester)
    for who, slug in ((requester, "own-request"), (cast.requester(), "not-the-decider")):
        for outcome in ("approve", "decline"):
            response = decide(run, who, request, outcome)
            assert (response.status_code, slug_of(response)) == (403, slug)


def test_repeated_redundant_and_impossible_access_requests_answer_409(
    run: Run, cast: Cast, house: House, requester: str
) -> None:
    request = house.access_request(requester)
    twice = house.ask(requester, role="smart_account_viewer")
    assert (twice.status_code, slug_of(twice)) == (409, "request-already-pending")
    assert twice.json()["access_request_id"] == request["access_request_id"]
    had = house.ask(house.first, role="smart_account_viewer")
    assert (had.status_code, slug_of(had)) == (409, "access-already-granted")
    other, _ = pending(run, requester, cast.domain())
    run.call("POST", f"/v1/account-requests/{other['request_id']}/withdraw", requester, json={})
    cancelled = run.call(
        "POST",
        f"/v1/accounts/{other['account']['account_id']}/access-requests",
        cast.requester(),
        json={"scope": "account", "role": "smart_account_user"},
    )
    assert (cancelled.status_code, slug_of(cancelled)) == (409, "action-not-allowed")
    assert cancelled.json()["account_status"] == "cancelled"


def test_all_invalid_fields_of_access_request_are_reported(house: House, requester: str) -> None:
    response = house.ask(requester, scope="all", role="emperor", note="www.evil.example")
    assert response.status_code == 422
    assert faults(problem_of(response)) == {
        ("/scope", "not-one-of"),
        ("/role", "not-one-of"),
        ("/note", "contains-link"),
    }


def test_concurrent_administrators_make_one_decision(run: Run, house: House, requester: str) -> None:
    request = house.access_request(requester)
    acts = [
        lambda: decide(run, house.first, request, "approve"),
        lambda: decide(run, house.second, request, "decline", reason="No."),
    ] * (AT_ONCE // 2)
    responses = at_once(acts)
    assert Counter(response.status_code for response in responses) == {200: 1, 409: AT_ONCE - 1}
    assert {slug_of(response) for response in responses if response.is_error} == {"already-decided"}
    (won,) = [response.json()["status"] for response in responses if not response.is_error]
    assert {response.json()["access_request_status"] for response in responses if response.is_error} == {won}
    for who in (house.first, house.second):
        (seen,) = listed(run, who, **{"as": "decider"})["items"]
        assert (seen["access_request_id"], seen["status"]) == (request["access_request_id"], won)
    granted = [role for role in house.roles().values() if role["email"] == requester]
    assert len(granted) == (won == "approved")


def test_concurrent_access_requests_create_one(run: Run, house: House, requester: str) -> None:
    responses = at_once([lambda: house.ask(requester)] * AT_ONCE)
    assert Counter(response.status_code for response in responses) == {201: 1, 409: AT_ONCE - 1}
    items = listed(run, requester, status="pending")["items"]
    assert [item["account"]["account_id"] for item in items].count(house.account_id) == 1


def test_access_request_lists_are_paged_and_separate(run: Run, cast: Cast, house: House) -> None:
    people = [cast.requester() for _ in range(3)]
    ids = [house.access_request(person)["access_request_id"] for person in people]
    first = listed(run, house.first, **{"as": "decider", "status": "pending", "limit": "2"})
    assert (first["pending_count"], len(first["items"])) == (3, 2)
    rest = listed(
        run, house.first, **{"as": "decider", "status": "pending", "limit": "2", "cursor": first["next_cursor"]}
    )
    assert [item["access_request_id"] for item in (*first["items"], *rest["items"])] == ids
    assert [item["access_request_id"] for item in listed(run, people[0])["items"]] == ids[:1]
    for query in ({"as": "king"}, {"status": "lost"}):
        response = run.call("GET", ACCESS_REQUESTS, people[0], params=query)
        assert (response.status_code, slug_of(response)) == (400, "invalid-parameter")


def test_unrelated_person_cannot_see_access_request(run: Run, cast: Cast, house: House, requester: str) -> None:
    request = house.access_request(requester)
    path = f"{ACCESS_REQUESTS}/{request['access_request_id']}"
    assert run.call("GET", path, requester).json() == request
    response = run.call("GET", path, cast.requester())
    assert (response.status_code, slug_of(response)) == (404, "access-request-unknown")


@pytest.mark.parametrize("body", [{}, {"scope": "account"}, {"scope": "account", "role": 7}])
def test_missing_or_mistyped_fields_answer_422(house: House, requester: str, body: dict[str, object]) -> None:
    response = house.call(requester, "POST", "/access-requests", json=body)
    assert (response.status_code, slug_of(response)) == (422, "validation-failed")
