"""The approver's journey by pages: what each link shows, what each form does, and what it leaves alone."""

import pytest

from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.domain.requests.request import NominationState
from chalicelib.domain.requests.transitions import RequestStatus
from tests.web.approvals.states import OUTSIDE, REASON, TICKED, link, two_links
from tests.web.browser_without_script import Site
from tests.world import counted_calls

MARKUP = "<b>bold</b> & \"quoted\" <script>alert('x')</script>"


def test_the_page_says_who_asks_for_what_with_which_words_and_until_when(site: Site) -> None:
    page = site.get(link(site)).page
    for fact in (
        "Pat Partner <partner@reseller.example>",
        "reseller.example",
        "University of Example",
        "univ.example",
        "22 November 2026, 09:00 UTC",
        "6 December 2026, 09:00 UTC",
        "20 February 2027, 09:00 UTC",
    ):
        assert fact in page.said("dd")
    assert page.said("blockquote") == ["Needed for the licences of order 4711."]
    assert AUTHORITY_STATEMENT in page.text


def test_a_domain_is_shown_in_the_letters_people_know(site: Site) -> None:
    own = link(site, domain_identifier="bücher.example", customer_emails=("it@bücher.example",))
    assert "bücher.example" in site.get(own).page.said("dd")


@pytest.mark.parametrize("action", ["", "/approve", "/decline", "/forward", "/cancel", "/renew"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing_however_often(site: Site, method: str, action: str) -> None:
    own = link(site)
    before = site.world.rows()
    for language in ("", "fr"):
        site.language = language
        answer = site.send(method, own + action, {})
        assert answer.status == 200
        assert bool(answer.text) is (method == "GET")
    assert site.world.rows() == before


def test_a_link_is_opened_with_one_read_and_a_forged_one_with_none(site: Site) -> None:
    own = link(site)
    with counted_calls() as calls:
        site.get(own)
    assert calls == ["GetItem"]
    with counted_calls() as calls:
        site.get(own[:-2])
    assert calls == []


def test_approving_creates_the_account_and_shows_so_to_every_later_visit(site: Site) -> None:
    own, other = two_links(site)
    page = site.followed(site.post(own + "/approve", TICKED)).page
    assert page.said("h1") == ["Approved: Smart Account for univ.example"]
    assert "i•••@univ.example (you)" in page.said("dd")
    assert "You are its first administrator" in page.text
    assert "first administrator" not in site.get(other).page.text
    for action in ("/approve", "/decline", "/forward", "/cancel"):
        assert site.get(own + action).page.said("h1") == page.said("h1")


def test_declining_keeps_the_reason_between_the_decider_and_the_requester(site: Site) -> None:
    own, other = two_links(site)
    page = site.followed(site.post(own + "/decline", REASON)).page
    assert page.said("h1") == ["Declined: Smart Account for univ.example"]
    assert page.said("blockquote") == ["We were never asked."]
    assert "Another reason" in page.said("dd")
    shown = site.get(other).page
    assert shown.said("blockquote") == []
    assert "Another reason" not in shown.text


def test_forwarding_gives_the_other_person_a_link_and_this_one_an_explanation(site: Site) -> None:
    request = site.world.submit()
    own = f"/approvals/{site.world.token(request)}"
    form = {"email": "head@univ.example", "message": "Could you decide?", "language": "fr"}
    page = site.followed(site.post(own + "/forward", form)).page
    assert page.said("h1") == ["You forwarded this request"]
    assert "You forwarded this on 22 November 2026, 09:00 UTC to h•••@univ.example." in page.said("p")
    other = site.get(f"/approvals/{site.world.token(request, '2')}")
    assert other.headers["content-language"] == "fr"
    assert "Could you decide?" in other.page.said("blockquote")


def test_an_address_outside_the_domain_is_forwarded_to_once_that_very_address_is_confirmed(site: Site) -> None:
    request = site.world.submit()
    own = f"/approvals/{site.world.token(request)}/forward"
    asked = site.post(own, OUTSIDE).page
    box = asked.field("outside_domain_confirmed")
    assert "checked" not in box
    confirmed = {"outside_domain_confirmed": box["value"]}
    changed = site.post(own, OUTSIDE | confirmed | {"email": "other@holding.example"})
    assert changed.status == 422
    assert site.post(own, OUTSIDE | confirmed).status == 303
    assert site.world.current(request).nominations[0].state is NominationState.FORWARDED


def test_a_second_press_of_the_same_button_is_no_error(site: Site) -> None:
    own = link(site)
    site.post(own + "/approve", TICKED)
    before = site.world.rows()
    assert site.post(own + "/approve", TICKED).status == 303
    assert site.world.rows() == before


def test_whoever_decides_too_late_is_told_how_it_was_decided(site: Site) -> None:
    own, other = two_links(site)
    site.post(own + "/approve", TICKED)
    answer = site.post(other + "/decline", REASON)
    assert answer.status == 409
    assert answer.page.said("h1") == ["Approved: Smart Account for univ.example"]
    assert "This has been decided already" in answer.page.said("h2")


def test_asking_for_a_new_link_says_the_same_whatever_comes_of_it(site: Site) -> None:
    request = site.world.submit()
    own = f"/approvals/{site.world.token(request)}"
    site.world.work()
    site.world.clock.advance(days=15)
    site.world.work()
    assert site.get(own).status == 410
    renewed = site.followed(site.post(own + "/renew")).page.text
    again = site.followed(site.post(own + "/renew")).page.text
    forged = site.followed(site.post("/approvals/nothing/renew")).page.text
    assert renewed == again == forged


def test_an_expired_link_offers_a_new_one_and_mails_it(site: Site) -> None:
    request = site.world.submit()
    own = f"/approvals/{site.world.token(request)}"
    site.world.clock.advance(days=14)
    page = site.get(own).page
    assert f"/api{own}/renew" in [form["action"] for form in page.all("form")]
    before = site.world.current(request).nominations[0].generation
    site.post(own + "/renew")
    assert site.world.current(request).nominations[0].generation == before + 1


def test_what_people_wrote_is_shown_as_they_wrote_it_and_never_as_markup(site: Site) -> None:
    own = link(site, account_name=MARKUP, note_to_customer=MARKUP)
    for page in (site.get(own).page, site.post(own + "/approve").page):
        assert MARKUP in page.said("dd")
        assert page.said("blockquote") == [MARKUP]
        assert page.all("b") == []
    declined = site.post(own + "/decline", {"reason": MARKUP})
    assert declined.page.said("textarea") == [MARKUP]
    forwarded = site.post(own + "/forward", {"email": MARKUP, "message": MARKUP})
    assert forwarded.page.said("textarea") == [MARKUP]
    assert forwarded.page.field("email")["value"] == MARKUP
    done = site.followed(site.post(own + "/decline", REASON | {"reason": MARKUP})).page
    assert done.said("blockquote") == [MARKUP]


def test_the_decision_itself_is_the_domains(site: Site) -> None:
    request = site.world.submit()
    site.post(f"/approvals/{site.world.token(request)}/approve", TICKED)
    decided = site.world.current(request)
    assert decided.status is RequestStatus.APPROVED
    assert decided.decision is not None
    assert decided.decision.authority_statement == AUTHORITY_STATEMENT
