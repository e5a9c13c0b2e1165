"""A page on another origin walks search, dry run and submission where the setting names it; others are refused."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.wrappers import Response

from infra.local.gateway.serving import Serving, listen, url_of
from tests.contract.cast import PARTNER
from tests.contract.local_run import Run, private_run

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from playwright.sync_api import Browser

pytestmark = pytest.mark.matrix

# Makes a call as scripts of partners do, and tells what the script can see of the answer.
CALL = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    const names = ["location", "etag", "x-request-id", "idempotency-replayed", "link", "retry-after"];
    const headers = Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
    return {status: answer.status, body: await answer.json(), headers};
  } catch (error) {
    return {refused: error.name};
  }
}"""
REFUSED = {"refused": "TypeError"}


def empty_page(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Serve a page without anything, whose origin is this server's."""
    return Response("<!doctype html><title>Partner</title>", mimetype="text/html")(_environ, start_response)


@pytest.fixture(scope="module")
def origins() -> Iterator[list[str]]:
    """Serve an empty page on two origins."""
    with listen(0) as first, listen(0) as second, Serving(first, empty_page), Serving(second, empty_page):
        yield [url_of(first), url_of(second)]


@pytest.fixture(scope="module")
def open_run(origins: list[str], browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run a stack whose API the first of the origins may call."""
    del browser
    with private_run(tmp_path_factory.mktemp("open-run"), {"CORS_ORIGINS": origins[0]}) as run:
        yield run


class Script:
    """The script of a page, which calls the API with a partner's token."""

    def __init__(self, browser: "Browser", run: Run, origin: str) -> None:
        self.page = browser.new_page()
        self.page.goto(f"{origin}/")
        self._run = run

    def call(self, path: str, body: str | None = None, **headers: str) -> Any:
        """Make a call; with a body a POST."""
        sent = {"Authorization": f"Bearer {self._run.token(PARTNER)}", **headers}
        options: dict[str, Any] = {"headers": sent}
        if body is not None:
            options |= {"method": "POST", "body": body, "headers": {**sent, "Content-Type": "application/json"}}
        return self.page.evaluate(CALL, [f"{self._run.stack.urls['app']}{path}", options])


@contextmanager
def script_of(browser: "Browser", run: Run, origin: str) -> Iterator[Script]:
    """Open the page of an origin within the block."""
    script = Script(browser, run, origin)
    yield script
    script.page.close()


FORM = (
    '{"account_name": "House of Scripts", "domain_identifier": "scripts.example",'
    ' "customer_emails": ["it@scripts.example"]}'
)
SUBMISSION = "/v1/account-requests"


def requested(run: Run) -> set[str]:
    """Return the domains for which the partner has requested accounts."""
    listed = run.call("GET", f"{SUBMISSION}?limit=50", PARTNER).json()["items"]
    return {one["account"]["domain_identifier"] for one in listed}


def test_page_of_a_listed_origin_walks_search_dry_run_and_submission(
    browser: "Browser", open_run: Run, origins: list[str]
) -> None:
    with script_of(browser, open_run, origins[0]) as script:
        found = script.call("/v1/accounts?q=acme")
        assert (found["status"], found["body"]["items"][0]["account_name"]) == (200, "Acme")
        dry = script.call(f"{SUBMISSION}?dry_run=true", FORM)
        assert (dry["status"], dry["body"]["status"]) == (200, "pending")
        key = {"Idempotency-Key": "of-a-script"}
        sent, again = (script.call(SUBMISSION, FORM, **key) for _ in range(2))
        assert (sent["status"], sent["body"]["status"]) == (201, "pending")
        assert sent["headers"]["location"].endswith(sent["body"]["request_id"])
        assert sent["headers"]["etag"]
        assert sent["headers"]["x-request-id"]
        assert (again["body"], again["headers"]["idempotency-replayed"]) == (sent["body"], "true")


def test_page_of_a_listed_origin_reads_refusals_too(browser: "Browser", open_run: Run, origins: list[str]) -> None:
    with script_of(browser, open_run, origins[0]) as script:
        answers = [
            script.call("/v1/accounts", Authorization="Bearer x"),
            script.call("/v1/nothing"),
            script.call(SUBMISSION, "{}", **{"Idempotency-Key": "other"}),
            script.call(SUBMISSION, "x" * 70_000),
        ]
    assert [answer["status"] for answer in answers] == [401, 404, 422, 413]
    assert all(answer["body"]["request_id"] == answer["headers"]["x-request-id"] for answer in answers)


def test_page_of_another_origin_is_refused(browser: "Browser", open_run: Run, origins: list[str]) -> None:
    with script_of(browser, open_run, origins[1]) as script:
        assert script.call("/v1/accounts?q=acme") == REFUSED
        foreign = FORM.replace("scripts.example", "foreign.example")
        assert script.call(SUBMISSION, foreign, **{"Idempotency-Key": "of-another"}) == REFUSED
    assert "foreign.example" not in requested(open_run)


def test_without_the_setting_every_page_is_refused(browser: "Browser", run: Run, origins: list[str]) -> None:
    for origin in origins:
        with script_of(browser, run, origin) as script:
            assert script.call("/v1/accounts?q=acme") == REFUSED
            assert script.call(f"{SUBMISSION}?dry_run=true", FORM) == REFUSED
            assert script.call(SUBMISSION, FORM, **{"Idempotency-Key": "of-a-script"}) == REFUSED
    assert "scripts.example" not in requested(run)


def test_pages_of_the_product_cannot_be_called(browser: "Browser", open_run: Run, origins: list[str]) -> None:
    with script_of(browser, open_run, origins[0]) as script:
        assert script.call("/directory") == REFUSED
        assert script.call("/healthz") == REFUSED
