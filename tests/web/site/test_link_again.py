"""A way to one's link that does not come from a mail: the same link, to the stored address, and no answer tells."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import MailKind
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.nominations import MOST_AGAIN, Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from tests.backends.observable_table import calls_of
from tests.web.browser_without_script import Response, Site
from tests.world import PARTNER, World

PATH = "/link-again"


def ask(site: Site, reference: str, email: str = "it@univ.example") -> Response:
    """Ask for the link of a request."""
    return site.post(PATH, {"reference": reference, "email": email})


def links(world: World, request: AccountRequest, kind: MailKind = MailKind.APPROVAL_NEEDED) -> list[tuple[str, int]]:
    """Return recipient and generation of each mail of this kind."""
    mails = world.ports.store.mails_of(request.request_id)
    return [(mail.draft.to, mail.draft.generation) for mail in mails if mail.draft.kind is kind]


def test_the_same_link_is_mailed_again_to_the_stored_address(site: Site) -> None:
    request = site.world.submit()
    token = site.world.token(request)
    ask(site, f" {request.reference.lower()} ", "IT@univ.example")
    assert links(site.world, request) == [("it@univ.example", 1)] * 2
    assert site.get(f"/approvals/{token}").status == 200
    assert site.world.token(request) == token


def test_mail_that_was_sent_again_is_an_event_of_its_own(site: Site) -> None:
    request = site.world.submit()
    ask(site, request.reference)
    event = site.world.ports.store.events(request.request_id)[-1]
    assert event.kind is EventKind.MAILED_AGAIN
    assert {"nomination": "1", "generation": 1}.items() <= event.details.items()
    visitor = site.signed_in()
    assert "Link mailed again" in visitor.get(f"/requests/{request.request_id}").page.text


def test_a_link_is_mailed_again_three_times_a_day_apart_from_other_limits(site: Site) -> None:
    request = site.world.submit()
    for _ in range(MOST_AGAIN + 2):
        ask(site, request.reference)
    assert len(links(site.world, request)) == 1 + MOST_AGAIN
    resent = requester_actions.resend(site.world.ports, site.world.caller(PARTNER), request.request_id, "1")
    assert resent is not None
    site.world.clock.advance(days=1)
    ask(site, request.reference)
    assert links(site.world, request)[-1] == ("it@univ.example", 2)


def test_expired_link_is_renewed(site: Site) -> None:
    request = site.world.submit()
    site.world.clock.advance(days=15)
    ask(site, request.reference)
    assert links(site.world, request, MailKind.NEW_LINK) == [("it@univ.example", 2)]


def test_who_was_replaced_gets_nothing_and_who_follows_gets_the_link(site: Site) -> None:
    world, request = site.world, site.world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    forwarding = read_forwarding("head@univ.example", "", "en", False)
    link_actions.forward(world.ports, world.token(request), lambda _: forwarding)
    replacement = Replacement("2", MailAddress.parse("dean@univ.example"), "en")
    requester_actions.reassign(world.ports, world.caller(PARTNER), request.request_id, replacement)
    for email in ("it@univ.example", "cio@univ.example", "head@univ.example", "dean@univ.example"):
        ask(site, request.reference, email)
    again = {*links(world, request)[2:], *links(world, request, MailKind.FORWARDED_TO_YOU)[1:]}
    assert again == {("dean@univ.example", 1), ("head@univ.example", 1)}


def test_older_link_has_the_newest_one_mailed_unless_it_was_reassigned(site: Site) -> None:
    world, request = site.world, site.world.submit()
    old = world.token(request)
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, "1")
    page = site.get(f"/approvals/{old}")
    assert (page.status, "Send me the newest link" in page.text) == (410, True)
    for _ in range(MOST_AGAIN + 1):
        assert site.post(f"/approvals/{old}/renew").status == 303
    assert links(world, request)[1:] == [("it@univ.example", 2)] * MOST_AGAIN
    replacement = Replacement("1", MailAddress.parse("dean@univ.example"), "en")
    requester_actions.reassign(world.ports, world.caller(PARTNER), request.request_id, replacement)
    world.clock.advance(days=2)
    before = world.rows()
    assert "Send me the newest link" not in site.get(f"/approvals/{old}").text
    site.post(f"/approvals/{old}/renew")
    assert world.rows() == before


TYPED: Mapping[str, tuple[str, str]] = {
    "another reference": ("SAR-AAAA-BBBB", "it@univ.example"),
    "another address": ("{}", "cio@univ.example"),
    "no address": ("{}", "it"),
    "nothing": ("", ""),
    "too long": ("{0}" * 50, "x" * 400 + "@univ.example"),
    "no text": ("\x00{}", "\ud7ff@univ.example"),
}


@pytest.mark.parametrize("case", TYPED)
def test_answer_and_calls_are_the_same_whatever_is_typed(site: Site, case: str) -> None:
    request = site.world.submit()
    reference, email = TYPED[case]
    found = _observed(site, request.reference, "it@univ.example")
    missed = _observed(site, reference.format(request.reference), email)
    assert missed == found
    assert len(links(site.world, request)) == 2


def _observed(site: Site, reference: str, email: str) -> object:
    list(site.world.backend.received())
    with calls_of(site.world.table) as calls:
        response = ask(site, reference, email)
    headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    shown = site.followed(response)
    text = re.sub(re.escape(shown.headers["x-request-id"]), "", shown.text)
    nudges = len(list(site.world.backend.received()))
    return response.status, headers, response.text, shown.status, text, [call.verb for call in calls], nudges


def test_form_is_in_the_help_and_on_a_page_of_its_own(site: Site) -> None:
    assert f"/api{PATH}" in {one.get("href") for one in site.get("/help").page.elements_of("a")}
    assert {one.get("name") for one in site.get(PATH).page.elements_of("input")} == {"reference", "email"}
    assert replace(site, headers={}).get(PATH).status == 200
