"""What happens at once comes to the same as if it had happened one after the other."""

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
    approve,
    decline,
    events_of,
    form,
    mails_to,
    new_key,
    on_link,
    own,
    pending,
    shown,
    submit,
    token_of,
)


def statuses(answers: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def decisions(run: Run, by: str, request: Json) -> list[str]:
    kinds = [event["kind"] for event in events_of(run, by, request)]
    return [kind for kind in kinds if kind in {"approved", "declined", "withdrawn"}]


def post(run: Run, by: str, body: Json) -> Act:
    return lambda: run.call("POST", REQUESTS, by, json=body, headers=new_key())


@pytest.fixture(scope="module")
def people(run: Run, cast: Cast) -> list[str]:
    """As many requesters as act at once, signed in."""
    found = [cast.requester() for _ in range(AT_ONCE)]
    for one in found:
        run.token(one)
    return found


def test_submissions_for_one_domain_make_one_request(run: Run, people: list[str], domain: str) -> None:
    answers = at_once([post(run, one, form(domain)) for one in people])
    assert statuses(answers) == {201: 1, 409: AT_ONCE - 1}
    assert {slug_of(answer) for answer in answers if answer.is_error} == {"request-already-pending"}
    listed = [item for one in people for item in run.call("GET", REQUESTS, one).json()["items"]]
    assert [item["account"]["domain_identifier"] for item in listed].count(domain) == 1
    assert len(mails_to(run, f"it@{domain}")) == 1


def test_submissions_of_one_requester_for_many_domains_all_come_through(run: Run, cast: Cast) -> None:
    by = cast.requester()
    run.token(by)
    answers = at_once([post(run, by, form(cast.domain())) for _ in range(AT_ONCE)])
    assert statuses(answers) == {201: AT_ONCE}
    assert len(run.call("GET", REQUESTS, by).json()["items"]) == AT_ONCE


def test_the_limit_of_one_persons_mails_holds(run: Run, requester: str, domain: str) -> None:
    run.token(requester)
    bodies = [form(f"d{number}.{domain}", f"it@{domain}") for number in range(AT_ONCE)]
    answers = at_once([post(run, requester, body) for body in bodies])
    assert statuses(answers) == {201: 3, 429: AT_ONCE - 3}
    assert len(mails_to(run, f"it@{domain}")) == 3


def test_two_approvers_come_to_one_decision(run: Run, requester: str, domain: str) -> None:
    request, first = pending(run, requester, domain, f"it@{domain}", f"alternate@{domain}")
    second = token_of(run, f"alternate@{domain}", request)
    half = AT_ONCE // 2
    answers = at_once([lambda: approve(run, first)] * half + [lambda: decline(run, second)] * half)
    assert statuses(answers) == {200: half, 409: half}
    assert {answer.status_code for answer in answers[:half]} != {answer.status_code for answer in answers[half:]}
    (decided,) = decisions(run, requester, request)
    assert shown(run, requester, request)["status"] == decided
    for answer in answers:
        if answer.is_error:
            assert slug_of(answer) == "already-decided"
            assert answer.json()["decision"]["outcome"] == decided


def test_the_same_approval_at_once_is_one_approval(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    answers = at_once([lambda: approve(run, token)] * AT_ONCE)
    assert statuses(answers) == {200: AT_ONCE}
    assert len({answer.content for answer in answers}) == 1
    assert decisions(run, requester, request) == ["approved"]
    assert len(mails_to(run, f"it@{domain}", request)) == 2
    part = f"/v1/accounts/{request['account']['account_id']}"
    assert len(run.call("GET", f"{part}/contacts", requester).json()["items"]) == 1
    assert len(run.call("GET", f"{part}/virtual-accounts", requester).json()["items"]) == 1


def test_an_approval_and_a_withdrawal_come_to_one_end(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    half = AT_ONCE // 2
    acts: list[Act] = [lambda: approve(run, token)] * half
    acts += [lambda: own(run, requester, request, "withdraw")] * half
    answers = at_once(acts)
    (end,) = decisions(run, requester, request)
    assert shown(run, requester, request)["status"] == end
    allowed = {"approved": {200: half, 409: half}, "withdrawn": {200: 1, 409: half - 1, 410: half}}
    assert statuses(answers) == allowed[end]


def test_a_forward_and_an_approval_by_one_link_do_not_both_count(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)
    answers = at_once([lambda: approve(run, token), lambda: on_link(run, token, "forward", email=f"head@{domain}")] * 2)
    kinds = [event["kind"] for event in events_of(run, requester, request)]
    assert kinds in (["submitted", "approved"], ["submitted", "forwarded"])
    assert statuses(answers)[200] == (2 if kinds[-1] == "approved" else 1)


def test_forwards_by_one_link_find_one_person(run: Run, requester: str, domain: str) -> None:
    request, token = pending(run, requester, domain)

    def forward(number: int) -> Act:
        return lambda: on_link(run, token, "forward", email=f"head{number}@{domain}")

    answers = at_once([forward(number) for number in range(AT_ONCE)])
    assert statuses(answers) == {200: 1, 410: AT_ONCE - 1}
    assert [one["state"] for one in shown(run, requester, request)["nominations"]] == ["forwarded", "waiting"]


def test_a_link_is_sent_again_once(run: Run, requester: str, domain: str) -> None:
    request = submit(run, requester, domain)
    answers = at_once([lambda: own(run, requester, request, "resend")] * AT_ONCE)
    assert statuses(answers) == {202: 1, 429: AT_ONCE - 1}
    assert [event["kind"] for event in events_of(run, requester, request)] == ["submitted", "resent"]


def test_a_domain_given_back_is_taken_by_one(run: Run, people: list[str], domain: str) -> None:
    requester, *others = people
    request = submit(run, requester, domain)
    acts: list[Act] = [post(run, one, form(domain)) for one in others]
    answers = at_once([lambda: own(run, requester, request, "withdraw"), *acts])
    assert answers[0].status_code == 200
    assert statuses(answers[1:])[201] <= 1
    assert set(statuses(answers[1:])) <= {201, 409}
