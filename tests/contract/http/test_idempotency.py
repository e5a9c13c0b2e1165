"""Idempotency keys: a repeated submission creates one request and gets the same response."""

import httpx
import pytest

from tests.contract.at_once import AT_ONCE, Act, at_once
from tests.contract.cast import Cast
from tests.contract.conventions import refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import REQUESTS, act_on_request, form, new_key, submit


def post(run: Run, by: str, body: Json, key: dict[str, str]) -> httpx.Response:
    return run.call("POST", REQUESTS, by, json=body, headers=key)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}])
def test_submission_without_idempotency_key_answers_400(
    run: Run, requester: str, domain: str, headers: dict[str, str]
) -> None:
    with unchanged_table(run):
        sent = {"by": requester, "json": form(domain), "headers": headers}
        refused(run, 400, "idempotency-key-missing", "POST", REQUESTS, **sent)


@pytest.mark.parametrize("key", ["k" * 256, "a\tb"], ids=["256 characters", "a tab"])
def test_invalid_idempotency_key_answers_400(run: Run, requester: str, domain: str, key: str) -> None:
    with unchanged_table(run):
        sent = {"by": requester, "json": form(domain), "headers": {"Idempotency-Key": key}}
        refused(run, 400, "idempotency-key-invalid", "POST", REQUESTS, **sent)


def test_idempotency_key_of_255_characters_is_accepted(run: Run, requester: str, domain: str) -> None:
    assert post(run, requester, form(domain), {"Idempotency-Key": "k" * 255}).status_code == 201


def test_dry_run_needs_no_idempotency_key(run: Run, requester: str, domain: str) -> None:
    with unchanged_table(run):
        response = run.call("POST", f"{REQUESTS}?dry_run=true", requester, json=form(domain))
        assert response.status_code == 200


def test_repeated_submission_gets_same_response_marked_as_replay(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    first = post(run, requester, form(domain), key)
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    with unchanged_table(run):
        again = post(run, requester, form(domain), key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]


def test_repeated_submission_gets_same_response_after_withdrawal(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    first = post(run, requester, form(domain), key)
    act_on_request(run, requester, first.json(), "withdraw").raise_for_status()
    assert post(run, requester, form(domain), key).content == first.content


def test_idempotency_key_with_other_body_answers_422(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    post(run, requester, form(domain), key).raise_for_status()
    other = form(domain, account_name="Another name")
    with unchanged_table(run):
        refused(run, 422, "idempotency-key-reused", "POST", REQUESTS, by=requester, json=other, headers=key)


def test_idempotency_key_is_scoped_to_caller(run: Run, requester: str, domain: str, cast: Cast) -> None:
    key = new_key()
    post(run, requester, form(domain), key).raise_for_status()
    other = post(run, cast.requester(), form(f"labs.{domain}"), key)
    assert other.status_code == 201
    assert "idempotency-replayed" not in other.headers


def test_rejected_submission_does_not_consume_key(run: Run, requester: str, domain: str) -> None:
    key = new_key()
    assert post(run, requester, form(domain, account_name="x"), key).status_code == 422
    assert post(run, requester, form(domain), key).status_code == 201


def number_of_requests(run: Run, by: str, domain: str) -> int:
    """Count the person's requests for an organisation."""
    items = run.call("GET", f"{REQUESTS}?limit=50", by).json()["items"]
    return sum(item["account"]["domain_identifier"].endswith(domain) for item in items)


@pytest.mark.parametrize("attempt", range(3))
def test_concurrent_submissions_with_same_key_create_one_request(
    run: Run, requester: str, domain: str, attempt: int
) -> None:
    """Runs several times, since the reads must interleave to cause a conflict."""
    key = new_key()
    responses = at_once([lambda: post(run, requester, form(domain), key)] * AT_ONCE)
    assert [response.status_code for response in responses] == [201] * AT_ONCE, attempt
    assert len({response.content for response in responses}) == 1
    assert sum("idempotency-replayed" in response.headers for response in responses) == AT_ONCE - 1
    assert number_of_requests(run, requester, domain) == 1


def test_concurrent_submissions_with_same_key_and_other_bodies_create_one_request(
    run: Run, requester: str, domain: str
) -> None:
    key = new_key()

    def submission(number: int) -> Act:
        return lambda: post(run, requester, form(f"d{number}.{domain}", f"it@{domain}"), key)

    responses = at_once([submission(number) for number in range(AT_ONCE)])
    assert sorted(response.status_code for response in responses) == [201] + [422] * (AT_ONCE - 1)
    assert number_of_requests(run, requester, domain) == 1


def test_location_header_leads_to_request(run: Run, requester: str, domain: str) -> None:
    request = submit(run, requester, domain)
    response = post(run, requester, form(f"labs.{domain}", f"it@{domain}"), new_key())
    assert request["request_id"] not in response.headers["location"]
    shown = run.call("GET", response.headers["location"].removeprefix(run.stack.urls["app"]), requester)
    assert shown.json()["request_id"] == response.json()["request_id"]
