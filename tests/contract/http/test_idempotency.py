"""A key makes a repeated submission one submission, and its answer the same answer."""

import httpx
import pytest

from tests.contract.at_once import AT_ONCE, Act, at_once
from tests.contract.cast import Cast
from tests.contract.conventions import refused
from tests.contract.local_run import Json, Run, untouched
from tests.contract.steps import REQUESTS, form, new_key, own, submit


def post(run: Run, by: str, body: Json, key: dict[str, str]) -> httpx.Response:
    return run.call("POST", REQUESTS, by, json=body, headers=key)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}])
def test_a_submission_needs_a_key(run: Run, requester: str, domain: str, headers: dict[str, str]) -> None:
    with untouched(run):
        sent = {"by": requester, "json": form(domain), "headers": headers}
        refused(run, 400, "idempotency-key-missing", "POST", REQUESTS, **sent)


@pytest.mark.parametrize("key", ["k" * 256, "a\tb"], ids=["256 characters", "a tab"])
def test_a_key_has_at_most_255_visible_characters(run: Run, requester: str, domain: str, key: str) -> None:
    with untouched(run):
        sent = {"by": requester, "json": form(domain), "headers": {"Idempotency-Key": key}}
        refused(run, 400, "idempotency-key-invalid", "POST", REQUESTS, **sent)


def test_a_key_of_255_characters_is_one(run: Run, requester: str, domain: str) -> None:
    assert post(run, requester, form(domain), {"Idempotency-Key": "k" * 255}).status_code == 201


def test_a_dry_run_needs_no_key(run: Run, requester: str, domain: str) -> None:
    with untouched(run):
        answer = run.call("POST", f"{REQUESTS}?dry_run=true", requester, json=form(domain))
        assert answer.status_code == 200


def test_a_repeat_gets_the_same_answer_and_says_so(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    first = post(run, requester, form(domain), key)
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    with untouched(run):
        again = post(run, requester, form(domain), key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]


def test_a_repeat_gets_the_same_answer_even_when_the_request_has_ended(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    first = post(run, requester, form(domain), key)
    own(run, requester, first.json(), "withdraw").raise_for_status()
    assert post(run, requester, form(domain), key).content == first.content


def test_a_key_is_not_for_another_body(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    post(run, requester, form(domain), key).raise_for_status()
    other = form(domain, account_name="Another name")
    with untouched(run):
        refused(run, 422, "idempotency-key-reused", "POST", REQUESTS, by=requester, json=other, headers=key)


def test_a_key_is_its_callers_own(run: Run, requester: str, domain: str, cast: Cast) -> None:
    key = new_key()
    post(run, requester, form(domain), key).raise_for_status()
    other = post(run, cast.requester(), form(f"labs.{domain}"), key)
    assert other.status_code == 201
    assert "idempotency-replayed" not in other.headers


def test_a_refused_submission_uses_up_no_key(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    assert post(run, requester, form(domain, account_name="x"), key).status_code == 422
    assert post(run, requester, form(domain), key).status_code == 201


def requested(run: Run, by: str, domain: str) -> int:
    """How many requests somebody has made for an organisation."""
    items = run.call("GET", f"{REQUESTS}?limit=50", by).json()["items"]
    return sum(item["account"]["domain_identifier"].endswith(domain) for item in items)


@pytest.mark.parametrize("attempt", range(3))
def test_twins_at_once_make_one_request(run: Run, requester: str, domain: str, attempt: int) -> None:
    """Several times, for they must come between each other's reads to be any trouble."""
    key = new_key()
    answers = at_once([lambda: post(run, requester, form(domain), key)] * AT_ONCE)
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE, attempt
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == AT_ONCE - 1
    assert requested(run, requester, domain) == 1


def test_twins_with_other_bodies_make_one_request(run: Run, requester: str, domain: str) -> None:
    key = new_key()

    def submission(number: int) -> Act:
        return lambda: post(run, requester, form(f"d{number}.{domain}", f"it@{domain}"), key)

    answers = at_once([submission(number) for number in range(AT_ONCE)])
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (AT_ONCE - 1)
    assert requested(run, requester, domain) == 1


def test_a_location_leads_to_the_request(run: Run, requester: str, domain: str) -> None:
    request = submit(run, requester, domain)
    answer = post(run, requester, form(f"labs.{domain}", f"it@{domain}"), new_key())
    assert request["request_id"] not in answer.headers["location"]
    shown = run.call("GET", answer.headers["location"].removeprefix(run.stack.urls["app"]), requester)
    assert shown.json()["request_id"] == answer.json()["request_id"]
