"""What people paste into the request form: lists of addresses, an address instead of a domain."""

import pytest

from tests.web.browser_without_script import Response, Site
from tests.web.requests.stories import FILLED
from tests.world import PARTNER

ONE_FIELD = {**FILLED, "customer_emails/2": ""}


def emails(form: Response) -> list[str]:
    return [form.page.field(f"customer_emails/{number}")["value"] for number in range(5)]


def test_several_addresses_in_one_field_become_several_fields_and_are_sent(site: Site) -> None:
    visitor = site.signed_in()
    pasted = '"Dupont, Jean" <jean@univ.example>; ann@univ.example'
    check = visitor.fill_in(
        visitor.get("/requests/new"), "/requests/check", **{**ONE_FIELD, "customer_emails/0": pasted}
    )
    assert 'value="ann@univ.example"' in check.text
    assert visitor.fill_in(check, "/requests").status == 303
    (row,) = site.world.ports.store.requests_of(PARTNER.person_id, 5, None).items
    assert [one.email for one in row.request.nominations] == ["jean@univ.example", "ann@univ.example"]


def test_errors_stand_at_the_fields_that_were_made(site: Site) -> None:
    visitor = site.signed_in()
    typed = {**ONE_FIELD, "customer_emails/0": "jean@univ.example, nobody", "customer_emails/1": "x@univ.example"}
    form = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    assert emails(form) == ["jean@univ.example", "nobody", "x@univ.example", "", ""]
    assert "customer_emails/1-fault" in form.text
    assert "customer_emails/0-fault" not in form.text


def test_more_addresses_than_fields_are_all_kept_where_they_were_pasted(site: Site) -> None:
    visitor = site.signed_in()
    pasted = "; ".join(f"a{number}@univ.example" for number in range(6))
    form = visitor.fill_in(
        visitor.get("/requests/new"), "/requests/check", **{**ONE_FIELD, "customer_emails/0": pasted}
    )
    assert emails(form)[0] == pasted
    assert "No more than 5 are possible here." in form.text


@pytest.mark.parametrize(("language", "button"), [("en", "Enter univ.example"), ("fr", "Saisir univ.example")])
def test_address_in_the_domain_field_offers_its_domain_by_one_click(site: Site, language: str, button: str) -> None:
    site.language = language
    visitor = site.signed_in()
    typed = {**ONE_FIELD, "domain_identifier": "Info <info@univ.example>"}
    refused = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    assert button in refused.text
    form = visitor.fill_in(refused, "/requests/new")
    assert form.page.field("domain_identifier")["value"] == "univ.example"
    assert form.page.field("account_name")["value"] == FILLED["account_name"]
    assert emails(form)[0] == FILLED["customer_emails/0"]
    assert "univ.example</button>" not in form.text


def test_address_at_a_public_mail_service_offers_no_domain(site: Site) -> None:
    visitor = site.signed_in()
    typed = {**ONE_FIELD, "domain_identifier": "jean@gmail.com"}
    refused = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    assert "This domain belongs to a public e-mail service" in refused.text
    assert 'id="offered_domain"' not in refused.text
