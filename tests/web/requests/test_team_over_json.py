"""A team over JSON: the choice of it, its list, its refusals, and handing over."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.accounts.account import AccessRole
from tests.matrix.callers import ADDRESSES, with_issuer
from tests.web.api.programs import Program
from tests.web.browser_without_script import Response, site_over
from tests.world import World

TEAM = "account-of-the-team"
BODY = {"account_name": "House of Ten", "domain_identifier": "ten.example", "customer_emails": ["it@ten.example"]}
PATH = "/v1/account-requests"


@pytest.fixture
def nobody(world: World) -> Iterator[Program]:
    world.container = with_issuer(world.container)
    with site_over(world) as site:
        yield Program(site)


def member(nobody: Program, column: str, role: AccessRole = AccessRole.SMART_ACCOUNT_USER) -> Program:
    return nobody.of(column, TEAM, role)


def submit(program: Program, key: str = "one", **changed: Any) -> Response:
    return program.call("POST", PATH, {**BODY, **changed}, Idempotency_Key=key)


def read(response: Response) -> Any:
    return json.loads(response.text)


def test_team_is_answered_and_listed_apart(nobody: Program) -> None:
    requester, viewer = member(nobody, "req"), member(nobody, "riv", AccessRole.SMART_ACCOUNT_VIEWER)
    request = read(submit(requester))
    assert request["team_account_id"] == TEAM
    assert request["allowed_actions"] == ["withdraw", "resend", "reassign", "hand_over"]
    assert [one["request_id"] for one in read(viewer.call("GET", f"{PATH}?scope=team"))["items"]] == [
        request["request_id"]
    ]
    assert read(viewer.call("GET", PATH))["items"] == []
    shown = read(viewer.call("GET", f"{PATH}/{request['request_id']}"))
    assert shown["allowed_actions"] == []


def test_viewer_is_refused_with_the_role_that_is_missing(nobody: Program) -> None:
    requester, viewer = member(nobody, "req"), member(nobody, "riv", AccessRole.SMART_ACCOUNT_VIEWER)
    request = read(submit(requester))
    refused = viewer.call("POST", f"{PATH}/{request['request_id']}/withdraw", {})
    assert (refused.status, read(refused)["type"].rpartition("/")[2]) == (403, "team-role-required")


def test_conflict_names_the_request_to_the_team_alone(nobody: Program) -> None:
    request = read(submit(member(nobody, "req")))
    colleague = read(submit(member(nobody, "riv"), "two"))
    stranger = read(submit(nobody.of("els"), "three"))
    assert colleague["existing_request_id"] == request["request_id"]
    assert "existing_request_id" not in stranger


@pytest.mark.parametrize("chosen", ["unknown", TEAM])
def test_team_that_does_not_fit_is_a_field_error(nobody: Program, chosen: str) -> None:
    refused = submit(nobody.of("els"), team_account_id=chosen)
    (error,) = read(refused)["errors"]
    assert (refused.status, error["pointer"], error["code"]) == (422, "/team_account_id", "not-one-of")


def test_request_is_handed_over(nobody: Program) -> None:
    requester, successor = member(nobody, "req"), member(nobody, "riv")
    request = read(submit(requester))
    path = f"{PATH}/{request['request_id']}/hand-over"
    refused = requester.call("POST", path, {"email": "nobody@reseller.example"})
    assert (refused.status, read(refused)["errors"][0]["code"]) == (422, "not-a-team-member")
    done = requester.call("POST", path, {"email": ADDRESSES["riv"]})
    assert (done.status, read(done)["requester"]["email"]) == (200, ADDRESSES["riv"])
    assert len(read(successor.call("GET", PATH))["items"]) == 1
