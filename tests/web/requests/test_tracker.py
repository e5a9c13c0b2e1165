"""The page of a request is a tracker: where it stands, when what happens next, what became of each mail."""

import re
from typing import Any

import pytest

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from tests.ses import report
from tests.web.browser_without_script import PageReader, Response, Site
from tests.web.requests.stories import OUTSIDE, approved, declined, expired, mail_with_report
from tests.world import PARTNER, REVIEWER

TIME = re.compile(r"\d{1,2} \w+ \d{4}, \d\d:\d\d UTC")


def opened(site: Site, request: AccountRequest, query: str = "") -> Response:
    return site.signed_in().get(f"/requests/{request.request_id}{query}")


def facts(page: PageReader) -> dict[str, str]:
    """Return the facts of the page by their names."""
    return dict(zip(page.texts("dt"), page.texts("dd"), strict=True))


def steps(page: PageReader) -> list[str]:
    return [attributes["class"] for attributes in page.elements_of("li") if attributes.get("class") in STATES]


def warnings(page: PageReader) -> list[dict[str, str]]:
    return [one for one in page.elements_of("div") if "warning" in one.get("class", "").split()]


STATES = {"done", "current", "to_come", "ended"}


def test_title_is_the_name_of_the_account(site: Site) -> None:
    page = opened(site, request := site.world.submit()).page
    assert page.texts("h1") == [request.account_name]
    assert page.texts("title") == [f"{request.account_name} – Smart Accounts"]
    assert facts(page)["Reference"] == request.reference


@pytest.mark.parametrize(
    ("before", "form", "shown"),
    [
        (None, {}, ["done", "current", "to_come"]),
        (None, OUTSIDE, ["done", "current", "to_come", "to_come"]),
        (approved, {}, ["done", "done", "done"]),
        (declined, {}, ["done", "ended"]),
        (expired, {}, ["done", "ended"]),
    ],
    ids=["pending", "in review", "approved", "declined", "expired"],
)
def test_steps_lead_from_sent_to_active(site: Site, before: Any, form: dict[str, Any], shown: list[str]) -> None:
    request = site.world.submit(**form)
    if before:
        before(site, request)
    page = opened(site, request).page
    assert steps(page) == shown
    current = [one for one in page.elements_of("li") if one.get("aria-current") == "step"]
    assert len(current) == shown.count("current")


def test_days_left_and_next_reminder_count_down_to_the_end(site: Site) -> None:
    request = site.world.submit()
    for days, left, reminder in ((0, "90 days left", "25 November"), (4, "86 days left", "30 November")):
        site.world.clock.advance(days=days)
        site.world.work()
        page = opened(site, request).page
        assert left in page.text
        assert facts(page)["Next reminder"].startswith(reminder)
    site.world.clock.advance(days=85, hours=13)
    site.world.work()
    page = opened(site, request).page
    assert "11 hours left" in page.text
    assert facts(page)["Next reminder"] == "Nobody is reminded any more."


@pytest.mark.parametrize("before", [approved, declined, expired], ids=["approved", "declined", "expired"])
def test_closed_request_has_neither_days_left_nor_a_reminder(site: Site, before: Any) -> None:
    before(site, request := site.world.submit())
    page = opened(site, request).page
    assert " left" not in page.text
    assert "Next reminder" not in facts(page)


def test_each_person_has_what_became_of_their_mail_with_its_time_and_actions_beside_it(site: Site) -> None:
    request = site.world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    mail_with_report("Delivery")(site, request)
    page = opened(site, request).page
    rows = [text for text in page.texts("tr") if "@univ.example" in text]
    assert re.search(rf"it@univ.example .*Delivered {TIME.pattern} Send a new link Ask somebody else", rows[0])
    assert re.search(rf"cio@univ.example .*Sent {TIME.pattern} Send a new link Ask somebody else", rows[1])


def test_accessible_names_of_the_actions_begin_with_what_is_seen(site: Site) -> None:
    page = opened(site, site.world.submit()).page
    names = [one["aria-label"] for one in page.elements_of("a", "button") if "aria-label" in one]
    assert "Send a new link: it@univ.example" in names
    assert "Ask somebody else instead of it@univ.example" in names


def test_mail_that_waits_has_no_time(site: Site) -> None:
    page = opened(site, site.world.submit()).page
    (row,) = [text for text in page.texts("tr") if "it@univ.example" in text]
    assert ("Waiting to be sent" in row, TIME.search(row)) == (True, None)


@pytest.mark.parametrize(
    ("event_type", "details", "advice"),
    [
        ("Bounce", {}, "Correct it, or ask somebody else."),
        ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}, "Send a new link later"),
        ("Complaint", {}, "Talk to the person"),
        ("Reject", {}, "Check the address and send a new link."),
    ],
)
def test_mail_that_did_not_arrive_is_a_warning_that_says_what_to_do(
    site: Site, event_type: str, details: dict[str, Any], advice: str
) -> None:
    request = site.world.submit()
    site.world.work()
    found = site.world.ports.store.request_file(request.request_id)
    assert found is not None
    (mail,) = [one for one in found.mails if one.draft.nomination_id == "1"]
    report(site.world, mail, event_type, **details)
    page = opened(site, request).page
    assert len(warnings(page)) == 1
    assert advice in page.text
    fixing = f"/api/requests/{request.request_id}/reassign?nomination=1"
    links = [one for one in page.elements_of("a") if one.get("href") == fixing]
    assert links[0]["aria-label"] == "Correct the address it@univ.example"


def test_warning_goes_once_the_address_is_corrected(site: Site) -> None:
    request = site.world.submit()
    mail_with_report("Bounce")(site, request)
    visitor = site.signed_in()
    form = visitor.get(f"/requests/{request.request_id}/reassign?nomination=1")
    page = visitor.followed(visitor.fill_in(form, "/reassign", email="head@univ.example")).page
    assert warnings(page) == []


def test_withdrawn_request_is_withdrawn_and_not_decided_by_anybody(site: Site) -> None:
    request = site.world.submit()
    requester_actions.withdraw(site.world.ports, site.world.caller(PARTNER), request.request_id, "Not needed.")
    shown = facts(opened(site, request).page)
    assert TIME.fullmatch(shown["Withdrawn on"])
    assert shown["Reason"] == "Not needed."
    assert not {"Decided by", "Decided on"} & set(shown)


def test_expired_request_says_when_it_expired(site: Site) -> None:
    expired(site, request := site.world.submit())
    assert TIME.fullmatch(facts(opened(site, request).page)["Expired on"])


def test_reviewer_sees_no_actions_of_the_requester(site: Site) -> None:
    request = site.world.submit(**OUTSIDE)
    page = site.signed_in(REVIEWER).get(f"/requests/{request.request_id}").page
    assert not [one for one in page.elements_of("a", "form") if "withdraw" in (one.get("href") or "")]


def test_declined_request_says_who_decided(site: Site) -> None:
    request = site.world.submit()
    link_actions.decline(site.world.ports, site.world.token(request), "not_needed", "")
    assert facts(opened(site, request).page)["Decided by"] == "it@univ.example"
