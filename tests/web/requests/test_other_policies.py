"""A policy that is not the default decides about forms, pages, waits and limits, up to the most that settings allow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.policy import Policy
from chalicelib.services.requests.requester_actions import resend
from tests.web.browser_without_script import Site, site_over
from tests.web.page.test_every_page import HEAVIEST
from tests.world import PARTNER, SETTINGS, world

ADDRESSES = {f"customer_emails/{number}": f"it{number}@univ.example" for number in range(20)}
POLICY = Policy(
    customer_addresses=len(ADDRESSES),
    forward_hops=1,
    resend_pause=timedelta(minutes=90),
    resends_per_nomination=2,
    mail_window=timedelta(hours=6),
    mails_per_organisation=2 * len(ADDRESSES),
)


@pytest.fixture
def site() -> Iterator[Site]:
    with world(replace(SETTINGS, policy=POLICY)) as fresh, site_over(fresh) as made:
        yield made


def refused_resend(site: Site, request_id: str) -> Refused:
    with pytest.raises(Refused) as refused:
        resend(site.world.ports, site.world.caller(PARTNER), request_id, None)
    return refused.value


def test_a_form_with_the_most_addresses_is_checked_and_sent_and_each_page_is_light(site: Site) -> None:
    own = site.signed_in()
    form = own.get("/requests/new")
    check = own.fill_in(form, "/requests/check", account_name="University of Example", **ADDRESSES)
    sent = own.fill_in(check, "/requests")
    request_id = sent.headers["location"].rpartition("=")[2]
    request = own.get(f"/requests/{request_id}")
    assert [answer.status for answer in (form, check, sent, request)] == [200, 200, 303, 200]
    assert max(len(answer.text.encode()) for answer in (form, check, request)) <= HEAVIEST
    assert all(address in request.text for address in ADDRESSES.values())


def test_the_pause_between_resends_and_their_number_are_those_of_the_policy(site: Site) -> None:
    request = site.world.submit()
    for _ in range(POLICY.resends_per_nomination):
        resend(site.world.ports, site.world.caller(PARTNER), request.request_id, None)
        refused = refused_resend(site, request.request_id).problem
        assert refused in (Problem.RESEND_TOO_SOON, Problem.LIMIT_REACHED)
        site.world.clock.advance(minutes=89)
        refused_resend(site, request.request_id)
        site.world.clock.advance(minutes=1)
    assert refused_resend(site, request.request_id).facts["limit"] == POLICY.resends_per_nomination


def test_mails_are_limited_within_the_window_of_the_policy(site: Site) -> None:
    for number in range(POLICY.mails_per_recipient):
        site.world.submit(domain_identifier=f"d{number}.univ.example")
    with pytest.raises(Refused) as refused:
        site.world.submit(domain_identifier="other.univ.example")
    assert refused.value.problem is Problem.MAIL_LIMIT
    assert refused.value.retry_after == POLICY.mail_window
    site.world.clock.advance(hours=6)
    site.world.submit(domain_identifier="other.univ.example")


def test_the_page_about_the_limit_of_mails_names_the_window_of_the_policy(site: Site) -> None:
    assert "should get within 6 hours" in site.get("/problems/mail-limit", Accept="text/html").page.text


def test_a_decision_is_forwarded_as_often_as_the_policy_says(site: Site) -> None:
    request = site.world.submit()
    answers = [
        site.post(
            f"/approvals/{site.world.token(request, nomination)}/forward", {"email": f"{nomination}@univ.example"}
        )
        for nomination in ("1", "2")
        if site.world.current(request).nomination(nomination)
    ]
    assert [answer.status for answer in answers] == [303, 422]
