"""Account administration over JSON: roles, last administrator, name and visibility, Virtual Accounts."""

from collections import Counter

import pytest

from tests.contract.access.accounts import House
from tests.contract.at_once import at_once
from tests.contract.cast import Cast
from tests.contract.conventions import faults, problem_of, slug_of
from tests.contract.local_run import Run


def refused(response: object, status: int, slug: str) -> None:
    assert (response.status_code, slug_of(response)) == (status, slug)  # type: ignore[attr-defined,arg-type]


def test_role_is_offered_accepted_and_withdrawn(run: Run, cast: Cast, house: House) -> None:
    colleague = cast.person(f"colleague@{house.domain}")
    body = {"email": colleague, "role": "smart_account_user"}
    offer = house.call(house.first, "POST", "/roles", json=body).json()
    role_id = offer["role_id"]
    assert offer["offered_until"] == house.roles()[role_id]["offered_until"] is not None
    refused(run.call("GET", "/v1/directory", colleague), 403, "role-required")
    (listed,) = run.call("GET", "/v1/offers", colleague).json()["items"]
    assert listed["role_id"] == role_id
    accept = f"/v1/offers/{house.account_id}/{role_id}/accept"
    refused(run.call("POST", accept, cast.requester()), 404, "offer-unknown")
    assert run.call("POST", accept, colleague).status_code == 200
    refused(run.call("POST", accept, colleague), 404, "offer-unknown")
    role = house.roles()[role_id]
    assert (role["origin"], role["claimed"], role["email"]) == ("administrator", True, colleague)
    assert role["offered_until"] is None
    assert run.call("GET", "/v1/directory", colleague).status_code == 200
    assert house.call(house.first, "DELETE", f"/roles/{role_id}").status_code == 204
    refused(run.call("GET", "/v1/directory", colleague), 403, "role-required")
    refused(house.call(house.first, "DELETE", f"/roles/{role_id}"), 404, "role-unknown")


def test_last_administrator_survives_concurrent_removals(run: Run, house: House) -> None:
    ids = {role["email"]: role_id for role_id, role in house.roles().items()}
    responses = at_once(
        [
            lambda: house.call(house.first, "DELETE", f"/roles/{ids[house.second]}"),
            lambda: house.call(house.second, "DELETE", f"/roles/{ids[house.first]}"),
        ]
    )
    assert Counter(response.status_code for response in responses) in ({204: 1, 409: 1}, {204: 1, 403: 1})
    winner = house.first if responses[0].status_code == 204 else house.second
    (remaining,) = run.call("GET", f"{house.path}/contacts", winner).json()["items"]
    email = remaining["email"]
    refused(house.call(email, "DELETE", f"/roles/{ids[email]}"), 409, "last-administrator")


def test_search_follows_changed_name_and_visibility(run: Run, cast: Cast, house: House) -> None:
    response = house.call(
        house.first, "PATCH", json={"account_name": "Quince Estate", "search_visibility": "restricted"}
    )
    assert response.status_code == 200
    assert response.json()["account_name"] == "Quince Estate"
    stranger = cast.requester()

    def found(query: str) -> list[str]:
        items = run.call("GET", "/v1/accounts", stranger, params={"q": query}).json()["items"]
        return [account["account_id"] for account in items]

    assert (found("quince"), found("quince estate")) == ([], [house.account_id])
    house.call(house.first, "PATCH", json={"search_visibility": "unrestricted"})
    assert found("quince") == [house.account_id]
    refused(house.call(stranger, "PATCH", json={"account_name": "Mine"}), 403, "administrator-required")
    wrong = house.call(house.first, "PATCH", json={"account_name": "x", "search_visibility": "hidden"})
    assert faults(problem_of(wrong)) == {("/account_name", "too-short"), ("/search_visibility", "not-one-of")}


def test_virtual_accounts_can_be_nested_and_renamed(house: House, requester: str) -> None:
    lab = house.virtual_account("Lab")
    optics = house.virtual_account("Optics", parent_id=lab)
    response = house.call(house.first, "PATCH", f"/virtual-accounts/{optics}", json={"name": "Photonics"})
    assert (response.status_code, response.json()["name"]) == (200, "Photonics")
    items = house.call(requester, "GET", "/virtual-accounts").json()["items"]
    shown = {node["name"]: [child["name"] for child in node["children"]] for node in items}
    assert shown == {"DEFAULT": [], "Lab": ["Photonics"]}
    assert [node["name"] for node in items if node["is_default"]] == ["DEFAULT"]
    refused(house.call(requester, "POST", "/virtual-accounts", json={"name": "Mine"}), 403, "administrator-required")
    taken = house.call(house.first, "POST", "/virtual-accounts", json={"name": "lab"})
    assert faults(problem_of(taken)) == {("/name", "name-taken")}
    gone = house.call(house.first, "PATCH", "/virtual-accounts/nothing", json={"name": "New"})
    refused(gone, 404, "virtual-account-unknown")


def test_concurrent_virtual_accounts_of_same_name_create_one(house: House) -> None:
    body = {"name": "Twins"}
    responses = at_once([lambda: house.call(house.first, "POST", "/virtual-accounts", json=body)] * 4)
    assert Counter(response.status_code for response in responses) == {201: 1, 422: 3}


def test_restricted_virtual_account_is_shown_only_with_access(cast: Cast, house: House, requester: str) -> None:
    hidden = house.virtual_account("Hidden", search_visibility="restricted")
    insider = cast.person(f"insider@{house.domain}")
    house.give(insider, "virtual_account_viewer", hidden)

    def names(who: str) -> set[str]:
        return {node["name"] for node in house.call(who, "GET", "/virtual-accounts").json()["items"]}

    assert (names(requester), names(insider)) == ({"DEFAULT"}, {"DEFAULT", "Hidden"})


@pytest.mark.parametrize("below", ["/roles", "/contacts", "/virtual-accounts"])
def test_details_of_restricted_account_need_access(house: House, requester: str, below: str) -> None:
    house.call(house.first, "PATCH", json={"search_visibility": "restricted"})
    response = house.call(requester, "GET", below)
    refused(response, 403, "administrator-required" if below == "/roles" else "access-required")
    assert house.call(house.second, "GET", below).status_code == 200


def test_contacts_show_name_of_administrator_after_first_change(house: House) -> None:
    house.virtual_account("Lab")
    contacts = house.call(house.second, "GET", "/contacts").json()["items"]
    assert {contact["email"]: contact["name"] for contact in contacts}[house.first] == "Pat A"
