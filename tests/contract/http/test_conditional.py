"""Conditional calls: `ETag`, `If-None-Match` and `If-Match`, over HTTP."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.contract.access.accounts import House
from tests.contract.at_once import AT_ONCE, Act, at_once
from tests.contract.cast import Cast
from tests.contract.conventions import problem_of, slug_of
from tests.contract.local_run import Run
from tests.contract.steps import pending

MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}
RESOURCES = ["", "/virtual-accounts", "/contacts", "/roles"]


def etag(response: httpx.Response) -> str:
    assert response.status_code < 300, response.text
    tag = response.headers["etag"]
    assert tag.startswith('"')
    return str(tag)


def refused_412(response: httpx.Response) -> None:
    assert (response.status_code, slug_of(response)) == (412, "precondition-failed")


@pytest.mark.parametrize("below", RESOURCES)
def test_known_representation_is_not_sent_again(house: House, below: str) -> None:
    first = house.call(house.first, "GET", below)
    known = etag(first)
    for header in (known, f'"other", W/{known}', "*"):
        again = house.call(house.first, "GET", below, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", known)
    for header in ('"other"', known.strip('"'), "", f'{known[:-2]}x"'):
        assert house.call(house.first, "GET", below, headers={"If-None-Match": header}).content == first.content
    head = house.call(house.first, "HEAD", below)
    assert head.headers["etag"] == known


def test_reading_another_revision_than_the_named_one_is_refused(house: House) -> None:
    known = etag(house.call(house.first, "GET"))
    assert house.call(house.first, "GET", headers={"If-Match": known}).status_code == 200
    refused_412(house.call(house.first, "GET", headers={"If-Match": '"other"'}))


def test_tag_varies_with_the_caller_where_the_body_does(house: House, requester: str) -> None:
    own, foreign = (house.call(by, "GET") for by in (house.first, requester))
    assert own.json()["my_access"] != foreign.json()["my_access"]
    assert etag(own) != etag(foreign)
    stolen = house.call(requester, "GET", headers={"If-None-Match": etag(own)})
    assert (stolen.status_code, stolen.content) == (200, foreign.content)
    assert slug_of(house.run.call("GET", house.path, headers={"If-None-Match": etag(own)})) == "unauthenticated"


def test_changed_resource_has_another_tag_and_time(house: House) -> None:
    before = house.call(house.first, "GET")
    changed = house.call(house.first, "PATCH", json={"account_name": "Orchard"}, headers=MERGE_PATCH)
    after = house.call(house.first, "GET", headers={"If-None-Match": etag(before)})
    assert etag(after) == etag(changed) != etag(before)
    assert after.json()["updated_at"] == changed.json()["updated_at"] > before.json()["updated_at"]
    house.virtual_account("Elsewhere")
    assert etag(house.call(house.first, "GET")) == etag(after), "what nobody sees of it is no change"


@pytest.mark.parametrize("null", ["account_name", "search_visibility"])
def test_null_on_a_required_field_is_refused(house: House, null: str) -> None:
    before = etag(house.call(house.first, "GET"))
    response = house.call(house.first, "PATCH", content=f'{{"{null}": null}}', headers=MERGE_PATCH)
    (error,) = problem_of(response)["errors"]
    assert (response.status_code, error["pointer"], error["code"]) == (422, f"/{null}", "required")
    assert etag(house.call(house.first, "GET")) == before


def test_empty_merge_patch_changes_nothing(house: House) -> None:
    before = etag(house.call(house.first, "GET"))
    assert etag(house.call(house.first, "PATCH", content="{}", headers=MERGE_PATCH)) == before


def test_merge_patch_is_taken_by_patches_alone(house: House) -> None:
    made = house.call(house.first, "POST", "/virtual-accounts", content='{"name": "Lab"}', headers=MERGE_PATCH)
    assert slug_of(made) == "unsupported-media-type"


class Changes:
    """Changes of a house by its two administrators, each of which has seen what it changes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.part = house.virtual_account("Lab")
        self.role = house.give(house.first, "smart_account_viewer")

    def account(self, by: str, number: int = 0) -> tuple[str, str, dict[str, Any]]:
        del by
        return "PATCH", "", {"json": {"account_name": f"Estate {number}"}}

    def virtual_account(self, by: str, number: int = 0) -> tuple[str, str, dict[str, Any]]:
        del by
        return "PATCH", f"/virtual-accounts/{self.part}", {"json": {"name": f"Lab {number}"}}


KINDS = ["account", "virtual_account"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_administrators_with_the_same_tag_one_wins_and_nothing_is_lost(
    house: House, kind: str, attempt: int
) -> None:
    method, below, _ = getattr(Changes(house), kind)(house.first)
    tags = {by: etag(house.call(by, "GET", below)) for by in (house.first, house.second)}
    field = "account_name" if kind == "account" else "name"

    def change(by: str, number: int) -> Act:
        body, headers = {field: f"Name {number}"}, {"If-Match": tags[by]}
        return lambda: house.call(by, method, below, json=body, headers=headers)

    people = [house.first, house.second] * (AT_ONCE // 2)
    responses = at_once([change(by, number) for number, by in enumerate(people)])
    assert Counter(response.status_code for response in responses) == {200: 1, 412: AT_ONCE - 1}, attempt
    (winner,) = (response for response in responses if response.status_code == 200)
    assert house.call(house.first, "GET", below).json()[field] == winner.json()[field]
    for response in responses:
        if response is not winner:
            refused_412(response)


@pytest.mark.parametrize("kind", KINDS)
def test_tag_of_an_answer_serves_for_the_next_change(house: House, kind: str) -> None:
    changes = Changes(house)
    method, below, body = getattr(changes, kind)(house.first)
    seen = etag(house.call(house.first, "GET", below))
    for number in range(3):
        method, below, body = getattr(changes, kind)(house.first, number)
        answer = house.call(house.first, method, below, **body, headers={"If-Match": seen})
        refused_412(house.call(house.first, method, below, json={}, headers={"If-Match": seen}))
        seen = etag(answer)


@pytest.mark.parametrize("header", ['"other"', "", "x", '"a", W/"b"'])
def test_tag_that_is_none_of_the_resource_changes_nothing(house: House, header: str) -> None:
    before = house.call(house.first, "GET")
    refused_412(house.call(house.first, "PATCH", json={"account_name": "Mine"}, headers={"If-Match": header}))
    weak = f"W/{etag(before)}"
    refused_412(house.call(house.first, "PATCH", json={"account_name": "Mine"}, headers={"If-Match": weak}))
    assert house.call(house.first, "GET").content == before.content
    several = f'"other" ,{etag(before)}'
    for good in (several, "*"):
        assert house.call(house.first, "PATCH", json={"account_name": "Estate"}, headers={"If-Match": good}).is_success


def test_what_was_removed_or_answered_meanwhile_is_not_changed_by_its_former_tag(house: House, cast: Cast) -> None:
    changes, newcomer = Changes(house), cast.person(f"newcomer@{house.domain}")
    offer = house.call(house.first, "POST", "/roles", json={"email": newcomer, "role": "smart_account_viewer"})
    role = f"/roles/{offer.json()['role_id']}"
    accept = f"/v1/offers/{house.account_id}{role.removeprefix('/roles')}/accept"
    refused_412(house.run.call("POST", accept, newcomer, headers={"If-Match": '"x"'}))
    assert house.run.call("POST", accept, newcomer, headers={"If-Match": etag(offer)}).status_code == 200
    refused_412(house.call(house.first, "DELETE", role, headers={"If-Match": etag(offer)}))
    seen = {"If-Match": etag(house.call(house.first, "GET", role))}
    assert house.call(house.first, "DELETE", role, headers=seen).status_code == 204
    below = f"/virtual-accounts/{changes.part}"
    seen = {"If-Match": etag(house.call(house.first, "GET", below))}
    house.call(house.first, "PATCH", below, json={"name": "Laboratory"})
    refused_412(house.call(house.first, "DELETE", below, headers=seen))


def test_nothing_is_made_by_a_tag(house: House) -> None:
    seen = {"If-Match": etag(house.call(house.first, "GET", "/virtual-accounts"))}
    refused_412(house.call(house.first, "POST", "/virtual-accounts", json={"name": "Lab"}, headers=seen))


def test_request_and_its_link_are_acted_on_as_they_were_seen(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain, f"it@{domain}", f"head@{domain}")
    path, link = f"/v1/account-requests/{request['request_id']}", f"/v1/approvals/{token}"
    seen, shown = run.call("GET", path, requester), run.call("GET", link)
    body = {"nomination_id": "2", "email": f"other@{domain}"}
    changed = run.call("POST", f"{path}/reassign", requester, json=body, headers={"If-Match": etag(seen)})
    assert changed.json()["updated_at"] > seen.json()["updated_at"]
    assert etag(run.call("GET", path, requester)).partition(".")[0] == etag(changed).partition(".")[0]
    refused_412(run.call("POST", f"{path}/withdraw", requester, json={}, headers={"If-Match": etag(seen)}))
    approval, old = {"authority_confirmed": True}, {"If-Match": etag(shown)}
    refused_412(run.call("POST", f"{link}/approve", json=approval, headers=old))
    new = {"If-Match": etag(run.call("GET", link))}
    assert run.call("POST", f"{link}/approve", json=approval, headers=new).status_code == 200


def test_two_administrators_decide_an_access_request_as_they_have_seen_it(run: Run, house: House, cast: Cast) -> None:
    asked = house.access_request(cast.requester())
    path = f"/v1/access-requests/{asked['access_request_id']}"
    tags = {by: etag(run.call("GET", path, by)) for by in (house.first, house.second)}

    def decide(by: str, outcome: str) -> Act:
        return lambda: run.call("POST", f"{path}/{outcome}", by, json={}, headers={"If-Match": tags[by]})

    responses = at_once([decide(house.first, "approve"), decide(house.second, "decline")])
    assert Counter(response.status_code for response in responses) == {200: 1, 412: 1}
    (winner,) = (response for response in responses if response.status_code == 200)
    assert run.call("GET", path, house.first).json()["status"] == winner.json()["status"]
