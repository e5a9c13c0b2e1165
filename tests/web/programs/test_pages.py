"""The page of programs shows a code once, and ends a program by its button."""

from chalicelib.services.programs.confirming import confirm_program
from tests.services.access.stories import ADMINISTRATOR
from tests.services.programs.stories import client
from tests.web.browser_without_script import Site
from tests.web.programs.states import invited, revoked, shown


def test_code_is_shown_once_and_binds_a_client(site: Site) -> None:
    answer = invited()(site)
    (code,) = [text for text in answer.page.texts("code") if text.count(".") == 1 and len(text) > 64]
    account_id = code.partition(".")[0]
    again = site.signed_in(ADMINISTRATOR, None).get(f"/accounts/{account_id}/programs")
    assert code not in again.text
    assert confirm_program(site.world.ports, client(), code).invited_by == ADMINISTRATOR.person_id


def test_list_tells_states_and_last_use(site: Site) -> None:
    texts = shown(site).page.texts("td")
    assert {"Invited", "Active", "Ended", "Revoked"} <= set(texts)
    assert [texts[place + 2] for place, text in enumerate(texts) if text == "Revoked"] == ["Never"]
    assert [texts[place + 2] for place, text in enumerate(texts) if text == "Active"] == ["23 November 2026, 09:00 UTC"]


def test_revoked_program_has_no_button_any_more(site: Site) -> None:
    page = revoked(site).page
    assert "The program is revoked. It can do nothing any more." in page.texts("p")
    assert page.texts("button").count("Revoke") == 1
