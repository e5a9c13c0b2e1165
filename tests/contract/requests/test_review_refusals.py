"""Invalid reviews and reviews by others; none of them changes anything."""

from collections.abc import Iterator

import pytest

from tests.contract.cast import NOBODY, PARTNER, REVIEWER, Cast
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import REQUESTS, submit


@pytest.fixture(scope="module")
def path(run: Run, cast: Cast) -> str:
    """Provide the review path of a request in review."""
    domain = cast.domain()
    request = submit(run, cast.requester(), domain, f"{domain}@gmail.com")
    return f"{REQUESTS}/{request['request_id']}/review"


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, path: str) -> Iterator[None]:
    """Assert that the tests of this module write nothing."""
    assert path
    with unchanged_table(run):
        yield


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": "\u3164"}, {"reason": "\u200b"}])
def test_review_decline_without_reason_answers_422(run: Run, path: str, body: Json) -> None:
    with unchanged_table(run):
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
def test_invalid_review_answers_422(run: Run, path: str, body: Json, fault: tuple[str, str]) -> None:
    problem = refused(run, 422, "validation-failed", "POST", path, by=REVIEWER, json=body)
    assert faults(problem) == {fault}


@pytest.mark.parametrize("who", [PARTNER, NOBODY])
def test_review_by_non_reviewer_answers_403(run: Run, path: str, who: str) -> None:
    sent = {"by": who, "json": {"decision": "accept"}}
    refused(run, 403, "reviewer-required", "POST", path, **sent)
    refused(run, 403, "reviewer-required", "GET", "/v1/reviews", by=who)
