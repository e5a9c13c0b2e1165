"""Expiry: of links and reviews after 14 days, of requests after 90 days, after which the domain is free.

The clock only moves forward, so the story runs once and the tests check what it recorded.
"""

from datetime import datetime

import httpx
import pytest

from tests.contract.calendar.expiry_story import Story
from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Run
from tests.contract.steps import (
    act_on_request,
    events_of,
    mails_to,
    pending,
    shown,
    submit,
)

pytestmark = pytest.mark.slow

RESENDS = 10


def test_link_can_be_resent_ten_times_with_waiting_time(run: Run, requester: str, domain: str) -> None:
    request, _ = pending(run, requester, domain)
    assert act_on_request(run, requester, request, "resend").status_code == 202
    refusal = act_on_request(run, requester, request, "resend")
    run.advance(seconds=int(refusal.headers["retry-after"]))
    assert act_on_request(run, requester, request, "resend").status_code == 202
    run.advance(days=1)
    for _ in range(RESENDS - 2):
        # At most three mails per person within 24 hours.
        run.advance(hours=9)
        assert act_on_request(run, requester, request, "resend").status_code == 202
    run.advance(hours=9)
    refusal = act_on_request(run, requester, request, "resend")
    assert (refusal.status_code, slug_of(refusal)) == (409, "limit-reached")
    assert "retry-after" not in refusal.headers
    told = refusal.json()
    assert (told["limit_name"], told["limit"]) == ("resends_per_nomination", RESENDS)
    assert datetime.fromisoformat(told["free_at"]) == datetime.fromisoformat(request["expires_at"])


@pytest.fixture(scope="module")
def story(run: Run, cast: Cast) -> Story:
    story = Story(run, cast)
    story.begin()
    story.renew_all()
    story.outlast()
    return story


@pytest.mark.parametrize(
    ("step", "slug"),
    [
        ("look at the expired", "link-expired"),
        ("approve by the expired", "link-expired"),
        ("decline by the expired", "link-expired"),
        ("look at the old", "link-superseded"),
        ("look at the end", "request-expired"),
        ("approve at the end", "request-expired"),
    ],
)
def test_expired_link_returns_410(story: Story, step: str, slug: str) -> None:
    assert (story.responses[step].status_code, slug_of(story.responses[step])) == (410, slug)


def comparable(response: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    unique = {"date", "x-request-id", "x-amzn-requestid"}
    headers = [(name, value) for name, value in response.headers.items() if name not in unique]
    return response.status_code, response.content, headers


def test_renewal_response_is_same_for_every_link(story: Story) -> None:
    renewals = [response for name, response in story.responses.items() if name.startswith("renew")]
    assert len(renewals) == len(story.tokens) + 1
    assert {response.status_code for response in renewals} == {202}
    assert all(comparable(response) == comparable(renewals[0]) for response in renewals)


def test_renewal_mails_a_link_only_for_an_expired_one_and_the_newest_again_for_the_one_before_it(story: Story) -> None:
    assert {name for name, mails in story.mails.items() if mails and name != "end"} == {"expired", "expired again"}
    (renewed,), (again,) = story.mails["expired"], story.mails["expired again"]
    assert renewed["to"] == again["to"] == [f"it@{story.domains['expired']}"]


def test_renewed_link_works(story: Story) -> None:
    assert story.responses["approve by the new"].json()["status"] == "approved"
    events = events_of(story.run, story.by, story.requests["expired"])
    assert [event["kind"] for event in events] == ["submitted", "renewed", "mailed_again", "approved"]


def test_idempotency_key_is_kept_for_24_hours(story: Story) -> None:
    assert story.responses["first submission"].status_code == 201
    assert slug_of(story.responses["late repeat"]) == "request-already-pending"


@pytest.fixture(params=["forgotten", "in review"])
def ended(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_undecided_request_expires(story: Story, ended: str) -> None:
    request = shown(story.run, story.by, story.requests[ended])
    assert (request["status"], request["account"]["status"]) == ("expired", "cancelled")
    assert (request["allowed_actions"], request["decision"]) == ([], None)
    last = events_of(story.run, story.by, request)[-1]
    assert (last["kind"], last["actor"]["role"]) == ("expired", "system")
    assert slug_of(story.responses["resend at the end"]) == "action-not-allowed"


def test_requester_is_notified_of_expiry_once(story: Story, ended: str) -> None:
    request = story.requests[ended]
    mails = [mail for mail in mails_to(story.run, story.by, request) if "/requests/new" in mail["text"]]
    assert len(mails) == 1
    assert request["request_id"] in mails[0]["text"]


def test_approver_is_notified_of_expiry_once(story: Story) -> None:
    mails = [mail for mail in story.mails["end"] if mail["to"] == [f"it@{story.domains['forgotten']}"]]
    assert len(mails) == 1


def test_customer_of_request_in_review_is_not_notified_of_expiry(story: Story) -> None:
    assert mails_to(story.run, f"{story.domains['in review']}@gmail.com") == []


def test_domain_of_expired_request_is_free(story: Story, ended: str) -> None:
    domain = story.domains[ended]
    account = story.run.call("GET", f"/v1/domains/check?domain={domain}", story.by).json()["account"]
    assert account is None
    assert story.run.call("GET", f"/v1/accounts?q={domain}", story.by).json()["items"] == []
    assert submit(story.run, story.by, domain)["status"] == "pending"
