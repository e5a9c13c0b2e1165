"""The history of a request's page: events, mails, bounces and reminders, newest first, a page at a time."""

import re

import pytest

from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests.review import review_request
from tests.backends.observable_table import calls_of
from tests.web.browser_without_script import PageReader, Site
from tests.web.page.test_every_page import HEAVIEST
from tests.web.requests.stories import OUTSIDE, mail_with_report
from tests.world import PARTNER, REVIEWER

ENTRY = re.compile(r"UTC (.*)")


def entries(page: PageReader) -> list[str]:
    """Return the entries of the history without their times."""
    found = (ENTRY.search(text) for text in page.texts("li"))
    return [one[1] for one in found if one]


def history(site: Site, request: AccountRequest, query: str = "") -> list[str]:
    return entries(site.signed_in().get(f"/requests/{request.request_id}{query}").page)


def test_history_has_mails_bounces_and_reminders_newest_first(site: Site) -> None:
    request = site.world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    mail_with_report("Bounce")(site, request)
    site.world.work()
    site.world.clock.advance(days=3)
    site.world.work()
    found = history(site, request)
    # The reminder is also the second try of an address whose mail bounced.
    assert set(found[:2]) == {f"Mail to {one}@univ.example (reminder). Sent" for one in ("it", "cio")}
    assert found[2] == "Reminder sent (Automatic)"
    assert "Mail to it@univ.example: Could not be delivered (link for the decision)" in found
    assert "Mail to partner@reseller.example (warning that a mail did not arrive). Sent" in found
    assert found[-1] == "Request sent (Requester)"


def test_delivered_mail_says_when(site: Site) -> None:
    request = site.world.submit()
    mail_with_report("Delivery")(site, request)
    page = site.signed_in().get(f"/requests/{request.request_id}").page
    assert re.search(
        r"Mail to it@univ.example \(link for the decision\). Delivered: 22 November 2026, 09:00 UTC", page.text
    )


@pytest.mark.parametrize("visibility", ["", "restricted"])
def test_history_names_neither_reviewers_nor_administrators_of_other_accounts(site: Site, visibility: str) -> None:
    site.world.import_account("Laboratory", "labs.univ.example", ("ada@labs.univ.example",), visibility)
    request = site.world.submit(**OUTSIDE)
    site.world.work()
    review_request(site.world.ports, REVIEWER, request.request_id, True, "")
    mails = site.world.work()
    assert "ada@labs.univ.example" in [mail["To"] for mail in mails]
    for who in (PARTNER, REVIEWER):
        text = site.signed_in(who).get(f"/requests/{request.request_id}").text
        assert "head@elsewhere.example" in text
        assert not [one for one in ("ada@", "reviewer@vendor.example</", "administrators nearby") if one in text]


def test_request_page_takes_two_queries_besides_session_and_roles(site: Site) -> None:
    request = site.world.submit()
    site.world.work()
    visitor = site.signed_in()
    path = f"/requests/{request.request_id}"
    with calls_of(site.world.table) as calls:
        assert visitor.get(path).status == 200
    of_request = [call for call in calls if request.request_id in str(call)]
    assert [call.verb for call in of_request] == ["query", "query"]


def test_longest_history_comes_in_light_pages(site: Site) -> None:
    policy = Policy(mails_per_recipient=10_000, mails_per_organisation=10_000, mails_per_requester=10_000)
    assert policy.nominations_per_request == 50
    request = site.world.submit(customer_emails=tuple(f"person{number}@univ.example" for number in range(5)))
    site.world.work()
    for days in (3, 5, 5, 5, 12, 30, 23):
        site.world.clock.advance(days=days)
        site.world.work()
    visitor, seen = site.signed_in(), list[str]()
    link = f"/requests/{request.request_id}"
    while link:
        response = visitor.get(link)
        assert len(response.text.encode()) <= HEAVIEST
        seen += entries(response.page)
        further = [one["href"] for one in response.page.elements_of("a") if "history=" in one.get("href", "")]
        link = further[0].removeprefix("/api").partition("#")[0] if further else ""
    assert len([one for one in seen if "(reminder)" in one]) == 35
    assert seen[-1] == "Request sent (Requester)"


@pytest.mark.parametrize("text", ["x", "-1", "٣", "1" * 400, "", "99999", "9999"])
def test_link_with_another_text_shows_the_request_all_the_same(site: Site, text: str) -> None:
    request = site.world.submit()
    response = site.signed_in().get(f"/requests/{request.request_id}?history={text}")
    assert (response.status, response.page.texts("h1")) == (200, [request.account_name])
