"""Limits: open requests per requester, mails per recipient and organisation, and resends."""

import pytest

from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import refusal, refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import REQUESTS, act_on_request, form, new_key, on_link, pending, submit, token_of

pytestmark = pytest.mark.slow

OPEN_REQUESTS = 25
PER_RECIPIENT = 3
PER_TEAM = 10
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
    names = [f"d{number}.o{number // PER_TEAM}-{domain}" for number in range(OPEN_REQUESTS + 1)]
    requests = [submit(run, requester, name, f"it@{name}") for name in names[:OPEN_REQUESTS]]
    for path in (REQUESTS, f"{REQUESTS}?dry_run=true"):
        with unchanged_table(run):
            told = refusal(
                run, 409, "too-many-open-requests", "POST", path, by=requester, json=form(names[-1]), headers=new_key()
            )
        assert "retry-after" not in told.headers
        assert (told.json()["open_requests"], told.json()["limit"]) == (OPEN_REQUESTS, OPEN_REQUESTS)
        assert told.json()["free_at"] == requests[0]["expires_at"].replace("Z", "+00:00")
    act_on_request(run, requester, requests[0], "withdraw").raise_for_status()
    assert submit(run, requester, names[-1], f"it@{names[-1]}")["status"] == "pending"


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


def test_team_that_sends_and_withdraws_all_day_keeps_nobody_else_from_an_organisation(
    run: Run, requester: str, domain: str
) -> None:
    _, token = pending(run, PARTNER, f"first.{domain}", f"dean@{domain}")
    reviewed = submit(run, PARTNER, f"second.{domain}", f"{domain}@gmail.com")
    for number in range(PER_TEAM):
        sent = submit(run, requester, f"d{number}.{domain}", *(f"p{number}-{place}@{domain}" for place in range(5)))
        act_on_request(run, requester, sent, "withdraw").raise_for_status()
    for number in range(PER_TEAM, 22):
        body = form(f"d{number}.{domain}")
        told = refusal(run, 429, "mail-limit", "POST", REQUESTS, by=requester, json=body, headers=new_key())
        assert (told.json()["limit_name"], told.json()["limit"]) == ("mails_per_team", PER_TEAM)
        assert 0 < int(told.headers["retry-after"]) <= DAY
    assert submit(run, PARTNER, f"third.{domain}", f"it@{domain}")["status"] == "pending"
    assert on_link(run, token, "forward", email=f"head@{domain}").status_code == 200
    accepted = run.call("POST", f"{REQUESTS}/{reviewed['request_id']}/review", REVIEWER, json={"decision": "accept"})
    assert (accepted.status_code, accepted.json()["status"]) == (200, "pending")
    limits = {one["limit_name"]: one for one in run.call("GET", "/v1/me", requester).json()["limits"]}
    unused = {"limit": OPEN_REQUESTS, "used": 0, "left": OPEN_REQUESTS, "renews_at": None}
    assert limits["open_requests"] == {"limit_name": "open_requests", **unused}
    assert limits["mails_per_requester"]["used"] == PER_TEAM * 5


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
