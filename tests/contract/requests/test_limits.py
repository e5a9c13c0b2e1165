"""Limits: open requests per requester, mails per recipient and organisation, and resends."""

import pytest

from tests.contract.cast import Cast
from tests.contract.conventions import refusal, refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import REQUESTS, act_on_request, form, new_key, pending, submit, token_of

OPEN_REQUESTS = 25
PER_RECIPIENT = 3
PER_ORGANISATION = 20
ADDRESSES = 5
DAY = 86_400
TEN_MINUTES = 600


def retry_after(run: Run, slug: str, path: str, **sent: object) -> int:
    """Assert that the call answers 429 and return its `Retry-After`."""
    with unchanged_table(run):
        response = refusal(run, 429, slug, "POST", path, **sent)
    assert response.headers["x-request-id"]
    return int(response.headers["retry-after"])


def test_requester_has_at_most_25_open_requests(run: Run, cast: Cast, domain: str) -> None:
    requester = cast.requester()
    requests = [submit(run, requester, f"d{number}.{domain}", f"it@d{number}.{domain}") for number in range(20)]
    other = f"more-{domain}"
    requests += [submit(run, requester, f"d{number}.{other}", f"it@d{number}.{other}") for number in range(5)]
    sent = {"by": requester, "json": form(f"d25.{other}")}
    wait = retry_after(run, "too-many-open-requests", REQUESTS, headers=new_key(), **sent)
    assert 89 * DAY < wait <= 90 * DAY
    retry_after(run, "too-many-open-requests", f"{REQUESTS}?dry_run=true", **sent)
    act_on_request(run, requester, requests[0], "withdraw").raise_for_status()
    assert submit(run, requester, f"d25.{other}")["status"] == "pending"


@pytest.fixture(scope="module")
def crowd(run: Run, cast: Cast) -> tuple[str, str, list[Json], str]:
    """Provide a requester, a domain, requests with three mails to one person, and the link of another person."""
    by, domain = cast.requester(), cast.domain()
    requests = [submit(run, by, f"d{number}.{domain}", f"it@{domain}") for number in range(PER_RECIPIENT)]
    request, token = pending(run, by, f"other.{domain}", f"head@{domain}")
    return by, domain, [*requests, request], token


@pytest.mark.parametrize("address", ["it@{0}", "IT@{0}", "it+fourth@{0}"])
def test_fourth_mail_to_recipient_is_rejected_on_submission(
    run: Run, crowd: tuple[str, str, list[Json], str], address: str
) -> None:
    by, domain, _, _ = crowd
    body = form(f"d4.{domain}", address.format(domain))
    assert 0 < retry_after(run, "mail-limit", REQUESTS, headers=new_key(), by=by, json=body) <= DAY
    assert 0 < retry_after(run, "mail-limit", f"{REQUESTS}?dry_run=true", by=by, json=body) <= DAY


def test_recipient_limit_counts_all_requesters(run: Run, cast: Cast, crowd: tuple[str, str, list[Json], str]) -> None:
    body = form(f"d5.{crowd[1]}", f"it@{crowd[1]}")
    retry_after(run, "mail-limit", REQUESTS, headers=new_key(), by=cast.requester(), json=body)


def test_fourth_mail_to_recipient_is_rejected_on_resend(run: Run, crowd: tuple[str, str, list[Json], str]) -> None:
    by, _, requests, _ = crowd
    assert 0 < retry_after(run, "mail-limit", f"{REQUESTS}/{requests[0]['request_id']}/resend", by=by, json={}) <= DAY


def test_fourth_mail_to_recipient_is_rejected_on_reassignment(
    run: Run, crowd: tuple[str, str, list[Json], str]
) -> None:
    by, domain, requests, _ = crowd
    path = f"{REQUESTS}/{requests[-1]['request_id']}/reassign"
    body = {"nomination_id": "1", "email": f"it@{domain}"}
    assert 0 < retry_after(run, "mail-limit", path, by=by, json=body) <= DAY


def test_fourth_mail_to_recipient_is_rejected_on_forward(run: Run, crowd: tuple[str, str, list[Json], str]) -> None:
    _, domain, _, token = crowd
    path = f"/v1/approvals/{token}/forward"
    assert 0 < retry_after(run, "mail-limit", path, json={"email": f"it@{domain}"}) <= DAY


def test_outcome_is_mailed_regardless_of_limit(run: Run, crowd: tuple[str, str, list[Json], str]) -> None:
    by, domain, requests, _ = crowd
    seen = len(run.messages())
    act_on_request(run, by, requests[1], "withdraw", reason="Not needed any more.").raise_for_status()
    assert [mail["to"] for mail in run.messages()[seen:]] == [[f"it@{domain}"]]


def test_organisation_gets_at_most_20_mails_per_day(run: Run, cast: Cast, requester: str, domain: str) -> None:
    for part in range(PER_ORGANISATION // ADDRESSES):
        people = [f"p{number}@d{part}.{domain}" for number in range(ADDRESSES)]
        submit(run, requester, f"d{part}.{domain}", *people)
    body = form(f"last.{domain}")
    wait = retry_after(run, "mail-limit", REQUESTS, headers=new_key(), by=cast.requester(), json=body)
    assert 0 < wait <= DAY


def test_link_can_be_resent_every_ten_minutes(run: Run, requester: str, domain: str) -> None:
    request, old = pending(run, requester, domain)
    path = f"{REQUESTS}/{request['request_id']}/resend"
    response = run.call("POST", path, requester, json={})
    assert response.status_code == 202
    for body in ({}, {"nomination_id": "1"}):
        assert 0 < retry_after(run, "resend-too-soon", path, by=requester, json=body) <= TEN_MINUTES
    refused(run, 410, "link-superseded", "GET", f"/v1/approvals/{old}")
    new = token_of(run, f"it@{domain}", request)
    assert new != old
    assert run.call("GET", f"/v1/approvals/{new}").json()["status"] == "pending"
