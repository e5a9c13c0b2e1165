"""A requester with many requests, and every page of a list."""

from tests.contract.cast import Cast
from tests.contract.local_run import Json, Run
from tests.contract.steps import act_on_request, submit

MANY = 7


def requester_of_many(run: Run, cast: Cast) -> str:
    """Return a requester with many requests, the first three withdrawn and the last two in review."""
    by = cast.requester()
    domains = [cast.domain() for _ in range(MANY)]
    requests = [submit(run, by, domain) for domain in domains[:-2]]
    for request in requests[:3]:
        act_on_request(run, by, request, "withdraw").raise_for_status()
    for domain in domains[-2:]:
        submit(run, by, domain, f"{domain}@gmail.com")
    return by


def pages(run: Run, by: str, path: str, **query: object) -> list[list[Json]]:
    """Return every page, following the `Link` header, and check that it matches the cursor."""
    found: list[list[Json]] = []
    url: str | None = f"{path}{'&' if '?' in path else '?'}" + "&".join(f"{k}={v}" for k, v in query.items())
    while url:
        response = run.call("GET", url, by)
        assert response.status_code == 200, response.text
        found.append(response.json()["items"])
        cursor, link = response.json()["next_cursor"], response.links.get("next", {}).get("url")
        assert (cursor is None) == (link is None)
        assert cursor is None or f"cursor={cursor}" in str(link)
        url = link and link.removeprefix(run.stack.urls["app"])
    return found
