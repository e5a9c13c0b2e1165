"""What a reviewer sees of a request: why it is in review, the evidence, one form, and then the next in the queue."""

from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.services.requests import link_actions
from tests.web.browser_without_script import PageReader, Site
from tests.web.requests.similar_accounts import import_stanford, review_page
from tests.web.requests.stories import OUTSIDE, approved
from tests.world import PARTNER, REVIEWER, person

MIXED: dict[str, Any] = {
    "customer_emails": ("it@univ.example", "dean@gmail.com", "head@elsewhere.example"),
}


def reviewed(site: Site, **form: Any) -> PageReader:
    request = site.world.submit(**{**OUTSIDE, **form})
    return site.signed_in(REVIEWER).get(f"/requests/{request.request_id}").page


def fact(page: PageReader, name: str) -> str:
    return dict(zip(page.texts("dt"), page.texts("dd"), strict=True))[name]


@pytest.mark.parametrize("form", ["withdraw", "reassign?nomination=1"])
def test_reviewer_sees_the_request_instead_of_its_requesters_forms(site: Site, form: str) -> None:
    request = site.world.submit(**OUTSIDE)
    page = site.signed_in(REVIEWER).get(f"/requests/{request.request_id}/{form}").page
    assert page.texts("h1") == [request.account_name]
    assert not [candidate for candidate in page.forms if candidate.action.endswith(form.partition("?")[0])]


def test_late_review_answers_409_without_revealing_the_request(site: Site) -> None:
    request, visitor = site.world.submit(), site.signed_in(REVIEWER)
    approved(site, request)
    token = visitor.get("/requests/new").page.forms[-1].values["form_token"]
    response = visitor.post(f"/requests/{request.request_id}/review", {"decision": "accept", "form_token": token})
    assert (response.status, request.account_name in response.text) == (409, False)


def test_page_says_why_the_request_is_in_review(site: Site) -> None:
    page = reviewed(site)
    assert "Why it is in review" in page.texts("h2")
    assert "Somebody is to decide whose address does not fit the domain." in page.texts("li")


def test_each_address_says_whether_it_proves_the_domain(site: Site) -> None:
    shown = fact(reviewed(site, **MIXED), "Who is to decide")
    assert shown == (
        "it@univ.example Fits the domain dean@gmail.com A mailbox that anybody can get"
        " head@elsewhere.example Outside the domain"
    )


def test_requester_has_an_organisation_and_a_history(site: Site) -> None:
    page = reviewed(site)
    assert fact(page, "Requester's organisation") == "reseller.example"
    assert fact(page, "Requests of this requester before") == "None: this is the first request."
    other = site.world.submit(domain_identifier="other.example", customer_emails=("it@other.example",))
    link_actions.decline(site.world.ports, site.world.token(other), "suspicious", "")
    page = reviewed(site, domain_identifier="third.example")
    assert fact(page, "Requests of this requester before") == (
        "In review: 1, Declined: 1. 1 was declined as suspicious. The first one: 22 November 2026, 09:00 UTC"
    )


def test_age_of_the_request_is_told(site: Site) -> None:
    request, visitor = site.world.submit(**OUTSIDE), site.signed_in(REVIEWER)
    path = f"/requests/{request.request_id}"
    assert fact(visitor.get(path).page, "Age of the request") == "less than a day"
    site.world.clock.advance(days=5)
    page = visitor.get(path).page
    assert fact(page, "Age of the request") == "5 days"
    assert "9 days left" in page.text


def test_other_accounts_say_whether_name_or_domain_is_near_and_since_when(site: Site) -> None:
    import_stanford(site)
    import_stanford(site, name="Quince Laboratory", domain="labs.another.example")
    shown = [text for text in review_page(site).page.texts("li") if "since" in text]
    since = "Active, since 22 November 2026, 09:00 UTC"
    assert any(f"stanford.edu – nearly the same name – {since}" in text for text in shown)
    assert any(f"labs.another.example – the same organisation domain – {since}" in text for text in shown)


def test_accept_and_decline_are_buttons_of_one_form(site: Site) -> None:
    page = reviewed(site)
    buttons = [one for one in page.elements_of("button") if one.get("name") == "decision"]
    assert [one["value"] for one in buttons] == ["accept", "decline"]
    assert len([form for form in page.forms if form.action.endswith("/review")]) == 1


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_decision_is_confirmed_on_the_next_request_in_the_queue(site: Site, decision: str) -> None:
    first = site.world.submit(**OUTSIDE)
    site.world.clock.advance(hours=1)
    second = site.world.submit(**OUTSIDE, domain_identifier="second.example", account_name="Second")
    visitor = site.signed_in(REVIEWER, role=None)
    page = visitor.get(f"/requests/{first.request_id}")
    sent = visitor.fill_in(page, "/review", decision=decision, reason="Nobody knows them.")
    shown = visitor.followed(visitor.followed(sent)).page
    assert shown.texts("h1") == [second.account_name]
    (back,) = [one["href"] for one in shown.elements_of("a") if one["href"].endswith(first.request_id)]
    assert visitor.get(back.removeprefix("/api")).status == 200
    assert {"accept": "the customer is asked now", "decline": "the requester is told why"}[decision] in shown.text


def test_after_the_last_one_the_list_says_that_nothing_else_waits(site: Site) -> None:
    request, visitor = site.world.submit(**OUTSIDE), site.signed_in(REVIEWER, role=None)
    page = visitor.get(f"/requests/{request.request_id}")
    sent = visitor.fill_in(page, "/review", decision="accept")
    shown = visitor.followed(visitor.followed(sent)).page
    assert shown.texts("h1") == ["Requests in review"]
    assert "Nothing else waits." in shown.text


def test_reviewer_may_pass_over_a_request(site: Site) -> None:
    first = site.world.submit(**OUTSIDE)
    second = site.world.submit(**OUTSIDE, domain_identifier="second.example", account_name="Second")
    visitor = site.signed_in(REVIEWER, role=None)
    link = f"/reviews/next?after={first.request_id}"
    assert f"/api{link}" in [
        one.get("href") for one in visitor.get(f"/requests/{first.request_id}").page.elements_of("a")
    ]
    assert visitor.get(link).headers["location"] == f"/api/requests/{second.request_id}"


@pytest.mark.aws
@pytest.mark.parametrize("text", ["", "nothing", "x" * 3000, "é" * 600, "../accounts", "<b>"])
def test_text_that_is_no_id_leads_to_the_list_and_is_never_shown(site: Site, text: str) -> None:
    visitor = site.signed_in(REVIEWER, role=None)
    response = visitor.get(f"/reviews/next?{urlencode({'after': text, 'done': 'accept'})}")
    shown = visitor.followed(response)
    assert (shown.status, shown.page.texts("h1")) == (200, ["Requests in review"])
    assert "<b>" not in shown.text


def test_request_of_the_reviewers_own_address_is_another_reviewers(site: Site) -> None:
    request = site.world.submit(**OUTSIDE, by=person("reviewer+x@vendor.example"))
    page = site.signed_in(REVIEWER).get(f"/requests/{request.request_id}").page
    assert "another reviewer decides" in page.text
    assert not [form for form in page.forms if form.action.endswith("/review")]


def test_mail_to_the_reviewers_leads_to_the_request_itself(site: Site) -> None:
    request = site.world.submit(**OUTSIDE)
    (mail,) = site.world.work()
    link = f"https://accounts.vendor.example/api/requests/{request.request_id}"
    assert link in mail.get_body(("plain",)).get_content().split()  # type: ignore[union-attr]
    assert site.signed_in(REVIEWER, role=None).get(f"/requests/{request.request_id}").status == 200


def test_requester_sees_no_evidence_about_themselves(site: Site) -> None:
    request = site.world.submit(**OUTSIDE)
    headings = site.signed_in(PARTNER).get(f"/requests/{request.request_id}").page.texts("h2")
    assert not {"Evidence", "Why it is in review"} & set(headings)
