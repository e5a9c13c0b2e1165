"""A newcomer in Chromium without JavaScript: from the page for people without a role to the account."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import assert_fits, open_mail, sign_in, words
from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Run

pytestmark = pytest.mark.matrix


@IN_EVERY_LANGUAGE
def test_newcomer_asks_for_access_by_domain_and_is_granted_it(
    new_page: NewPage, run: Run, cast: Cast, tmp_path: Path, language: str
) -> None:
    say, domain = words(language), cast.domain()
    administrator, newcomer = cast.person(f"admin@{domain}"), cast.person(f"new@{domain}")
    row = {"name": f"Account of {domain}", "domain": domain, "administrators": [administrator]}
    import_accounts(run, tmp_path / "account.json", [row])
    narrow = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
    page, decider = new_page(**narrow), new_page(**narrow)

    sign_in(page, run, newcomer, f"/directory?lang={language}")
    page.get_by_role("link", name=say("Ask for access to your organisation’s account"), exact=True).click()
    page.get_by_label(say("Domain or name of the account"), exact=True).fill(f"https://{domain}/")
    assert_fits(page)
    page.get_by_role("button", name=say("Ask for access"), exact=True).click()
    expect(page.get_by_text(say("Waiting for a decision"), exact=True)).to_be_visible()

    run.work()
    sign_in(decider, run, administrator, f"/access-requests?lang={language}")
    decider.locator("tbody a[href*='/access-requests/']").first.click()
    decider.get_by_role("button", name=say("Grant access"), exact=True).click()
    open_mail(page, run, newcomer, "/accounts/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Account of {domain}")
