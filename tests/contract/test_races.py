"""Concurrent calls have the same result as sequential ones."""

from collections import Counter
from collections.abc import Sequence

import httpx
import pytest

from tests.contract.at_once import AT_ONCE, Act, at_once
from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Json, Run
from tests.contract.steps import (
    REQUESTS,
    act_on_request,
    approve,
    decline,
    events_of,
    form,
    mails_to,
    new_key,
    on_link,
    pending,
    shown,
    submit,
    token_of,
)


def statuses(responses: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(response.status_code for response in responses)


def decisions(run: Run, by: str, request: Json) -> list[str]:
    kinds = [event["kind"] for event in events_of(run, by, request)]
    return [kind for kind in kinds if kind in {"approved", "declined", "withdrawn"}]


def post(run: Run, by: str, body: Json) -> Act:
    return lambda: run.call("POST", REQUESTS, by, json=body, headers=new_key())


@pytest.fixture(scope="module")
def people(run: Run, cast: Cast) -> list[str]:
    """Provide signed-in requesters for concurrent calls."""
    requesters = [cast.requester() for _ in range(AT_ONCE)]
    for requester in requesters:
        run.token(requester)
    return requesters


def test_concurrent_submissions_for_one_domain_create_one_request(run: Run, people: list[str], domain: str) -> None:
    responses = at_once([post(run, person, form(domain)) for person in people])
    assert statuses(responses) == {201: 1, 409: AT_ONCE - 1}
    assert {slug_of(response) for response in responses if response.is_error} == {"request-already-pending"}
    listed = [item for person in people for item in run.call("GET", REQUESTS, person).json()["items"]]
    assert [item["account"]["domain_identifier"] for item in listed].count(domain) == 1
    assert len(mails_to(run, f"it@{domain}")) == 1


def test_concurrent_submissions_of_one_requester_all_succeed(run: Run, cast: Cast) -> None:
    by = cast.requester()
    run.token(by)
    responses = at_once([post(run, by, form(cast.domain())) for _ in range(AT_ONCE)])
    assert statuses(responses) == {201: AT_ONCE}
    assert len(run.call("GET", REQUESTS, by).json()["items"]) == AT_ONCE


def test_recipient_mail_limit_holds_under_concurrency(run: Run, requester: str, domain: str) -> None:
    run.token(requester)
    bodies = [form(f"d{number}.{domain}", f"it@{domain}") for number in range(AT_ONCE)]
    responses = at_once([post(run, requester, body) for body in bodies])
    assert statuses(responses) == {201: 3, 429: AT_ONCE - 3}
    assert len(mails_to(run, f"it@{domain}")) == 3


def test_concurrent_approvers_make_one_decision(run: Run, requester: str, domain: str) -> None:
    request, first = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    second = token_of(run, f"alternate@{domain}", request)
    half = AT_ONCE // 2
    responses = at_once([lambda: approve(run, first)] * half + [lambda: decline(run, second)] * half)
    assert statuses(responses) == {200: half, 409: half}
    assert {response.status_code for response in responses[:half]} != {
        response.status_code for response in responses[half:]
    }
    (decided,) = decisions(run, requester, request)
    assert shown(run, requester, request)["status"] == decided
    for response in responses:
        if response.is_error:
            assert slug_of(response) == "already-decided"
            assert response.json()["decision"]["outcome"] == decided


def test_concurrent_identical_approvals_are_one_approval(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    responses = at_once([lambda: approve(run, token)] * AT_ONCE)
    assert statuses(responses) == {200: AT_ONCE}
    assert len({response.content for response in responses}) == 1
    assert decisions(run, requester, request) == ["approved"]
    assert len(mails_to(run, f"it@{domain}", request)) == 2
    account = f"/v1/accounts/{request['account']['account_id']}"
    assert len(run.call("GET", f"{account}/contacts", requester).json()["items"]) == 1
    assert len(run.call("GET", f"{account}/virtual-accounts", requester).json()["items"]) == 1


def test_concurrent_approval_and_withdrawal_have_one_outcome(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    half = AT_ONCE // 2
    acts: list[Act] = [lambda: approve(run, token)] * half
    acts += [lambda: act_on_request(run, requester, request, "withdraw")] * half
    responses = at_once(acts)
    (end,) = decisions(run, requester, request)
    assert shown(run, requester, request)["status"] == end
    allowed = {"approved": {200: half, 409: half}, "withdrawn": {200: 1, 409: half - 1, 410: half}}
    assert statuses(responses) == allowed[end]


def test_only_one_of_concurrent_forward_and_approval_succeeds(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    responses = at_once(
        [lambda: approve(run, token), lambda: on_link(run, token, "forward", email=f"head@{domain}")] * 2
    )
    kinds = [event["kind"] for event in events_of(run, requester, request)]
    assert kinds in (["submitted", "approved"], ["submitted", "forwarded"])
    assert statuses(responses)[200] == (2 if kinds[-1] == "approved" else 1)


def test_concurrent_forwards_reach_one_person(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)

    def forward(number: int) -> Act:
        return lambda: on_link(run, token, "forward", email=f"head{number}@{domain}")

    responses = at_once([forward(number) for number in range(AT_ONCE)])
    assert statuses(responses) == {200: 1, 410: AT_ONCE - 1}
    nominations = shown(run, requester, request)["nominations"]
    assert [nomination["state"] for nomination in nominations] == ["forwarded", "waiting"]


def test_concurrent_resends_send_one_link(run: Run, requester: str, domain: str) -> None:
    request = submit(run, requester, domain)
    responses = at_once([lambda: act_on_request(run, requester, request, "resend")] * AT_ONCE)
    assert statuses(responses) == {202: 1, 429: AT_ONCE - 1}
    assert [event["kind"] for event in events_of(run, requester, request)] == ["submitted", "resent"]


def test_freed_domain_is_taken_by_one_request(run: Run, people: list[str], domain: str) -> None:
    requester, *others = people
    request = submit(run, requester, domain)
    acts: list[Act] = [post(run, person, form(domain)) for person in others]
    responses = at_once([lambda: act_on_request(run, requester, request, "withdraw"), *acts])
    assert responses[0].status_code == 200
    assert statuses(responses[1:])[201] <= 1
    assert set(statuses(responses[1:])) <= {201, 409}
