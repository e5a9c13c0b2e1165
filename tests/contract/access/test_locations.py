"""Everything that is made has an address, at which it is found as it was answered."""

from typing import Any

import httpx
import pytest

from tests.contract.access.accounts import House
from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Run


def found(run: Run, made: httpx.Response, by: str) -> Any:
    """Return what is at the address of what was made."""
    assert made.status_code == 201, made.text
    location = made.headers["location"]
    app = run.stack.urls["app"]
    assert location.startswith(f"{app}/v1/")
    shown = run.call("GET", location.removeprefix(app), by)
    assert shown.status_code == 200, shown.text
    return shown.json()


def test_account_request_is_found_where_its_answer_says(run: Run, cast: Cast, requester: str) -> None:
    body = {"account_name": "Located", "domain_identifier": cast.domain(), "customer_emails": []}
    body["customer_emails"] = [f"it@{body['domain_identifier']}"]
    made = run.call("POST", "/v1/account-requests", requester, json=body, headers={"Idempotency-Key": "located"})
    assert found(run, made, requester) == made.json()


def test_access_request_is_found_where_its_answer_says(run: Run, house: House, requester: str) -> None:
    body = {"scope": "account", "role": "smart_account_user"}
    made = house.call(requester, "POST", "/access-requests", json=body)
    assert found(run, made, requester) == made.json()


@pytest.mark.parametrize("by", ["first", "newcomer"])
def test_role_is_found_by_administrators_and_by_who_has_it(run: Run, cast: Cast, house: House, by: str) -> None:
    newcomer = cast.person(f"newcomer@{house.domain}")
    made = house.call(house.first, "POST", "/roles", json={"email": newcomer, "role": "smart_account_viewer"})
    assert found(run, made, house.first) == made.json()
    offer = f"/v1/offers/{house.account_id}/{made.json()['role_id']}"
    assert run.call("GET", offer, newcomer).json()["role_id"] == made.json()["role_id"]
    assert run.call("POST", f"{offer}/accept", newcomer).status_code == 200
    assert slug_of(run.call("GET", offer, newcomer)) == "offer-unknown"
    role = found(run, made, house.first if by == "first" else newcomer)
    assert (role["email"], role["claimed"], role["offered_until"]) == (newcomer, True, None)


def change(house: House, part: str, **body: Any) -> Any:
    """Change a Virtual Account, and find it as it was answered."""
    changed = house.call(house.first, "PATCH", f"/virtual-accounts/{part}", json=body)
    assert changed.status_code == 200, changed.text
    assert house.call(house.first, "GET", f"/virtual-accounts/{part}").json() == changed.json()
    return changed.json()


def test_virtual_account_is_found_and_moved_with_those_below_it(run: Run, house: House) -> None:
    made = house.call(house.first, "POST", "/virtual-accounts", json={"name": "Lab"})
    assert found(run, made, house.first) == made.json()
    lab = made.json()["virtual_account_id"]
    optics, site = house.virtual_account("Optics", parent_id=lab), house.virtual_account("Site")
    renamed = change(house, lab, name="Laboratory")
    assert [child["virtual_account_id"] for child in renamed["children"]] == [optics]
    moved = change(house, lab, parent_id=site)
    assert (moved["parent_id"], [child["parent_id"] for child in moved["children"]]) == (site, [lab])
    assert change(house, lab, parent_id=None)["parent_id"] is None
    below = house.call(house.first, "PATCH", f"/virtual-accounts/{lab}", json={"parent_id": optics})
    assert below.json()["errors"][0]["code"] == "below-itself"


def test_virtual_account_is_removed_when_it_is_empty(house: House) -> None:
    lab = house.virtual_account("Lab")
    optics = house.virtual_account("Optics", parent_id=lab)

    def remove(part: str) -> httpx.Response:
        return house.call(house.first, "DELETE", f"/virtual-accounts/{part}")

    in_use = remove(lab)
    assert (in_use.status_code, slug_of(in_use)) == (409, "virtual-account-in-use")
    assert in_use.json()["virtual_accounts_below"] == 1
    assert [remove(optics).status_code, remove(lab).status_code] == [204, 204]
    assert slug_of(remove(lab)) == "virtual-account-unknown"
    (default,) = house.call(house.first, "GET", "/virtual-accounts").json()["items"]
    assert slug_of(remove(default["virtual_account_id"])) == "virtual-account-is-default"


def test_pending_count_counts_what_its_list_is_about(run: Run, house: House, requester: str) -> None:
    def counts(by: str) -> list[int]:
        lists = [run.call("GET", f"/v1/access-requests?as={role}", by).json() for role in ("requester", "decider")]
        return [shown["pending_count"] for shown in lists]

    (own, _), (_, waiting) = counts(requester), counts(house.first)
    body = {"scope": "account", "role": "smart_account_user"}
    asked = house.call(requester, "POST", "/access-requests", json=body).json()["access_request_id"]
    assert (counts(requester)[0], counts(house.first)[1]) == (own + 1, waiting + 1)
    run.call("POST", f"/v1/access-requests/{asked}/decline", house.first, json={})
    assert (counts(requester)[0], counts(house.first)[1]) == (own, waiting)
