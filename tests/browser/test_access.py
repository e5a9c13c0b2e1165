"""Access requests in Chromium without JavaScript: creation, decision by the mail's link, outcome."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from chalicelib.domain.languages import LANGUAGES
from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import Say, assert_fits, authorize, open_mail, row_of, sign_in, words
from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOTE, REASON = "<b>For order 4711.</b>", "Ask the computing centre first."


@dataclass
class Scene:
    """A colleague with a role elsewhere, the administrator of an account, and a page for each."""

    run: Run
    language: str
    domain: str
    colleague: str
    administrator: str
    requester_page: "Page"
    decider_page: "Page"

    @property
    def say(self) -> Say:
        """The translation function of the scene's language."""
        return words(self.language)


@pytest.fixture
def scene(new_page: NewPage, run: Run, cast: Cast, tmp_path: Path, language: str) -> Scene:
    """Create the account and its people; the administrator has not signed in yet."""
    domain = cast.domain()
    administrator = cast.person(f"admin@{domain}")
    row = {"name": f"Account of {domain}", "domain": domain, "administrators": [administrator]}
    import_accounts(run, tmp_path / "account.json", [row])
    narrow = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
    return Scene(run, language, domain, cast.requester(), administrator, new_page(**narrow), new_page(**narrow))


def ask(scene: Scene) -> None:
    """Request access, from the search to the list of own requests."""
    page, say = scene.requester_page, scene.say
    sign_in(page, scene.run, scene.colleague, f"/accounts?q={scene.domain}&lang={scene.language}")
    page.get_by_role("link", name=f"Account of {scene.domain}").click()
    page.get_by_role("link", name=say("Request access"), exact=True).click()
    page.get_by_role("radio", name=say("The whole account"), exact=True).check()
    page.get_by_role("radio", name=say("Smart Account user"), exact=True).check()
    assert_fits(page)
    page.get_by_label(say("Note (optional)")).fill(NOTE)
    page.get_by_role("button", name=say("Ask for access"), exact=True).click()
    page.get_by_role("status").wait_for()
    expect(row_of(page, scene.domain).locator(".status")).to_have_text(say("Pending"))
    assert_fits(page)


def open_menu(page: "Page") -> None:
    """Open the menu, which is folded where there is little room."""
    fold = page.locator(".fold > summary")
    if fold.is_visible():
        fold.click()


def open_decision(scene: Scene) -> None:
    """Open the request by the mail's link and sign in."""
    page, say = scene.decider_page, scene.say
    open_mail(page, scene.run, scene.administrator, "/access-requests/")
    authorize(page, scene.run, scene.administrator)
    page.get_by_role("link", name=LANGUAGES[scene.language], exact=True).click()
    page.get_by_text(say("Role asked for"), exact=True).wait_for()
    expect(page.locator("blockquote")).to_have_text(NOTE)
    counted = say("Access requests ({count}): waiting for your decision").format(count=1)
    open_menu(page)
    expect(page.get_by_role("link", name=counted)).to_be_visible()
    assert_fits(page)


def decide(scene: Scene, button: str) -> None:
    """Submit one of the two forms; no request is pending afterwards."""
    page, say = scene.decider_page, scene.say
    page.get_by_role("button", name=say(button), exact=True).click()
    page.get_by_role("status").wait_for()
    open_menu(page)
    expect(page.get_by_role("link", name=say("Access requests"), exact=True)).to_be_visible()
    assert_fits(page)


@pytest.mark.matrix
@IN_EVERY_LANGUAGE
def test_access_request_is_approved_with_lower_role(scene: Scene) -> None:
    page, say = scene.requester_page, scene.say
    ask(scene)
    open_decision(scene)
    expect(scene.decider_page.get_by_role("radio", name=say("Smart Account user"), exact=True)).to_be_checked()
    scene.decider_page.get_by_role("radio", name=say("Smart Account viewer"), exact=True).check()
    decide(scene, "Grant access")

    open_mail(page, scene.run, scene.colleague, "/accounts/")
    page.get_by_text(say("Smart Account viewer"), exact=True).wait_for()
    page.goto(f"{scene.run.stack.urls['app']}/directory?group=accessible")
    expect(row_of(page, scene.domain).get_by_text(say("Smart Account viewer"))).to_be_visible()
    page.goto(f"{scene.run.stack.urls['app']}/directory?group=access_requested")
    expect(page.get_by_text(say("Nothing in this list matches."))).to_be_visible()


@pytest.mark.matrix
@IN_EVERY_LANGUAGE
def test_declined_access_request_shows_reason(scene: Scene) -> None:
    page, say = scene.requester_page, scene.say
    ask(scene)
    open_decision(scene)
    scene.decider_page.get_by_label(say("Reason (optional)")).fill(REASON)
    decide(scene, "Decline the request")

    mails = [mail for mail in scene.run.messages() if mail["to"] == [scene.colleague]]
    assert REASON in mails[-1]["text"]
    page.goto(f"{scene.run.stack.urls['app']}/directory")
    link = row_of(page, scene.domain).get_by_role("link").last
    expect(link).to_have_text(say("Access request: {status}").format(status=say("Declined")))
    link.click()
    page.get_by_role("heading", name=say("The reason given")).wait_for()
    expect(page.locator("blockquote").last).to_have_text(REASON)
