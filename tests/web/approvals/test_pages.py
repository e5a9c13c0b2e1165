"""The approver's pages: what each link shows, what each form does, and what it leaves unchanged."""

import pytest

from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.domain.requests.request import NominationState
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.accounts.similar import MOST_NEAR
from tests.web.approvals.states import OUTSIDE, REASON, TICKED, link, two_links
from tests.web.browser_without_script import Site
from tests.world import counted_calls

MARKUP = "<b>bold</b> & \"quoted\" <script>alert('x')</script>"


def test_page_shows_requester_request_note_and_dates(site: Site) -> None:
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
        assert fact in page.texts("dd")
    assert page.texts("blockquote") == ["Needed for the licences of order 4711."]
    assert AUTHORITY_STATEMENT in page.text


@pytest.mark.parametrize("action", ["", "/approve", "/decline", "/forward", "/cancel", "/renew"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_page_changes_nothing(site: Site, method: str, action: str) -> None:
    link_path = link(site)
    before = site.world.rows()
    for language in ("", "fr"):
        site.language = language
        response = site.send(method, link_path + action, {})
        assert response.status == 200
        assert bool(response.text) is (method == "GET")
    assert site.world.rows() == before


@pytest.mark.aws
def test_valid_link_takes_one_read_and_a_forged_one_takes_none(site: Site) -> None:
    link_path = link(site)
    # The page on which somebody decides names the accounts that there are, as they are now.
    similar = ["BatchGetItem", *["Query"] * (2 + MOST_NEAR)]
    for action, expected in (("", ["GetItem", *similar]), ("/decline", ["GetItem"]), ("/forward", ["GetItem"])):
        with counted_calls() as calls:
            site.get(link_path + action)
        assert calls == expected
    with counted_calls() as calls:
        site.get(link_path[:-2])
    assert calls == []


def test_approval_activates_the_account_and_is_shown_on_every_later_visit(site: Site) -> None:
    link_path, other_path = two_links(site)
    page = site.followed(site.post(link_path + "/approve", TICKED)).page
    assert page.texts("h1") == ["Approved: Smart Account for univ.example"]
    assert "i•••@univ.example (you)" in page.texts("dd")
    assert "You are its first administrator" in page.text
    assert "first administrator" not in site.get(other_path).page.text
    for action in ("/approve", "/decline", "/forward", "/cancel"):
        assert site.get(link_path + action).page.texts("h1") == page.texts("h1")


def test_decline_reason_is_hidden_from_the_other_approver(site: Site) -> None:
    link_path, other_path = two_links(site)
    page = site.followed(site.post(link_path + "/decline", REASON)).page
    assert page.texts("h1") == ["Declined: Smart Account for univ.example"]
    assert page.texts("blockquote") == ["We were never asked."]
    assert "Another reason" in page.texts("dd")
    shown = site.get(other_path).page
    assert shown.texts("blockquote") == []
    assert "Another reason" not in shown.text


def test_forward_gives_the_new_approver_a_link_and_explains_it_to_the_old_one(site: Site) -> None:
    request = site.world.submit()
    link_path = f"/approvals/{site.world.token(request)}"
    form = {"email": "head@univ.example", "message": "Could you decide?", "language": "fr"}
    page = site.followed(site.post(link_path + "/forward", form)).page
    assert page.texts("h1") == ["You forwarded this request"]
    assert "You forwarded this on 22 November 2026, 09:00 UTC to h•••@univ.example." in page.texts("p")
    other_path = site.get(f"/approvals/{site.world.token(request, '2')}")
    assert other_path.headers["content-language"] == "fr"
    assert "Could you decide?" in other_path.page.texts("blockquote")


def test_forward_outside_the_domain_requires_confirmation_of_that_address(site: Site) -> None:
    request = site.world.submit()
    link_path = f"/approvals/{site.world.token(request)}/forward"
    question_page = site.post(link_path, OUTSIDE).page
    box = question_page.field("outside_domain_confirmed")
    assert "checked" not in box
    confirmed = {"outside_domain_confirmed": box["value"]}
    changed = site.post(link_path, OUTSIDE | confirmed | {"email": "other@holding.example"})
    assert changed.status == 422
    assert site.post(link_path, OUTSIDE | confirmed).status == 303
    assert site.world.current(request).nominations[0].state is NominationState.FORWARDED


def test_repeated_approval_is_no_error(site: Site) -> None:
    link_path = link(site)
    site.post(link_path + "/approve", TICKED)
    before = site.world.rows()
    assert site.post(link_path + "/approve", TICKED).status == 303
    assert site.world.rows() == before


def test_late_decision_shows_the_decision_made_before(site: Site) -> None:
    link_path, other_path = two_links(site)
    site.post(link_path + "/approve", TICKED)
    response = site.post(other_path + "/decline", REASON)
    assert response.status == 409
    assert response.page.texts("h1") == ["Approved: Smart Account for univ.example"]
    assert "This has been decided already" in response.page.texts("h2")


def test_link_renewal_shows_the_same_page_for_valid_and_forged_links(site: Site) -> None:
    request = site.world.submit()
    link_path = f"/approvals/{site.world.token(request)}"
    site.world.work()
    site.world.clock.advance(days=15)
    site.world.work()
    assert site.get(link_path).status == 410
    renewed = site.followed(site.post(link_path + "/renew")).page.text
    again = site.followed(site.post(link_path + "/renew")).page.text
    forged = site.followed(site.post("/approvals/nothing/renew")).page.text
    assert renewed == again == forged


def test_expired_link_offers_a_new_one_and_mails_it(site: Site) -> None:
    request = site.world.submit()
    link_path = f"/approvals/{site.world.token(request)}"
    site.world.clock.advance(days=14)
    page = site.get(link_path).page
    assert f"/api{link_path}/renew" in [form["action"] for form in page.elements_of("form")]
    before = site.world.current(request).nominations[0].generation
    site.post(link_path + "/renew")
    assert site.world.current(request).nominations[0].generation == before + 1


def test_user_text_is_escaped(site: Site) -> None:
    link_path = link(site, account_name=MARKUP, note_to_customer=MARKUP)
    for page in (site.get(link_path).page, site.post(link_path + "/approve").page):
        assert MARKUP in page.texts("dd")
        assert page.texts("blockquote") == [MARKUP]
        assert page.elements_of("b") == []
    declined = site.post(link_path + "/decline", {"reason": MARKUP})
    assert declined.page.texts("textarea") == [MARKUP]
    forwarded = site.post(link_path + "/forward", {"email": MARKUP, "message": MARKUP})
    assert forwarded.page.texts("textarea") == [MARKUP]
    assert forwarded.page.field("email")["value"] == MARKUP
    done = site.followed(site.post(link_path + "/decline", REASON | {"reason": MARKUP})).page
    assert done.texts("blockquote") == [MARKUP]


def test_decision_records_the_authority_statement(site: Site) -> None:
    request = site.world.submit()
    site.post(f"/approvals/{site.world.token(request)}/approve", TICKED)
    decided = site.world.current(request)
    assert decided.status is RequestStatus.APPROVED
    assert decided.decision is not None
    assert decided.decision.authority_statement == AUTHORITY_STATEMENT
