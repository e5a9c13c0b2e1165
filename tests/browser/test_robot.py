"""A mail scanner that opens every link, executes scripts and presses buttons changes nothing and causes no mail.

Scanners at companies do all of this, and some press the first button they find. So reading writes nothing, no form
submits itself, and forms that decide need input first: a confirmed statement, a reason or an address.
"""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.browser.conftest import NewPage
from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Json, Rows, Run
from tests.contract.steps import act_on_request, events_of, on_link, pending, shown

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.matrix

IN_TEXT = re.compile(r"https?://[^\s<>\"]+")
IN_HTML = re.compile(r"(?:href|src|action)=\"(https?://[^\"]+)\"")


@pytest.fixture
def requester(cast: Cast) -> str:
    """Provide the requester."""
    return cast.requester()


@pytest.fixture
def request_of_two(run: Run, cast: Cast, requester: str, tmp_path: Path) -> Json:
    """Submit a request with two approvers: one got it by a forward, the other got a new link."""
    domain = cast.domain()
    near = {"name": f"Old House {domain}", "domain": domain, "administrators": [f"admin@{domain}"]}
    import_accounts(run, tmp_path / "near.json", [near])
    request, token = pending(run, requester, f"labs.{domain}", f"it@{domain}", f"cio@{domain}")
    on_link(run, token, "forward", email=f"head@{domain}").raise_for_status()
    run.advance(minutes=11)
    act_on_request(run, requester, request, "resend", nomination_id="2").raise_for_status()
    return request


def links_in(mails: Sequence[Json]) -> list[str]:
    """Return the distinct URLs in all parts of the mails."""
    found = [link for mail in mails for link in IN_TEXT.findall(mail["text"])]
    found += [unescape(link) for mail in mails for link in IN_HTML.findall(mail["html"])]
    return sorted(set(found))


def fetch(links: Sequence[str]) -> None:
    """Fetch the links like a scanner without a browser."""
    with httpx.Client(follow_redirects=True, trust_env=False) as client:
        for link in links:
            assert client.head(link).status_code < 500
            assert client.get(link).status_code < 500


def visit(page: "Page", link: str, app: str) -> str:
    """Open a link, press the first button of the first form, and return the title of the resulting page.

    The sign-in page is not used: the local provider needs no password, but a real one would stop a scanner.
    """
    page.goto(link)
    button = page.locator("main form").first.get_by_role("button")
    if page.url.startswith(app) and button.count():
        with page.expect_navigation():
            button.first.click()
    return page.title()


def state(run: Run, by: str, request: Json) -> tuple[Json, list[Json], list[Json], Rows]:
    """Return the request, its events, all mails, and all rows, once the schedule has nothing left to do."""
    run.work()
    mails = run.messages()
    return shown(run, by, request), events_of(run, by, request), mails, run.rows()


def test_mail_scanner_pressing_buttons_has_the_newest_link_mailed_again_and_changes_nothing_else(
    run: Run, requester: str, request_of_two: Json, new_page: NewPage
) -> None:
    before = state(run, requester, request_of_two)
    mails = [mail for mail in before[2] if request_of_two["reference"] in mail["subject"]]
    links, app = links_in(mails), run.stack.urls["app"]
    assert all(link.startswith(f"{app}/") for link in links)
    fetch(links)
    assert state(run, requester, request_of_two) == before
    page = new_page()
    titles = [visit(page, link, app).partition(" – ")[0] for link in links]
    assert sorted(titles) == [
        "A new link",
        "Error",
        "Error",
        "Sign in (local run)",
        "Smart Accounts for your organisation",
        "You forwarded this request",
    ]
    after = state(run, requester, request_of_two)
    assert {name for name in before[0] if before[0][name] != after[0][name]} <= {"updated_at"}
    assert [event for event in after[1] if event["kind"] != "mailed_again"] == before[1]
    assert {address for mail in after[2][len(before[2]) :] for address in mail["to"]} <= {
        address for mail in mails for address in mail["to"]
    }
    assert before[0]["status"] == "pending"
