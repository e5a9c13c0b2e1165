"""A person's name, note and reason go through form, check page, pages, JSON and mail unchanged, in every script."""

import json
from email.header import decode_header, make_header
from email.message import EmailMessage
from unicodedata import normalize
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.display_name import ReservedNames, display_name
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.text import account_name, link_free_note
from tests.domain.text.scripts import SCRIPTS
from tests.web.api.populated_site import bearer, with_tokens
from tests.web.browser_without_script import Response, Site, site_over
from tests.web.requests.stories import FILLED
from tests.world import PARTNER, person, world


def submitted(site: Site, requester: Person, name: str, note: str) -> tuple[Response, str]:
    """Fill in the form and send it; return the check page, and the id of the request."""
    visitor = site.signed_in(requester)
    typed = {**FILLED, "account_name": name, "note_to_customer": note, "note_to_reviewer": note}
    check = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    sent = visitor.fill_in(check, "/requests")
    return check, sent.headers["location"].rpartition("=")[2]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def sender_name(mail: EmailMessage) -> str:
    """Return the name in Reply-To by RFC 2047; the library's parser of names puts a space between encoded words."""
    raw = str(dict(mail.raw_items())["Reply-To"])
    return str(make_header(decode_header(raw.rpartition("<")[0]))).strip()


@pytest.mark.parametrize(("person_name", "name", "note", "reason"), SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_goes_unchanged_from_the_form_to_all_its_readers(
    site: Site, person_name: str, name: str, note: str, reason: str
) -> None:
    own_name = display_name(person_name, PARTNER.email, ReservedNames())
    assert own_name == normalize("NFC", person_name)
    requester = person(name=own_name)
    check, request_id = submitted(site, requester, name, note)
    assert name in check.page.texts("bdi")
    assert check.page.texts("dd").count(note) == 2
    request = site.world.ports.store.request(request_id)
    assert request is not None
    assert (request.requester.name, request.account_name, request.note_to_customer) == (own_name, name, note)
    assert_approver_reads(site, request, own_name, name, note)
    assert_requester_reads_reason(site, requester, request, reason)
    with site_over(with_tokens(site.world, requester)) as api:
        answer = json.loads(api.get(f"/v1/account-requests/{request_id}", **bearer(requester)).text)
    assert (answer["account"]["account_name"], answer["requester"]["name"]) == (name, own_name)
    assert (answer["note_to_customer"], answer["decision"]["reason"]) == (note, reason)


def assert_approver_reads(site: Site, request: AccountRequest, *texts: str) -> None:
    """Assert that the approver reads the texts in mail and page; the first is the requester's name."""
    needed = next(mail for mail in site.world.work() if mail["To"] == "it@univ.example")
    assert sender_name(needed) == texts[0]
    page = site.get(f"/approvals/{site.world.token(request)}").page
    for text in texts:
        assert text in body(needed, "plain")
        assert text in body(needed, "html")
        assert text in [*page.texts("bdi"), *page.texts("blockquote")]


def assert_requester_reads_reason(site: Site, requester: Person, request: AccountRequest, reason: str) -> None:
    """Decline the request with the reason, and assert that its requester reads it in the mail and on the page."""
    form = {"reason_code": "other", "reason": reason}
    assert site.post(f"/approvals/{site.world.token(request)}/decline", form).status == 303
    declined = next(mail for mail in site.world.work() if mail["To"] == "partner@reseller.example")
    assert f"{request.account_name} (" in str(declined["Subject"])
    assert reason in body(declined, "plain")
    assert reason in body(declined, "html")
    page = site.signed_in(requester).get(f"/requests/{request.request_id}").page
    assert {requester.name, request.account_name} <= {*page.texts("bdi")}
    assert reason in page.texts("div")


names = st.text(st.characters(codec="utf-8") | st.sampled_from("نم\u200cශ්\u200dරী👨💻. "), min_size=2, max_size=20)
WORKS_IN_A_WORLD = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@WORKS_IN_A_WORLD
@given(names, names)
def test_whatever_is_kept_comes_back_equal_over_page_mail_and_json_and_is_found(typed: str, typed_note: str) -> None:
    try:
        name, note = account_name(typed), link_free_note(typed_note)
    except Invalid:
        return
    with world() as fresh, site_over(with_tokens(fresh, PARTNER)) as site:
        _, request_id = submitted(site, PARTNER, typed, typed_note)
        answer = json.loads(site.get(f"/v1/account-requests/{request_id}", **bearer(PARTNER)).text)
        assert (answer["account"]["account_name"], answer["note_to_customer"]) == (name, note)
        form = site.signed_in().get(f"/requests/new?from_request={request_id}").page
        assert form.field("account_name")["value"] == name
        (mail, *_) = [mail for mail in fresh.work() if mail["To"] == "it@univ.example"]
        assert f": {name}\n" in body(mail, "plain")
        assert note.replace("\n", "\n> ") in body(mail, "plain")
        found = json.loads(site.get(f"/v1/accounts?{urlencode({'q': typed})}", **bearer(PARTNER)).text)
        assert [one["account_name"] for one in found["items"]] == [name]
