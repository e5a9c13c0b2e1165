"""Lists are filtered by status, domain, references and times; a filter that nothing can fit is refused."""

import pytest

from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import refused
from tests.contract.http.listing import pages, requester_of_many
from tests.contract.local_run import Run
from tests.contract.steps import REQUESTS, submit


@pytest.fixture(scope="module")
def lister(run: Run, cast: Cast) -> str:
    """Provide a requester with many requests, the first three withdrawn and the last two in review."""
    return requester_of_many(run, cast)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=withdrawn,pending", 5),
        ("status=pending_review,pending_review", 2),
        ("created_since=2020-01-01T00:00:00Z", 7),
        ("created_since=2099-12-31T23:59:59.5%2B14:00", 0),
        ("updated_since=2020-01-01T00:00:00-05:00&status=withdrawn", 3),
        ("order_reference=PO%204711", 0),
    ],
)
def test_own_requests_can_be_filtered(run: Run, lister: str, query: str, count: int) -> None:
    found = pages(run, lister, f"{REQUESTS}?{query}", limit=2)
    assert [len(page) for page in found] == [2] * (count // 2) + ([count % 2] if count % 2 or not count else [])


def test_a_request_is_found_by_domain_reference_and_order_reference(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    made = submit(run, by, domain, order_reference=" PO  4711 ")
    submit(run, by, cast.domain())
    assert made["order_reference"] == "PO 4711"
    for query in (
        f"domain={domain}",
        f"domain=https://www.{domain}/about",
        f"reference={made['reference']}",
        f"reference={made['reference'].lower()}",
        "order_reference=PO+4711",
        f"created_since={made['created_at']}&domain={domain}",
    ):
        (page,) = pages(run, by, f"{REQUESTS}?{query}")
        assert [item["request_id"] for item in page] == [made["request_id"]], query


@pytest.mark.parametrize("path", [REQUESTS, "/v1/reviews"])
@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("status=pending,", None),
        ("status=,pending", None),
        ("status=pending;approved", None),
        ("status=pending, approved", None),
        ("domain=", "nothing"),
        ("domain=com", "nothing"),
        ("domain=univ.example,other.example", "nothing"),
        ("reference=", ["SAR-XXXX-XXXX"]),
        ("reference=0000-0001", ["SAR-XXXX-XXXX"]),
        ("order_reference=", "nothing"),
        (f"order_reference={'x' * 65}", "nothing"),
        ("created_since=2026-11-27", ["YYYY-MM-DDThh:mm:ssZ"]),
        ("created_since=2026-11-27T09:00:00", ["YYYY-MM-DDThh:mm:ssZ"]),
        ("created_since=2026-02-30T09:00:00Z", ["YYYY-MM-DDThh:mm:ssZ"]),
        ("updated_since=0001-01-01T00:00:00%2B14:00", ["YYYY-MM-DDThh:mm:ssZ"]),
        ("updated_since=yesterday", ["YYYY-MM-DDThh:mm:ssZ"]),
    ],
)
def test_filter_that_nothing_can_fit_answers_400(
    run: Run, lister: str, path: str, query: str, accepted: object
) -> None:
    by = lister if path == REQUESTS else REVIEWER
    problem = refused(run, 400, "invalid-parameter", "GET", f"{path}?{query}", by=by)
    assert problem["parameter"] == query.partition("=")[0]
    if accepted is not None:
        assert problem.get("accepted_values", "nothing") == accepted


def test_accounts_and_access_requests_take_several_statuses(run: Run, lister: str) -> None:
    del lister
    both, all_of_them = (
        [item["account_id"] for page in pages(run, PARTNER, f"/v1/accounts?q=house{query}", limit=50) for item in page]
        for query in ("&status=active,pending", "")
    )
    assert both == all_of_them
    found = run.call("GET", "/v1/access-requests?status=pending,declined", PARTNER)
    assert found.status_code == 200
    refused(run, 400, "invalid-parameter", "GET", "/v1/access-requests?status=pending,done", by=PARTNER)
