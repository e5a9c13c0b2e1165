"""A decision stands: by whom it was made, who is told why, and what every link says from then on."""

from collections.abc import Callable

import httpx
import pytest

from tests.contract.conventions import refused, slug_of
from tests.contract.local_run import Json, Run, untouched
from tests.contract.steps import (
    approve,
    decline,
    on_link,
    own,
    pending,
    shown,
    submit,
    token_of,
    tokens_in,
)

Decide = Callable[[Run, str], httpx.Response]
REASON = "Our parent company has one."


def look(run: Run, token: str) -> Json:
    answer = run.call("GET", f"/v1/approvals/{token}")
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def test_a_decline_cancels_the_account_and_frees_the_domain(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    answer = on_link(run, token, "decline", reason_code="other", reason=f"  {REASON}\r\n")
    assert (answer.status_code, answer.json()) == (200, {"status": "declined"})
    now = shown(run, requester, request)
    assert (now["status"], now["account"]["status"], now["allowed_actions"]) == ("declined", "cancelled", [])
    assert (now["decision"]["reason_code"], now["decision"]["reason"]) == ("other", REASON)
    assert run.call("GET", f"/v1/domains/check?domain={domain}", requester).json()["account"] is None
    assert submit(run, requester, domain)["status"] == "pending"


def test_the_reason_is_for_the_requester_and_whoever_wrote_it(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    other = token_of(run, f"alternate@{domain}", request)
    seen = len(run.messages())
    on_link(run, token, "decline", reason_code="not_needed", reason=REASON).raise_for_status()
    told = {mail["to"][0]: mail for mail in run.messages()[seen:]}
    assert set(told) == {requester, f"alternate@{domain}"}
    assert REASON in told[requester]["text"]
    assert REASON not in told[f"alternate@{domain}"]["raw"]
    assert not any(tokens_in(mail["raw"]) for mail in told.values())
    assert (look(run, token)["decision"]["reason"], look(run, token)["status"]) == (REASON, "declined")
    assert REASON not in str(look(run, other))
    assert look(run, other)["decision"]["by"] == f"i\u2022\u2022\u2022@{domain}"


@pytest.mark.parametrize(("first", "then"), [(approve, decline), (decline, approve)])
def test_the_same_decision_again_is_the_same_answer_and_another_one_a_conflict(
    run: Run, requester: str, domain: str, first: Decide, then: Decide
) -> None:
    request, token = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    other = token_of(run, f"alternate@{domain}", request)
    made = first(run, token)
    with untouched(run):
        again = first(run, token)
        assert (again.status_code, again.content) == (200, made.content)
        for answer in (then(run, token), first(run, other), then(run, other)):
            assert (answer.status_code, slug_of(answer)) == (409, "already-decided")
            assert answer.json()["decision"]["outcome"] == made.json()["status"]
            assert f"it@{domain}" not in answer.text
        for link in (token, other):
            sent = {"json": {"email": f"head@{domain}"}}
            refused(run, 409, "already-decided", "POST", f"/v1/approvals/{link}/forward", **sent)


def test_a_withdrawn_request_says_so_on_every_link(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    seen = len(run.messages())
    answer = own(run, requester, request, "withdraw", reason="Typed the wrong name.")
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    assert answer.json()["decision"]["reason"] == "Typed the wrong name."
    assert [mail["to"] for mail in run.messages()[seen:]] == [[f"it@{domain}"]]
    with untouched(run):
        refused(run, 410, "request-withdrawn", "GET", f"/v1/approvals/{token}")
        for action in (approve, decline):
            assert slug_of(action(run, token)) == "request-withdrawn"
        path = f"/v1/approvals/{token}/forward"
        refused(run, 410, "request-withdrawn", "POST", path, json={"email": f"head@{domain}"})
    assert submit(run, requester, domain)["status"] == "pending"


@pytest.mark.parametrize("action", ["withdraw", "resend", "reassign"])
def test_what_has_ended_can_be_acted_on_no_more(run: Run, requester: str, domain: str, action: str) -> None:
    request = submit(run, requester, domain)
    own(run, requester, request, "withdraw").raise_for_status()
    body = {"nomination_id": "1", "email": f"head@{domain}"} if action == "reassign" else {}
    with untouched(run):
        path = f"/v1/account-requests/{request['request_id']}/{action}"
        refused(run, 409, "action-not-allowed", "POST", path, by=requester, json=body)


@pytest.mark.parametrize("end", ["approved", "withdrawn"])
def test_the_outcome_comes_before_the_age_of_a_link(run: Run, requester: str, domain: str, end: str) -> None:
    request, old = pending(run, requester, domain)
    own(run, requester, request, "resend").raise_for_status()
    assert slug_of(run.call("GET", f"/v1/approvals/{old}")) == "link-superseded"
    assert slug_of(approve(run, old)) == "link-superseded"
    if end == "approved":
        approve(run, token_of(run, f"it@{domain}", request)).raise_for_status()
        assert look(run, old)["status"] == "approved"
    else:
        own(run, requester, request, "withdraw").raise_for_status()
        assert slug_of(run.call("GET", f"/v1/approvals/{old}")) == "request-withdrawn"


def test_a_fault_of_the_body_comes_before_a_conflict(run: Run, requester: str, domain: str) -> None:
    """docs/api-contract.md "Conventions": checks run in the order 401, 403, 400, 422, 409."""
    request, token = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    other = f"/v1/approvals/{token_of(run, f'alternate@{domain}', request)}"
    approve(run, token).raise_for_status()
    with untouched(run):
        refused(run, 422, "authority-not-confirmed", "POST", f"{other}/approve", json={})
        refused(run, 422, "reason-required", "POST", f"{other}/decline", json={})
        refused(run, 422, "validation-failed", "POST", f"{other}/forward", json={"email": "nobody"})
