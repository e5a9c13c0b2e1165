"""The responses of the main journey have the documented members, timestamps and headers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.journey.story import Journey
from tests.contract.local_run import Json

ACCOUNT = {"account_id", "account_name", "domain_identifier", "domain_display", "account_type", "status"} | {
    "search_visibility",
    "my_access",
    "created_at",
    "activated_at",
    "updated_at",
}
REQUEST = {"request_id", "reference", "status", "account", "requester", "note_to_customer", "note_to_reviewer"} | {
    "order_reference",
    "nominations",
    "decision",
    "allowed_actions",
    "created_at",
    "expires_at",
    "end_reason",
    "updated_at",
    "team_account_id",
    "proposed_access",
}
NOMINATION = {"nomination_id", "email", "state", "hops", "delivery", "delivered_at"}
LINK = {"request", "link_expires_at", "status", "decision", "allowed_actions"}
LINKED_REQUEST = {"reference", "account_name", "domain_identifier", "domain_display", "requester"} | {
    "note_to_customer",
    "proposed_access",
    "created_at",
    "expires_at",
}
VIRTUAL_ACCOUNT = {"virtual_account_id", "name", "parent_id", "is_default", "search_visibility", "children"} | {
    "created_at",
    "updated_at",
}


def body(journey: Journey, step: str) -> Json:
    response: Json = journey.responses[step].json()
    return response


def test_responses_have_documented_members(journey: Journey) -> None:
    request, link = body(journey, "requested"), body(journey, "look 0")
    assert request.keys() == REQUEST
    assert request["account"].keys() == ACCOUNT
    assert [nomination.keys() for nomination in request["nominations"]] == [NOMINATION] * 2
    assert request["requester"].keys() == {"name", "email"}
    assert link.keys() == LINK
    assert link["request"].keys() == LINKED_REQUEST
    assert body(journey, "account").keys() == ACCOUNT
    (node,) = body(journey, "virtual accounts")["items"]
    assert node.keys() == VIRTUAL_ACCOUNT
    assert body(journey, "approved")["decision"].keys() == {"outcome", "by", "at", "reason_code", "reason"}
    assert body(journey, "outcome for decider")["decision"].keys() >= {"outcome", "at", "by"}


def timestamps(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and (str(name).endswith(("_at", "_until")) or name == "at"):
                yield part
            yield from timestamps(part)


def test_every_timestamp_is_utc(journey: Journey) -> None:
    found = [
        time for response in journey.responses.values() if response.content for time in timestamps(response.json())
    ]
    assert found
    assert [time for time in found if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", time)] == []


@pytest.mark.parametrize("step", ["look 0", "head", "old link", "approve"])
def test_link_responses_are_not_cached(journey: Journey, step: str) -> None:
    headers = journey.responses[step].headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "strict-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
