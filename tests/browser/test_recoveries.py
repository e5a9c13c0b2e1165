"""An account is recovered in Chromium without JavaScript: by proof, by reviewers, and with an objection."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import Say, assert_fits, open_mail, sign_in, words
from tests.contract.cast import REVIEWER, Cast
from tests.contract.local_run import Run
from tests.contract.recovery.steps import SECOND_REVIEWER, Lost

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.matrix

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def lost(run: Run, cast: Cast, tmp_path: Path) -> Lost:
    """An account whose administrator is gone."""
    return Lost.of(run, cast, tmp_path, cast.requester())


def ask(page: "Page", lost: Lost, say: Say, language: str) -> None:
    """Read the rules, and ask for the recovery."""
    page.goto(f"{lost.run.stack.urls['app']}/help?lang={language}")
    page.get_by_role("link", name=say("The rules of recovery")).click()
    page.get_by_role("heading", level=1, name=say("Recovering an account")).wait_for()
    assert_fits(page)
    sign_in(page, lost.run, lost.candidate, f"/recoveries?account_id={lost.account_id}&lang={language}")
    assert_fits(page)
    page.get_by_role("button", name=say("Ask for the recovery")).click()
    page.get_by_role("status").wait_for()
    assert_fits(page)


def approve(new_page: NewPage, lost: Lost, say: Say, who: str, path: str) -> None:
    """Approve the recovery as a reviewer."""
    page = new_page(java_script_enabled=False, viewport=NARROW)
    sign_in(page, lost.run, who, path)
    page.get_by_label(say("Your reason")).fill("I rang them.")
    page.get_by_role("button", name=say("Approve the recovery")).click()
    expect(page.get_by_role("status")).to_contain_text(say("Your approval is recorded."))
    assert_fits(page)


@IN_EVERY_LANGUAGE
def test_account_is_recovered_by_a_proof_after_seven_days(new_page: NewPage, lost: Lost, language: str) -> None:
    say, page = words(language), new_page(java_script_enabled=False, viewport=NARROW)
    lost.prove()
    ask(page, lost, say, language)
    expect(page.locator(".status")).to_have_text(say("Seven days’ notice"))
    for _ in range(7):
        lost.run.advance(days=1)
    page.reload()
    expect(page.locator(".status")).to_have_text(say("Recovered"))


@IN_EVERY_LANGUAGE
def test_administrator_objects_to_what_reviewers_approved(new_page: NewPage, lost: Lost, language: str) -> None:
    say, page = words(language), new_page(java_script_enabled=False, viewport=NARROW)
    ask(page, lost, say, language)
    expect(page.locator(".status")).to_have_text(say("With the reviewers"))
    path = page.url.removeprefix(lost.run.stack.urls["app"]).partition("?")[0] + f"?lang={language}"
    for reviewer in (REVIEWER, SECOND_REVIEWER):
        approve(new_page, lost, say, reviewer, path)
    objecting = new_page(java_script_enabled=False, viewport=NARROW)
    open_mail(objecting, lost.run, lost.administrator, "/recovery-objections/")
    objecting.goto(f"{objecting.url}?lang={language}")
    assert_fits(objecting)
    objecting.get_by_role("button", name=say("This is wrong: object")).click()
    expect(objecting.get_by_role("status")).to_contain_text(
        say("You have objected as an administrator. The recovery has ended.")
    )
    page.reload()
    expect(page.locator(".status")).to_have_text(say("Stopped by an administrator"))
