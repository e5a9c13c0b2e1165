"""Whatever free-text field the form has: it is carried from page to page and shown to those who may see it."""

from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from tests.web.browser_without_script import Site
from tests.web.requests.stories import FILLED

WRITTEN: dict[str, str] = {field.value: f"Said in {field.value}." for field in TextField}
FOR_CUSTOMER = {WRITTEN[field] for field, rule in TEXT_FIELDS.items() if rule.shown_to_customer}


def shown(text: str) -> set[str]:
    return {one for one in WRITTEN.values() if one in text}


def test_every_text_goes_from_the_form_to_its_readers_and_back_into_a_new_form(site: Site) -> None:
    own = site.signed_in()
    check = own.fill_in(own.get("/requests/new"), "/requests/check", **{**FILLED, **WRITTEN})
    assert all(check.text.count(f'<dd class="typed" dir="auto">{one}</dd>') == 1 for one in WRITTEN.values())
    sent = own.fill_in(check, "/requests")
    request_id = sent.headers["location"].rpartition("=")[2]
    request = site.world.ports.store.request(request_id)
    assert request is not None
    assert shown(own.get(f"/requests/{request_id}").text) == set(WRITTEN.values())
    assert shown(site.get(f"/approvals/{site.world.token(request)}").text) == FOR_CUSTOMER
    again = own.get(f"/requests/new?from_request={request_id}")
    assert shown(again.text) == set(WRITTEN.values())
