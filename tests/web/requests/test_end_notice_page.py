"""Whoever meets a pending request on the form reads when it ends, asks to be told, and reads that they will be."""

from dataclasses import replace

import pytest

from chalicelib.rendering.languages import day
from tests.web.browser_without_script import Site
from tests.world import person

RIVAL = person("riva@rival.example", name="Riva Rival")
TOLD = {"en": "You will be told by mail", "fr": "Vous serez informé par e-mail"}


@pytest.mark.parametrize("language", TOLD)
def test_form_leads_to_being_told_and_says_so(site: Site, language: str) -> None:
    request = site.world.submit()
    visitor = replace(site.signed_in(RIVAL), language=language)
    form = visitor.get("/requests/new")
    fields = {"domain_identifier": request.domain_identifier, "customer_emails/0": "dean@univ.example"}
    met = visitor.fill_in(form, "/requests/check", account_name="University of Example", **fields)
    assert met.status == 409
    assert day(request.expires_at, language) in met.page.text
    path = f"/accounts/{request.account_id}/end-notice"
    assert f"/api{path}" in [link["href"] for link in met.page.elements_of("a")]
    assert visitor.fill_in(visitor.get(path), path).status == 303
    assert TOLD[language] in visitor.get(f"{path}?done=asked").page.text
    assert [one.email for one in site.world.current(request).watchers] == [str(RIVAL.email)]


def test_what_has_ended_is_said_instead(site: Site) -> None:
    request = site.world.submit()
    visitor = site.signed_in(RIVAL)
    path = f"/accounts/{request.account_id}/end-notice"
    page = visitor.get(path)
    site.world.clock.advance(days=90)
    visitor = site.signed_in(RIVAL)
    page = visitor.get(path)
    assert visitor.fill_in(page, path).status == 409
