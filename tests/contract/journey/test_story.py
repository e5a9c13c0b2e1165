"""The main story comes out as the design tells it: asked for, looked at, forwarded, approved, and told."""

import re

import pytest

from tests.contract.journey.story import ALTERNATE, DOMAIN, FIRST, HEAD, LOOKS, ORGANISATION, Journey
from tests.contract.local_run import Json

READING = ["search", "check", "dry run", "look", "old link"]


def body(journey: Journey, step: str) -> Json:
    answer: Json = journey.answers[step].json()
    return answer


@pytest.mark.parametrize("step", READING)
def test_looking_changes_no_byte_and_sends_nothing(journey: Journey, step: str) -> None:
    assert journey.unchanged[step]
    assert journey.mails[step] == []


def test_the_organisation_is_found_before_anything_is_asked(journey: Journey) -> None:
    (found,) = body(journey, "search")["items"]
    assert found["domain_identifier"] == ORGANISATION
    assert found["status"] == "active"


def test_the_domain_check_says_who_will_be_told(journey: Journey) -> None:
    assert body(journey, "check") == {
        "domain_identifier": DOMAIN,
        "domain_display": DOMAIN,
        "registrable_domain": ORGANISATION,
        "account": None,
        "administrators_to_be_told": 1,
        "matching_mail_domains": [DOMAIN, ORGANISATION],
        "always_reviewed": False,
    }


def test_a_submission_is_pending_and_says_where_it_is(journey: Journey) -> None:
    answer = journey.answers["submit"]
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"/v1/account-requests/{journey.request['request_id']}")
    assert re.fullmatch(r"SAR-[0-9A-Z]{4}-[0-9A-Z]{4}", journey.request["reference"])
    assert journey.request["status"] == journey.request["account"]["status"] == "pending"
    assert journey.request["allowed_actions"] == ["withdraw", "resend", "reassign"]
    assert journey.request["decision"] is None


def test_the_pending_account_is_found_by_its_domain(journey: Journey) -> None:
    (found,) = body(journey, "found")["items"]
    assert (found["account_id"], found["status"]) == (journey.request["account"]["account_id"], "pending")


def test_a_link_shows_the_same_however_often_it_is_opened(journey: Journey) -> None:
    assert len({journey.answers[f"look {number}"].content for number in range(LOOKS)}) == 1
    shown = body(journey, "look 0")
    assert shown["status"] == "pending"
    assert shown["allowed_actions"] == ["approve", "decline", "forward"]
    assert journey.answers["head"].content == b""


def test_a_forward_masks_the_new_person(journey: Journey) -> None:
    assert body(journey, "forward") == {
        "status": "pending",
        "forwarded_to": "h\u2022\u2022\u2022@labs.journey.example",
    }


def test_the_old_link_says_that_it_was_forwarded(journey: Journey) -> None:
    assert journey.answers["old link"].status_code == 410
    assert body(journey, "old link")["type"] == "/problems/link-forwarded"


def test_approval_makes_the_account_active_with_its_default_part_and_administrator(journey: Journey) -> None:
    assert body(journey, "approve")["status"] == "approved"
    assert body(journey, "approve")["account"] == body(journey, "account")
    account = body(journey, "account")
    assert (account["status"], account["account_name"]) == ("active", "Laboratoires du Voyage")
    assert account["activated_at"]
    assert [(one["email"], one["role"]) for one in body(journey, "contacts")["items"]] == [
        (HEAD, "smart_account_administrator")
    ]
    (part,) = body(journey, "virtual accounts")["items"]
    assert (part["is_default"], part["children"]) == (True, [])


def test_the_approver_signs_in_as_administrator(journey: Journey) -> None:
    account = journey.run.call("GET", journey.account_path, HEAD).json()
    assert account["my_access"] == ["smart_account_administrator"]


def test_the_requester_sees_how_it_ended(journey: Journey) -> None:
    request = body(journey, "approved")
    assert request["status"] == "approved"
    assert request["allowed_actions"] == []
    assert (request["decision"]["outcome"], request["decision"]["by"]) == ("approved", HEAD)
    assert [(one["email"], one["state"], one["delivery"]) for one in request["nominations"]] == [
        (FIRST, "forwarded", "sent"),
        (ALTERNATE, "closed", "sent"),
        (HEAD, "decided", "sent"),
    ]


@pytest.mark.parametrize("who", ["decider", "alternate"])
def test_every_link_shows_the_outcome_with_the_decider_masked(journey: Journey, who: str) -> None:
    outcome = body(journey, f"outcome for {who}")
    assert (outcome["status"], outcome["allowed_actions"]) == ("approved", [])
    assert outcome["decision"]["by"] == "h\u2022\u2022\u2022@labs.journey.example"
    assert HEAD not in journey.answers[f"outcome for {who}"].text


def test_the_events_tell_the_story(journey: Journey) -> None:
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
def test_the_events_hold_no_address(journey: Journey, address: str) -> None:
    assert address not in journey.answers["events"].text


def test_the_request_is_among_the_requesters_own(journey: Journey) -> None:
    assert body(journey, "own requests")["items"] == [body(journey, "approved")]


@pytest.mark.parametrize(
    ("step", "account_status", "request_status"),
    [("directory", "pending", "pending"), ("directory afterwards", "active", "approved")],
)
def test_the_requesters_directory_shows_the_account_with_its_request(
    journey: Journey, step: str, account_status: str, request_status: str
) -> None:
    (entry,) = body(journey, step)["creation_requested"]
    assert (entry["account_id"], entry["status"]) == (journey.request["account"]["account_id"], account_status)
    assert entry["request"] == {"request_id": journey.request["request_id"], "status": request_status}
