"""What time does: links end after 14 days, reviews too, requests after 90, and the domain is free again.

The clock only goes forward, so the story is lived through once, and each test claims what it showed.
"""

import httpx
import pytest

from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Run
from tests.contract.requests.calendar_story import Story
from tests.contract.steps import (
    events_of,
    mails_to,
    own,
    pending,
    shown,
    submit,
)

RESENDS = 10


def test_a_link_is_sent_again_ten_times_at_most_and_when_the_wait_is_over(
    run: Run, requester: str, domain: str
) -> None:
    request, _ = pending(run, requester, domain)
    assert own(run, requester, request, "resend").status_code == 202
    refusal = own(run, requester, request, "resend")
    run.advance(seconds=int(refusal.headers["retry-after"]))
    assert own(run, requester, request, "resend").status_code == 202
    run.advance(days=1)
    for _ in range(RESENDS - 2):
        # So far apart that no more than three mails go to one person within 24 hours.
        run.advance(hours=9)
        assert own(run, requester, request, "resend").status_code == 202
    run.advance(hours=9)
    refusal = own(run, requester, request, "resend")
    assert (refusal.status_code, slug_of(refusal)) == (429, "resend-too-soon")
    assert int(refusal.headers["retry-after"]) > 80 * 86_400


@pytest.fixture(scope="module")
def story(run: Run, cast: Cast) -> Story:
    one = Story(run, cast)
    one.begin()
    one.renew_all()
    one.outlast()
    return one


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
def test_a_link_says_that_its_time_is_over(story: Story, step: str, slug: str) -> None:
    assert (story.answers[step].status_code, slug_of(story.answers[step])) == (410, slug)


def said(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    own_to_each = {"date", "x-request-id", "x-amzn-requestid"}
    headers = [(name, value) for name, value in answer.headers.items() if name not in own_to_each]
    return answer.status_code, answer.content, headers


def test_renewing_says_the_same_whatever_it_is_given(story: Story) -> None:
    renewals = [answer for name, answer in story.answers.items() if name.startswith("renew")]
    assert len(renewals) == len(story.tokens) + 1
    assert {answer.status_code for answer in renewals} == {202}
    assert all(said(answer) == said(renewals[0]) for answer in renewals)


def test_renewing_mails_a_link_for_the_expired_current_one_alone(story: Story) -> None:
    assert {name for name, mails in story.mails.items() if mails and name != "end"} == {"expired"}
    (mail,) = story.mails["expired"]
    assert mail["to"] == [f"it@{story.domains['expired']}"]


def test_the_renewed_link_decides(story: Story) -> None:
    assert story.answers["approve by the new"].json()["status"] == "approved"
    events = events_of(story.run, story.by, story.requests["expired"])
    assert [event["kind"] for event in events] == ["submitted", "renewed", "approved"]


def test_a_key_is_kept_for_24_hours(story: Story) -> None:
    assert story.answers["first submission"].status_code == 201
    assert slug_of(story.answers["late repeat"]) == "request-already-pending"


@pytest.fixture(params=["forgotten", "in review"])
def ended(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_nobody_decides_expires(story: Story, ended: str) -> None:
    request = shown(story.run, story.by, story.requests[ended])
    assert (request["status"], request["account"]["status"]) == ("expired", "cancelled")
    assert (request["allowed_actions"], request["decision"]) == ([], None)
    last = events_of(story.run, story.by, request)[-1]
    assert (last["kind"], last["actor"]["role"]) == ("expired", "system")
    assert slug_of(story.answers["resend at the end"]) == "action-not-allowed"


def test_the_requester_is_told_once_with_a_way_to_ask_again(story: Story, ended: str) -> None:
    request = story.requests[ended]
    mails = [mail for mail in mails_to(story.run, story.by, request) if "/requests/new" in mail["text"]]
    assert len(mails) == 1
    assert request["request_id"] in mails[0]["text"]


def test_who_was_asked_is_told_once(story: Story) -> None:
    told = [mail for mail in story.mails["end"] if mail["to"] == [f"it@{story.domains['forgotten']}"]]
    assert len(told) == 1


def test_who_was_never_asked_hears_of_no_end(story: Story) -> None:
    assert mails_to(story.run, f"{story.domains['in review']}@gmail.com") == []


def test_a_domain_whose_request_expired_is_free_again(story: Story, ended: str) -> None:
    domain = story.domains[ended]
    account = story.run.call("GET", f"/v1/domains/check?domain={domain}", story.by).json()["account"]
    assert account is None
    assert story.run.call("GET", f"/v1/accounts?q={domain}", story.by).json()["items"] == []
    assert submit(story.run, story.by, domain)["status"] == "pending"
