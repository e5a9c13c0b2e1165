"""What a reviewer may not send, and who is no reviewer; none of it changes anything."""

from collections.abc import Iterator

import pytest

from tests.contract.cast import NOBODY, PARTNER, REVIEWER, Cast
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Json, Run, untouched
from tests.contract.steps import REQUESTS, submit


@pytest.fixture(scope="module")
def path(run: Run, cast: Cast) -> str:
    """Where a request is reviewed that waits for it."""
    domain = cast.domain()
    request = submit(run, cast.requester(), domain, f"{domain}@gmail.com")
    return f"{REQUESTS}/{request['request_id']}/review"


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, path: str) -> Iterator[None]:
    """By none of these tests, once the request is there."""
    assert path
    with untouched(run):
        yield


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": "\u3164"}, {"reason": "\u200b"}])
def test_a_reviewers_decline_needs_a_reason(run: Run, path: str, body: Json) -> None:
    with untouched(run):
        sent = {"by": REVIEWER, "json": {"decision": "decline", **body}}
        refused(run, 422, "reason-required", "POST", path, **sent)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/decision", "required")),
        ({"decision": 1}, ("/decision", "wrong-type")),
        ({"decision": "maybe"}, ("/decision", "not-one-of")),
        ({"decision": "decline", "reason": "r" * 1_001}, ("/reason", "too-long")),
    ],
)
def test_a_review_is_one_of_two_decisions(run: Run, path: str, body: Json, fault: tuple[str, str]) -> None:
    problem = refused(run, 422, "validation-failed", "POST", path, by=REVIEWER, json=body)
    assert faults(problem) == {fault}


@pytest.mark.parametrize("who", [PARTNER, NOBODY])
def test_only_reviewers_review(run: Run, path: str, who: str) -> None:
    sent = {"by": who, "json": {"decision": "accept"}}
    refused(run, 403, "reviewer-required", "POST", path, **sent)
    refused(run, 403, "reviewer-required", "GET", "/v1/reviews", by=who)
