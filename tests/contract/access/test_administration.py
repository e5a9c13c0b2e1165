"""Running an account over JSON: roles, the last administrator, name and visibility, Virtual Accounts."""

from collections import Counter

import pytest

from tests.contract.access.accounts import House
from tests.contract.at_once import at_once
from tests.contract.cast import Cast
from tests.contract.conventions import faults, problem_of, slug_of
from tests.contract.local_run import Run


def refused(answer: object, status: int, slug: str) -> None:
    assert (answer.status_code, slug_of(answer)) == (status, slug)  # type: ignore[attr-defined,arg-type]


def test_a_role_is_given_used_claimed_and_withdrawn(run: Run, cast: Cast, house: House) -> None:
    colleague = cast.person(f"colleague@{house.domain}")
    role_id = house.give(colleague, "smart_account_user")
    role = house.roles()[role_id]
    assert (role["origin"], role["claimed"], role["email"]) == ("administrator", False, colleague)
    assert run.call("GET", "/v1/directory", colleague).status_code == 200
    assert not house.roles()[role_id]["claimed"]
    # What writes is the first to claim: reading writes nothing.
    house.ask(colleague, role="smart_account_administrator")
    assert house.roles()[role_id]["claimed"]
    assert house.call(house.first, "DELETE", f"/roles/{role_id}").status_code == 204
    refused(run.call("GET", "/v1/directory", colleague), 403, "role-required")
    refused(house.call(house.first, "DELETE", f"/roles/{role_id}"), 404, "role-unknown")


def test_the_last_administrator_stays_by_two_removals_at_once_too(run: Run, house: House) -> None:
    ids = {one["email"]: role_id for role_id, one in house.roles().items()}
    answers = at_once(
        [
            lambda: house.call(house.first, "DELETE", f"/roles/{ids[house.second]}"),
            lambda: house.call(house.second, "DELETE", f"/roles/{ids[house.first]}"),
        ]
    )
    assert Counter(one.status_code for one in answers) in ({204: 1, 409: 1}, {204: 1, 403: 1})
    (left,) = run.call("GET", f"{house.path}/contacts", house.first).json()["items"]
    left_by = left["email"]
    refused(house.call(left_by, "DELETE", f"/roles/{ids[left_by]}"), 409, "last-administrator")


def test_name_and_visibility_change_and_the_search_follows(run: Run, cast: Cast, house: House) -> None:
    answer = house.call(house.first, "PATCH", json={"account_name": "Quince Estate", "search_visibility": "restricted"})
    assert answer.status_code == 200
    assert answer.json()["account_name"] == "Quince Estate"
    stranger = cast.requester()

    def found(query: str) -> list[str]:
        items = run.call("GET", "/v1/accounts", stranger, params={"q": query}).json()["items"]
        return [one["account_id"] for one in items]

    assert (found("quince"), found("quince estate")) == ([], [house.account_id])
    house.call(house.first, "PATCH", json={"search_visibility": "unrestricted"})
    assert found("quince") == [house.account_id]
    refused(house.call(stranger, "PATCH", json={"account_name": "Mine"}), 403, "administrator-required")
    wrong = house.call(house.first, "PATCH", json={"account_name": "x", "search_visibility": "hidden"})
    assert faults(problem_of(wrong)) == {("/account_name", "too-short"), ("/search_visibility", "not-one-of")}


def test_virtual_accounts_nest_and_are_renamed(house: House, requester: str) -> None:
    lab = house.part("Lab")
    optics = house.part("Optics", parent_id=lab)
    answer = house.call(house.first, "PATCH", f"/virtual-accounts/{optics}", json={"name": "Photonics"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Photonics")
    items = house.call(requester, "GET", "/virtual-accounts").json()["items"]
    shown = {one["name"]: [child["name"] for child in one["children"]] for one in items}
    assert shown == {"DEFAULT": [], "Lab": ["Photonics"]}
    assert [one["name"] for one in items if one["is_default"]] == ["DEFAULT"]
    refused(house.call(requester, "POST", "/virtual-accounts", json={"name": "Mine"}), 403, "administrator-required")
    taken = house.call(house.first, "POST", "/virtual-accounts", json={"name": "lab"})
    assert faults(problem_of(taken)) == {("/name", "name-taken")}
    gone = house.call(house.first, "PATCH", "/virtual-accounts/nothing", json={"name": "New"})
    refused(gone, 404, "virtual-account-unknown")


def test_the_same_name_at_once_stands_once(house: House) -> None:
    body = {"name": "Twins"}
    answers = at_once([lambda: house.call(house.first, "POST", "/virtual-accounts", json=body)] * 4)
    assert Counter(one.status_code for one in answers) == {201: 1, 422: 3}


def test_a_restricted_virtual_account_is_shown_to_those_with_access(cast: Cast, house: House, requester: str) -> None:
    hidden = house.part("Hidden", search_visibility="restricted")
    insider = cast.person(f"insider@{house.domain}")
    house.give(insider, "virtual_account_viewer", hidden)

    def names(who: str) -> set[str]:
        return {one["name"] for one in house.call(who, "GET", "/virtual-accounts").json()["items"]}

    assert (names(requester), names(insider)) == ({"DEFAULT"}, {"DEFAULT", "Hidden"})


@pytest.mark.parametrize("below", ["/roles", "/contacts", "/virtual-accounts"])
def test_contacts_hierarchy_and_roles_of_a_restricted_account_need_access(
    house: House, requester: str, below: str
) -> None:
    house.call(house.first, "PATCH", json={"search_visibility": "restricted"})
    answer = house.call(requester, "GET", below)
    refused(answer, 403, "administrator-required" if below == "/roles" else "access-required")
    assert house.call(house.second, "GET", below).status_code == 200


def test_an_administrator_is_known_by_name_after_their_first_act(house: House) -> None:
    house.part("Lab")
    contacts = house.call(house.second, "GET", "/contacts").json()["items"]
    assert {one["email"]: one["name"] for one in contacts}[house.first] == "Pat A"
