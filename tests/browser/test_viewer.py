"""Somebody tries out an operation in the viewer of the local tools, which keeps to its content security policy."""

import re
from typing import TYPE_CHECKING

from tests.browser.conftest import NewPage
from tests.contract.cast import PARTNER
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page


def authorize(page: "Page", token: str) -> None:
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_role("textbox").first.fill(token)
    page.locator(".auth-btn-wrapper").get_by_role("button", name="Apply credentials").or_(
        page.locator(".auth-btn-wrapper .authorize")
    ).first.click()
    page.locator(".auth-btn-wrapper .btn-done").first.click()


def test_search_is_tried_out_in_the_viewer(run: Run, new_page: NewPage) -> None:
    from playwright.sync_api import expect  # noqa: PLC0415

    page, told, called = new_page(), [], set[str]()
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: called.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url, flags=re.DOTALL)))
    page.goto(f"{run.stack.urls['tools']}/")
    page.get_by_role("link", name="Try the API").click()
    authorize(page, run.token(PARTNER))
    operation = page.locator("#operations-accounts-search_accounts")
    operation.get_by_role("button").first.click()
    operation.get_by_placeholder("q").fill("acme")
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text("Acme")
    assert [text for text in told if "Content Security Policy" in text] == []
    assert {one for one in called if not one.startswith("data:")} == {run.stack.urls["tools"]}
