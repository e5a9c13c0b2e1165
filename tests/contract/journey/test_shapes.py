"""The answers of the main story have the members, instants and headers of the contract."""

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
}
REQUEST = {"request_id", "reference", "status", "account", "requester", "note_to_customer", "note_to_reviewer"} | {
    "nominations",
    "decision",
    "allowed_actions",
    "created_at",
    "expires_at",
}
NOMINATION = {"nomination_id", "email", "state", "hops", "delivery", "delivered_at"}
LINK = {"request", "link_expires_at", "status", "decision", "allowed_actions"}
LINKED_REQUEST = {"reference", "account_name", "domain_identifier", "domain_display", "requester"} | {
    "note_to_customer",
    "created_at",
    "expires_at",
}


def body(journey: Journey, step: str) -> Json:
    answer: Json = journey.answers[step].json()
    return answer


def test_the_members_are_those_of_the_contract(journey: Journey) -> None:
    request, link = body(journey, "requested"), body(journey, "look 0")
    assert request.keys() == REQUEST
    assert request["account"].keys() == ACCOUNT
    assert [one.keys() for one in request["nominations"]] == [NOMINATION] * 2
    assert request["requester"].keys() == {"name", "email"}
    assert link.keys() == LINK
    assert link["request"].keys() == LINKED_REQUEST
    assert body(journey, "account").keys() == ACCOUNT
    (node,) = body(journey, "virtual accounts")["items"]
    assert node.keys() == {"virtual_account_id", "name", "is_default", "search_visibility", "children"}
    assert body(journey, "approved")["decision"].keys() == {"outcome", "by", "at", "reason_code", "reason"}
    assert body(journey, "outcome for decider")["decision"].keys() >= {"outcome", "at", "by"}


def instants(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and (str(name).endswith(("_at", "_until")) or name == "at"):
                yield part
            yield from instants(part)


def test_every_instant_is_utc_and_says_so(journey: Journey) -> None:
    shown = [one for answer in journey.answers.values() if answer.content for one in instants(answer.json())]
    assert shown
    assert [one for one in shown if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", one)] == []


@pytest.mark.parametrize("step", ["look 0", "head", "old link", "approve"])
def test_answers_about_a_link_are_kept_by_nobody(journey: Journey, step: str) -> None:
    headers = journey.answers[step].headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "strict-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
