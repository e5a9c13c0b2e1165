"""Decisions: effects, visibility of the reason, repeated and conflicting decisions, closed requests."""

from collections.abc import Callable

import httpx
import pytest

from tests.contract.conventions import refused, slug_of
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import (
    act_on_request,
    approve,
    decline,
    on_link,
    pending,
    shown,
    submit,
    token_of,
    tokens_in,
)

Decide = Callable[[Run, str], httpx.Response]
REASON = "Our parent company has one."


def look(run: Run, token: str) -> Json:
    response = run.call("GET", f"/v1/approvals/{token}")
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def test_decline_cancels_account_and_frees_domain(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    response = on_link(run, token, "decline", reason_code="other", reason=f"  {REASON}\r\n")
    assert (response.status_code, response.json()) == (200, {"status": "declined"})
    now = shown(run, requester, request)
    assert (now["status"], now["account"]["status"], now["allowed_actions"]) == ("declined", "cancelled", [])
    assert (now["decision"]["reason_code"], now["decision"]["reason"]) == ("other", REASON)
    assert run.call("GET", f"/v1/domains/check?domain={domain}", requester).json()["account"] is None
    assert submit(run, requester, domain)["status"] == "pending"


def test_reason_is_shown_only_to_requester_and_author(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    other = token_of(run, f"alternate@{domain}", request)
    seen = len(run.messages())
    on_link(run, token, "decline", reason_code="not_needed", reason=REASON).raise_for_status()
    mails = {mail["to"][0]: mail for mail in run.messages()[seen:]}
    assert set(mails) == {requester, f"it@{domain}", f"alternate@{domain}"}
    assert REASON in mails[f"it@{domain}"]["text"]
    assert REASON in mails[requester]["text"]
    assert REASON not in mails[f"alternate@{domain}"]["raw"]
    assert not any(tokens_in(mail["raw"]) for mail in mails.values())
    assert (look(run, token)["decision"]["reason"], look(run, token)["status"]) == (REASON, "declined")
    assert REASON not in str(look(run, other))
    assert look(run, other)["decision"]["by"] == f"i\u2022\u2022\u2022@{domain}"


@pytest.mark.parametrize(("first", "then"), [(approve, decline), (decline, approve)])
def test_repeated_decision_gets_same_response_and_other_decision_answers_409(
    run: Run, requester: str, domain: str, first: Decide, then: Decide
) -> None:
    request, token = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    other = token_of(run, f"alternate@{domain}", request)
    made = first(run, token)
    with unchanged_table(run):
        again = first(run, token)
        assert (again.status_code, again.content) == (200, made.content)
        for response in (then(run, token), first(run, other), then(run, other)):
            assert (response.status_code, slug_of(response)) == (409, "already-decided")
            assert response.json()["decision"]["outcome"] == made.json()["status"]
            assert f"it@{domain}" not in response.text
        for link in (token, other):
            sent = {"json": {"email": f"head@{domain}"}}
            refused(run, 409, "already-decided", "POST", f"/v1/approvals/{link}/forward", **sent)


def test_links_of_withdrawn_request_answer_410(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    seen = len(run.messages())
    response = act_on_request(run, requester, request, "withdraw", reason="Typed the wrong name.")
    assert (response.status_code, response.json()["status"]) == (200, "withdrawn")
    assert response.json()["decision"]["reason"] == "Typed the wrong name."
    assert [mail["to"] for mail in run.messages()[seen:]] == [[f"it@{domain}"]]
    with unchanged_table(run):
        refused(run, 410, "request-withdrawn", "GET", f"/v1/approvals/{token}")
        for action in (approve, decline):
            assert slug_of(action(run, token)) == "request-withdrawn"
        path = f"/v1/approvals/{token}/forward"
        refused(run, 410, "request-withdrawn", "POST", path, json={"email": f"head@{domain}"})
    assert submit(run, requester, domain)["status"] == "pending"


@pytest.mark.parametrize("action", ["withdraw", "resend", "reassign"])
def test_action_on_closed_request_answers_409(run: Run, requester: str, domain: str, action: str) -> None:
    request = submit(run, requester, domain)
    act_on_request(run, requester, request, "withdraw").raise_for_status()
    body = {"nomination_id": "1", "email": f"head@{domain}"} if action == "reassign" else {}
    with unchanged_table(run):
        path = f"/v1/account-requests/{request['request_id']}/{action}"
        refused(run, 409, "action-not-allowed", "POST", path, by=requester, json=body)


@pytest.mark.parametrize("end", ["approved", "withdrawn"])
def test_outcome_takes_precedence_over_superseded_link(run: Run, requester: str, domain: str, end: str) -> None:
    request, old = pending(run, requester, domain)
    act_on_request(run, requester, request, "resend").raise_for_status()
    assert slug_of(run.call("GET", f"/v1/approvals/{old}")) == "link-superseded"
    assert slug_of(approve(run, old)) == "link-superseded"
    if end == "approved":
        approve(run, token_of(run, f"it@{domain}", request)).raise_for_status()
        assert look(run, old)["status"] == "approved"
    else:
        act_on_request(run, requester, request, "withdraw").raise_for_status()
        assert slug_of(run.call("GET", f"/v1/approvals/{old}")) == "request-withdrawn"


def test_validation_error_precedes_conflict(run: Run, requester: str, domain: str) -> None:
    """The documented order of checks is 401, 403, 400, 422, 409."""
    request, token = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    other = f"/v1/approvals/{token_of(run, f'alternate@{domain}', request)}"
    approve(run, token).raise_for_status()
    with unchanged_table(run):
        refused(run, 422, "authority-not-confirmed", "POST", f"{other}/approve", json={})
        refused(run, 422, "reason-required", "POST", f"{other}/decline", json={})
        refused(run, 422, "validation-failed", "POST", f"{other}/forward", json={"email": "nobody"})
