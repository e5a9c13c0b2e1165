"""The outcomes of the main journey, step by step."""

import re

import pytest

from tests.contract.journey.story import ALTERNATE, DOMAIN, FIRST, HEAD, LOOKS, ORGANISATION, Journey
from tests.contract.local_run import Json

READING = ["search", "check", "dry run", "look", "old link"]


def body(journey: Journey, step: str) -> Json:
    response: Json = journey.responses[step].json()
    return response


@pytest.mark.parametrize("step", READING)
def test_reading_changes_nothing_and_sends_no_mail(journey: Journey, step: str) -> None:
    assert journey.unchanged[step]
    assert journey.mails[step] == []


def test_organisation_is_found_by_search(journey: Journey) -> None:
    (found,) = body(journey, "search")["items"]
    assert found["domain_identifier"] == ORGANISATION
    assert found["status"] == "active"


def test_domain_check_counts_administrators_to_notify(journey: Journey) -> None:
    assert body(journey, "check") == {
        "domain_identifier": DOMAIN,
        "domain_display": DOMAIN,
        "registrable_domain": ORGANISATION,
        "account": None,
        "administrators_to_be_told": 1,
        "matching_mail_domains": [DOMAIN, ORGANISATION],
        "always_reviewed": False,
    }


def test_submission_is_pending_with_location(journey: Journey) -> None:
    response = journey.responses["submit"]
    assert response.status_code == 201
    assert response.headers["location"].endswith(f"/v1/account-requests/{journey.request['request_id']}")
    assert re.fullmatch(r"SAR-[0-9A-Z]{4}-[0-9A-Z]{4}", journey.request["reference"])
    assert journey.request["status"] == journey.request["account"]["status"] == "pending"
    assert journey.request["allowed_actions"] == ["withdraw", "resend", "reassign", "hand_over"]
    assert journey.request["decision"] is None


def test_pending_account_is_found_by_domain(journey: Journey) -> None:
    (found,) = body(journey, "found")["items"]
    assert (found["account_id"], found["status"]) == (journey.request["account"]["account_id"], "pending")


def test_link_shows_same_content_each_time(journey: Journey) -> None:
    assert len({journey.responses[f"look {number}"].content for number in range(LOOKS)}) == 1
    shown = body(journey, "look 0")
    assert shown["status"] == "pending"
    assert shown["allowed_actions"] == ["approve", "decline", "forward"]
    assert journey.responses["head"].content == b""


def test_forward_response_masks_address(journey: Journey) -> None:
    assert body(journey, "forward") == {
        "status": "pending",
        "forwarded_to": "h\u2022\u2022\u2022@labs.journey.example",
    }


def test_forwarded_link_returns_410(journey: Journey) -> None:
    assert journey.responses["old link"].status_code == 410
    assert str(body(journey, "old link")["type"]).endswith("/problems/link-forwarded")


def test_approval_activates_account_with_default_virtual_account_and_administrator(journey: Journey) -> None:
    assert body(journey, "approve")["status"] == "approved"
    assert body(journey, "approve")["account"] == body(journey, "account")
    account = body(journey, "account")
    assert (account["status"], account["account_name"]) == ("active", "Laboratoires du Voyage")
    assert account["activated_at"]
    assert [(contact["email"], contact["role"]) for contact in body(journey, "contacts")["items"]] == [
        (HEAD, "smart_account_administrator")
    ]
    (node,) = body(journey, "virtual accounts")["items"]
    assert (node["is_default"], node["children"]) == (True, [])


def test_approver_is_administrator_after_sign_in(journey: Journey) -> None:
    account = journey.run.call("GET", journey.account_path, HEAD).json()
    assert account["my_access"] == ["smart_account_administrator"]


def test_requester_sees_outcome(journey: Journey) -> None:
    request = body(journey, "approved")
    assert request["status"] == "approved"
    assert request["allowed_actions"] == []
    assert (request["decision"]["outcome"], request["decision"]["by"]) == ("approved", HEAD)
    nominations = request["nominations"]
    assert [(nomination["email"], nomination["state"], nomination["delivery"]) for nomination in nominations] == [
        (FIRST, "forwarded", "sent"),
        (ALTERNATE, "closed", "sent"),
        (HEAD, "decided", "sent"),
    ]


@pytest.mark.parametrize("who", ["decider", "alternate"])
def test_every_link_shows_outcome_with_masked_decider(journey: Journey, who: str) -> None:
    outcome = body(journey, f"outcome for {who}")
    assert (outcome["status"], outcome["allowed_actions"]) == ("approved", [])
    assert outcome["decision"]["by"] == "h\u2022\u2022\u2022@labs.journey.example"
    assert HEAD not in journey.responses[f"outcome for {who}"].text


def test_events_list_every_step(journey: Journey) -> None:
    events = body(journey, "events")["items"]
    assert [(event["kind"], event["actor"]["role"]) for event in events] == [
        ("submitted", "requester"),
        ("forwarded", "approver"),
        ("approved", "approver"),
    ]
    assert all(event.keys() == {"event_id", "at", "kind", "actor", "details"} for event in events)
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert len({event["event_id"] for event in events}) == len(events)


@pytest.mark.parametrize("address", [FIRST, ALTERNATE, HEAD])
def test_events_contain_no_address(journey: Journey, address: str) -> None:
    assert address not in journey.responses["events"].text


def test_request_is_listed_for_requester(journey: Journey) -> None:
    assert body(journey, "own requests")["items"] == [body(journey, "approved")]


@pytest.mark.parametrize(
    ("step", "account_status", "request_status"),
    [("directory", "pending", "pending"), ("directory afterwards", "active", "approved")],
)
def test_directory_shows_account_with_request(
    journey: Journey, step: str, account_status: str, request_status: str
) -> None:
    (entry,) = body(journey, step)["creation_requested"]
    assert (entry["account_id"], entry["status"]) == (journey.request["account"]["account_id"], account_status)
    assert entry["request"] == {"request_id": journey.request["request_id"], "status": request_status}
