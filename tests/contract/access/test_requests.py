"""Access to an existing account over JSON: asked for, decided once, and refused as docs/api-contract.md says."""

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
}


def test_a_colleague_asks_and_is_given_a_lower_role(run: Run, house: House, requester: str) -> None:
    request = house.asked(requester, note="For the renewal in June.")
    assert request.keys() == MEMBERS
    assert (request["status"], request["scope"], request["granted"]) == ("pending", "account", None)
    for administrator in (house.first, house.second):
        (mail,) = [one for one in mails_to(run, administrator) if requester in one["text"]]
        assert "For the renewal in June." in mail["text"]
    answer = decide(run, house.first, request, "approve", role="smart_account_viewer")
    assert answer.status_code == 200
    assert answer.json()["granted"] == {
        "scope": "account",
        "virtual_account_ids": [],
        "role": "smart_account_viewer",
    }
    assert mails_to(run, requester)[-1]["subject"]
    directory = run.call("GET", "/v1/directory", requester).json()
    assert house.account_id in {one["account_id"] for one in directory["accessible"]}
    assert directory["access_requested"] == []
    shown = house.call(requester, "GET").json()
    assert shown["my_access"] == ["smart_account_viewer"]


def test_a_colleague_is_declined_and_reads_why(run: Run, house: House, requester: str) -> None:
    request = house.asked(requester)
    answer = decide(run, house.second, request, "decline", reason="Ask your own department first.")
    assert (answer.status_code, answer.json()["status"]) == (200, "declined")
    assert "Ask your own department first." in mails_to(run, requester)[-1]["text"]
    (entry,) = run.call("GET", "/v1/directory", requester).json()["access_requested"]
    assert entry["request"] == {"request_id": request["access_request_id"], "status": "declined"}


def test_access_to_virtual_accounts_alone(run: Run, house: House, requester: str) -> None:
    lab, office = house.part("Lab"), house.part("Office")
    wish = {"scope": "virtual_accounts", "role": "virtual_account_user", "virtual_account_ids": [lab, office]}
    request = house.asked(requester, **wish)
    answer = decide(run, house.first, request, "approve", virtual_account_ids=[office])
    assert answer.json()["granted"]["virtual_account_ids"] == [office]
    given = [one for one in house.roles().values() if one["email"] == requester]
    assert [(one["virtual_account_id"], one["origin"], one["claimed"]) for one in given] == [
        (office, "access_request", True)
    ]


def test_a_virtual_accounts_administrator_decides_there_and_nowhere_else(
    run: Run, cast: Cast, house: House, requester: str
) -> None:
    lab, office = house.part("Lab"), house.part("Office")
    runner = cast.person(f"runner@{house.domain}")
    house.give(runner, "virtual_account_administrator", lab)
    wish = {"scope": "virtual_accounts", "role": "virtual_account_user"}
    theirs = house.asked(requester, **wish, virtual_account_ids=[lab])
    for beyond in ({"role": "smart_account_user"}, {"scope": "account"}, {"virtual_account_ids": [lab, office]}):
        answer = decide(run, runner, theirs, "approve", **beyond)
        assert (answer.status_code, slug_of(answer)) == (403, "beyond-own-right")
    assert listed(run, runner, **{"as": "decider"})["pending_count"] == 1
    assert decide(run, runner, theirs, "approve").status_code == 200
    others = [
        house.asked(cast.requester(), **wish, virtual_account_ids=[office]),
        house.asked(cast.requester(), **wish, virtual_account_ids=[lab, office]),
        house.asked(cast.requester()),
    ]
    for other in others:
        for outcome in ("approve", "decline"):
            answer = decide(run, runner, other, outcome)
            assert (answer.status_code, slug_of(answer)) == (403, "not-the-decider")
    assert listed(run, runner, **{"as": "decider"})["pending_count"] == 0
    answer = house.call(runner, "POST", "/roles", json={"email": requester, "role": "smart_account_user"})
    assert (answer.status_code, slug_of(answer)) == (403, "beyond-own-right")


def test_nobody_decides_their_own_or_as_a_stranger(run: Run, cast: Cast, house: House, requester: str) -> None:
    request = house.asked(requester)
    for who, slug in ((requester, "own-request"), (cast.requester(), "not-the-decider")):
        for outcome in ("approve", "decline"):
            answer = decide(run, who, request, outcome)
            assert (answer.status_code, slug_of(answer)) == (403, slug)


def test_asking_twice_asking_for_what_one_has_and_for_a_cancelled_account(
    run: Run, cast: Cast, house: House, requester: str
) -> None:
    request = house.asked(requester)
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


def test_fields_are_refused_all_at_once(house: House, requester: str) -> None:
    answer = house.ask(requester, scope="all", role="emperor", note="www.evil.example")
    assert answer.status_code == 422
    assert faults(problem_of(answer)) == {
        ("/scope", "not-one-of"),
        ("/role", "not-one-of"),
        ("/note", "contains-link"),
    }


def test_two_administrators_at_once_make_one_decision(run: Run, house: House, requester: str) -> None:
    request = house.asked(requester)
    acts = [
        lambda: decide(run, house.first, request, "approve"),
        lambda: decide(run, house.second, request, "decline", reason="No."),
    ] * (AT_ONCE // 2)
    answers = at_once(acts)
    assert Counter(one.status_code for one in answers) == {200: 1, 409: AT_ONCE - 1}
    assert {slug_of(one) for one in answers if one.is_error} == {"already-decided"}
    (won,) = [one.json()["status"] for one in answers if not one.is_error]
    assert {one.json()["access_request_status"] for one in answers if one.is_error} == {won}
    for who in (house.first, house.second):
        (seen,) = listed(run, who, **{"as": "decider"})["items"]
        assert (seen["access_request_id"], seen["status"]) == (request["access_request_id"], won)
    given = [one for one in house.roles().values() if one["email"] == requester]
    assert len(given) == (won == "approved")


def test_asking_at_once_makes_one_request(run: Run, house: House, requester: str) -> None:
    answers = at_once([lambda: house.ask(requester)] * AT_ONCE)
    assert Counter(one.status_code for one in answers) == {201: 1, 409: AT_ONCE - 1}
    items = listed(run, requester, status="pending")["items"]
    assert [one["account"]["account_id"] for one in items].count(house.account_id) == 1


def test_lists_are_paged_and_each_side_sees_its_own(run: Run, cast: Cast, house: House) -> None:
    people = [cast.requester() for _ in range(3)]
    asked = [house.asked(one)["access_request_id"] for one in people]
    first = listed(run, house.first, **{"as": "decider", "status": "pending", "limit": "2"})
    assert (first["pending_count"], len(first["items"])) == (3, 2)
    rest = listed(
        run, house.first, **{"as": "decider", "status": "pending", "limit": "2", "cursor": first["next_cursor"]}
    )
    assert [one["access_request_id"] for one in (*first["items"], *rest["items"])] == asked
    assert [one["access_request_id"] for one in listed(run, people[0])["items"]] == asked[:1]
    for query in ({"as": "king"}, {"status": "lost"}):
        answer = run.call("GET", ACCESS_REQUESTS, people[0], params=query)
        assert (answer.status_code, slug_of(answer)) == (400, "invalid-parameter")


def test_who_has_nothing_to_do_with_it_sees_nothing(run: Run, cast: Cast, house: House, requester: str) -> None:
    request = house.asked(requester)
    path = f"{ACCESS_REQUESTS}/{request['access_request_id']}"
    assert run.call("GET", path, requester).json() == request
    answer = run.call("GET", path, cast.requester())
    assert (answer.status_code, slug_of(answer)) == (404, "access-request-unknown")


@pytest.mark.parametrize("body", [{}, {"scope": "account"}, {"scope": "account", "role": 7}])
def test_what_is_missing_or_ill_typed_is_named(house: House, requester: str, body: dict[str, object]) -> None:
    answer = house.call(requester, "POST", "/access-requests", json=body)
    assert (answer.status_code, slug_of(answer)) == (422, "validation-failed")
