"""How much one requester may have open, and how many mails one person, organisation or requester may cause."""

import pytest

from tests.contract.cast import Cast
from tests.contract.conventions import refusal, refused
from tests.contract.local_run import Json, Run, untouched
from tests.contract.steps import REQUESTS, form, new_key, own, pending, submit, token_of

OPEN_REQUESTS = 25
PER_RECIPIENT = 3
PER_ORGANISATION = 20
ADDRESSES = 5
DAY = 86_400
TEN_MINUTES = 600


def wait_asked(run: Run, slug: str, path: str, **sent: object) -> int:
    """A refusal with 429, and how long to wait by its header."""
    with untouched(run):
        answer = refusal(run, 429, slug, "POST", path, **sent)
    assert answer.headers["x-request-id"]
    return int(answer.headers["retry-after"])


def test_a_requester_has_25_open_requests_at_most(run: Run, cast: Cast, domain: str) -> None:
    requester = cast.requester()
    requests = [submit(run, requester, f"d{number}.{domain}", f"it@d{number}.{domain}") for number in range(20)]
    other = f"more-{domain}"
    requests += [submit(run, requester, f"d{number}.{other}", f"it@d{number}.{other}") for number in range(5)]
    sent = {"by": requester, "json": form(f"d25.{other}")}
    wait = wait_asked(run, "too-many-open-requests", REQUESTS, headers=new_key(), **sent)
    assert 89 * DAY < wait <= 90 * DAY
    wait_asked(run, "too-many-open-requests", f"{REQUESTS}?dry_run=true", **sent)
    own(run, requester, requests[0], "withdraw").raise_for_status()
    assert submit(run, requester, f"d25.{other}")["status"] == "pending"


@pytest.fixture(scope="module")
def crowd(run: Run, cast: Cast) -> tuple[str, str, list[Json], str]:
    """A requester, a domain, three requests that mailed one person there, and a link of another's."""
    by, domain = cast.requester(), cast.domain()
    requests = [submit(run, by, f"d{number}.{domain}", f"it@{domain}") for number in range(PER_RECIPIENT)]
    request, token = pending(run, by, f"other.{domain}", f"head@{domain}")
    return by, domain, [*requests, request], token


@pytest.mark.parametrize("address", ["it@{0}", "IT@{0}", "it+fourth@{0}"])
def test_a_fourth_mail_to_one_person_is_refused_on_submitting(
    run: Run, crowd: tuple[str, str, list[Json], str], address: str
) -> None:
    by, domain, _, _ = crowd
    body = form(f"d4.{domain}", address.format(domain))
    assert 0 < wait_asked(run, "mail-limit", REQUESTS, headers=new_key(), by=by, json=body) <= DAY
    assert 0 < wait_asked(run, "mail-limit", f"{REQUESTS}?dry_run=true", by=by, json=body) <= DAY


def test_whoever_asks_the_person_has_had_three(run: Run, cast: Cast, crowd: tuple[str, str, list[Json], str]) -> None:
    body = form(f"d5.{crowd[1]}", f"it@{crowd[1]}")
    wait_asked(run, "mail-limit", REQUESTS, headers=new_key(), by=cast.requester(), json=body)


def test_a_fourth_mail_to_one_person_is_refused_on_resending(run: Run, crowd: tuple[str, str, list[Json], str]) -> None:
    by, _, requests, _ = crowd
    assert 0 < wait_asked(run, "mail-limit", f"{REQUESTS}/{requests[0]['request_id']}/resend", by=by, json={}) <= DAY


def test_a_fourth_mail_to_one_person_is_refused_on_reassigning(
    run: Run, crowd: tuple[str, str, list[Json], str]
) -> None:
    by, domain, requests, _ = crowd
    path = f"{REQUESTS}/{requests[-1]['request_id']}/reassign"
    body = {"nomination_id": "1", "email": f"it@{domain}"}
    assert 0 < wait_asked(run, "mail-limit", path, by=by, json=body) <= DAY


def test_a_fourth_mail_to_one_person_is_refused_on_forwarding(
    run: Run, crowd: tuple[str, str, list[Json], str]
) -> None:
    _, domain, _, token = crowd
    path = f"/v1/approvals/{token}/forward"
    assert 0 < wait_asked(run, "mail-limit", path, json={"email": f"it@{domain}"}) <= DAY


def test_an_outcome_is_mailed_whatever_the_limit(run: Run, crowd: tuple[str, str, list[Json], str]) -> None:
    by, domain, requests, _ = crowd
    seen = len(run.messages())
    own(run, by, requests[1], "withdraw", reason="Not needed any more.").raise_for_status()
    assert [mail["to"] for mail in run.messages()[seen:]] == [[f"it@{domain}"]]


def test_an_organisation_gets_20_mails_a_day_at_most(run: Run, cast: Cast, requester: str, domain: str) -> None:
    for part in range(PER_ORGANISATION // ADDRESSES):
        people = [f"p{number}@d{part}.{domain}" for number in range(ADDRESSES)]
        submit(run, requester, f"d{part}.{domain}", *people)
    body = form(f"last.{domain}")
    wait = wait_asked(run, "mail-limit", REQUESTS, headers=new_key(), by=cast.requester(), json=body)
    assert 0 < wait <= DAY


def test_a_link_is_sent_again_at_most_every_ten_minutes(run: Run, requester: str, domain: str) -> None:
    request, old = pending(run, requester, domain)
    path = f"{REQUESTS}/{request['request_id']}/resend"
    answer = run.call("POST", path, requester, json={})
    assert answer.status_code == 202
    for body in ({}, {"nomination_id": "1"}):
        assert 0 < wait_asked(run, "resend-too-soon", path, by=requester, json=body) <= TEN_MINUTES
    refused(run, 410, "link-superseded", "GET", f"/v1/approvals/{old}")
    new = token_of(run, f"it@{domain}", request)
    assert new != old
    assert run.call("GET", f"/v1/approvals/{new}").json()["status"] == "pending"
