"""Review: which requests need it, who sees them, and the effects of its decisions."""

import pytest

from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import (
    REQUESTS,
    act_on_request,
    approve,
    events_of,
    form,
    mails_to,
    new_key,
    pending,
    shown,
    submit,
    token_of,
)

NOTE = "They write from a private mailbox, but I met them."


def in_review(run: Run, by: str, domain: str) -> Json:
    """Submit a request whose customer address is not under its domain."""
    request = submit(run, by, domain, f"{domain}@gmail.com", note_to_reviewer=NOTE)
    assert request["status"] == "pending_review"
    return request


def review(request: Json) -> str:
    return f"{REQUESTS}/{request['request_id']}/review"


@pytest.mark.parametrize(
    ("identifier", "address", "status"),
    [
        ("gate.example", "it@gate.example", "pending"),
        ("gate.example", "it@GATE.example", "pending"),
        ("labs.gate.example", "it@gate.example", "pending"),
        ("labs.gate.example", "it@labs.gate.example", "pending"),
        ("gate.example", "it@student.gate.example", "pending_review"),
        ("labs.gate.example", "it@shop.gate.example", "pending_review"),
        ("gate.example", "it@other-gate.example", "pending_review"),
        ("gate.example", "it@notgate.example", "pending_review"),
        ("gate.example", "it@gmail.com", "pending_review"),
        ("ruhr-uni-bochum.de", "it@ruhr-uni-bochum.de", "pending_review"),
        ("shop.co.uk", "it@shop.co.uk", "pending"),
        ("shop.co.uk", "it@other.co.uk", "pending_review"),
    ],
)
def test_request_with_other_mail_domain_goes_to_review(run: Run, identifier: str, address: str, status: str) -> None:
    dry_run = run.call("POST", f"{REQUESTS}?dry_run=true", PARTNER, json=form(identifier, address)).json()
    assert dry_run["status"] == status
    assert ("goes-to-review" in {warning["code"].replace("_", "-") for warning in dry_run["warnings"]}) == (
        status == "pending_review"
    )


def test_one_address_of_other_domain_sends_request_to_review(run: Run) -> None:
    body = form("gate.example", "it@gate.example", "it@gmail.com")
    assert run.call("POST", f"{REQUESTS}?dry_run=true", PARTNER, json=body).json()["status"] == "pending_review"


def test_request_in_review_is_mailed_to_reviewers_only(run: Run, requester: str, domain: str) -> None:
    # Of the mails of one hour to a reviewer, only the first ones go alone.
    run.advance(hours=1)
    request = in_review(run, requester, domain)
    (mail,) = [mail for mail in run.messages() if request["reference"] in mail["subject"]]
    assert mail["to"] == [REVIEWER]


def test_account_of_request_in_review_is_visible_to_requester_only(run: Run, requester: str, domain: str) -> None:
    request = in_review(run, requester, domain)
    path = f"/v1/accounts/{request['account']['account_id']}"
    for below in ("", "/contacts", "/virtual-accounts"):
        refused(run, 404, "account-unknown", "GET", path + below, by=PARTNER)
    assert run.call("GET", path, requester).json()["status"] == "pending"
    for query in (domain, request["account"]["account_name"]):
        assert run.call("GET", "/v1/accounts", PARTNER, params={"q": query}).json()["items"] == []
    assert run.call("GET", f"/v1/domains/check?domain={domain}", PARTNER).json()["account"] is None


def test_reviewer_sees_request_with_note(run: Run, requester: str, domain: str) -> None:
    request = in_review(run, requester, domain)
    listed = run.call("GET", "/v1/reviews?limit=50", REVIEWER).json()["items"]
    assert request["request_id"] in [item["request_id"] for item in listed]
    seen = shown(run, REVIEWER, request)
    assert seen["note_to_reviewer"] == NOTE
    assert seen["allowed_actions"] == ["accept", "decline"]
    assert [event["kind"] for event in events_of(run, REVIEWER, request)] == ["submitted"]


def test_request_without_review_is_seen_by_reviewers_while_they_may_decline_it(
    run: Run, requester: str, domain: str
) -> None:
    request = submit(run, requester, domain)
    one = f"{REQUESTS}/{request['request_id']}"
    assert run.call("GET", one, REVIEWER).json()["status"] == "pending"
    (mail,) = mails_to(run, request["nominations"][0]["email"], request)
    pending = run.call(
        "GET", f"/v1/reviews?status=pending&domain={request['account']['domain_identifier']}", REVIEWER
    ).json()
    assert [item["request_id"] for item in pending["items"]] == [request["request_id"]]
    assert approve(run, token_of(run, mail["to"][0], request)).status_code == 200
    refused(run, 404, "request-unknown", "GET", one, by=REVIEWER)


def test_accepted_request_is_sent_to_customer(run: Run, requester: str, domain: str) -> None:
    request = in_review(run, requester, domain)
    response = act_on_request(run, REVIEWER, request, "review", decision="accept")
    assert (response.status_code, response.json()["status"]) == (200, "pending")
    (mail,) = mails_to(run, f"{domain}@gmail.com", request)
    assert NOTE not in mail["text"]
    assert approve(run, token_of(run, f"{domain}@gmail.com", request)).status_code == 200
    story = [(event["kind"], event["actor"]["role"]) for event in events_of(run, requester, request)]
    assert story == [("submitted", "requester"), ("accepted", "reviewer"), ("approved", "approver")]
    listed = run.call("GET", "/v1/reviews?limit=50", REVIEWER).json()["items"]
    assert request["request_id"] not in [item["request_id"] for item in listed]


def test_accepted_address_does_not_allow_others_of_its_domain(run: Run, requester: str, domain: str) -> None:
    request = in_review(run, requester, domain)
    act_on_request(run, REVIEWER, request, "review", decision="accept").raise_for_status()
    path = f"{REQUESTS}/{request['request_id']}/reassign"
    with unchanged_table(run):
        for email in (f"other.{domain}@gmail.com", f"{domain}@outlook.com"):
            body = {"nomination_id": "1", "email": email}
            refused(run, 422, "reassign-outside-domain", "POST", path, by=requester, json=body)
    fitting = act_on_request(run, requester, request, "reassign", nomination_id="1", email=f"it@{domain}")
    assert fitting.status_code == 200
    back = act_on_request(run, requester, request, "reassign", nomination_id="2", email=f"{domain}@gmail.com")
    assert back.status_code == 200


def test_declined_review_notifies_requester_but_not_customer(run: Run, requester: str, domain: str) -> None:
    request = in_review(run, requester, domain)
    response = act_on_request(run, REVIEWER, request, "review", decision="decline", reason="Unknown to us.")
    assert (response.status_code, response.json()["status"]) == (200, "declined")
    assert shown(run, requester, request)["decision"]["reason"] == "Unknown to us."
    (mail,) = mails_to(run, requester, request)
    assert "Unknown to us." in mail["text"]
    assert mails_to(run, f"{domain}@gmail.com") == []
    assert submit(run, requester, domain)["status"] == "pending"


@pytest.mark.parametrize("decision", [{"decision": "accept"}, {"decision": "decline", "reason": "No."}])
def test_reviewer_cannot_review_own_request(run: Run, cast: Cast, domain: str, decision: Json) -> None:
    both = cast.requester()
    cast.person(both, groups=["reviewers"])
    request = in_review(run, both, domain)
    with unchanged_table(run):
        refused(run, 403, "own-request", "POST", review(request), by=both, json=decision)


def test_reviewer_can_decline_pending_request(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    seen = len(run.messages())
    act_on_request(run, REVIEWER, request, "review", decision="decline", reason="A mistake.").raise_for_status()
    assert sorted(mail["to"][0] for mail in run.messages()[seen:]) == sorted([f"it@{domain}", requester])
    outcome = run.call("GET", f"/v1/approvals/{token}").json()
    assert (outcome["status"], outcome["decision"]["by"]) == ("declined", "reviewer")
    assert "A mistake." not in str(outcome)


@pytest.mark.parametrize("decision", [{"decision": "accept"}, {"decision": "decline", "reason": "No."}])
def test_review_of_closed_request_answers_409(run: Run, requester: str, domain: str, decision: Json) -> None:
    request = in_review(run, requester, domain)
    act_on_request(run, requester, request, "withdraw").raise_for_status()
    with unchanged_table(run):
        refused(run, 409, "action-not-allowed", "POST", review(request), by=REVIEWER, json=decision)


def test_domain_in_review_is_taken(run: Run, requester: str, domain: str) -> None:
    request = in_review(run, requester, domain)
    sent = {"json": form(domain), "headers": new_key()}
    problem = refused(run, 409, "request-already-pending", "POST", REQUESTS, by=PARTNER, **sent)
    assert request["request_id"] not in str(problem)
