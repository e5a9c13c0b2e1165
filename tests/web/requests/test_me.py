"""What somebody has here, over JSON and on their page: roles, teams, and what is left of their limits."""

import json
from datetime import datetime

import pytest

from chalicelib.domain.access.inquiry import MOST_A_DAY, InquiryForm
from chalicelib.services.access.inquiries import inquire
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.api.populated_site import with_tokens
from tests.web.browser_without_script import site_over
from tests.world import PARTNER, World


def test_limits_tell_what_is_used_and_when_the_first_of_it_is_free(world: World) -> None:
    request = world.submit()
    inquire(world.ports, PARTNER, InquiryForm("far.example"))
    with site_over(with_tokens(world, PARTNER)) as site:
        answer = site.get("/v1/me", Authorization=f"Bearer {PARTNER.email}", Accept="application/json")
    limits = {one["limit_name"]: one for one in json.loads(answer.text)["limits"]}
    policy, now = world.ports.policy, world.clock.now()
    used = {name: (one["limit"], one["used"], one["left"]) for name, one in limits.items()}
    assert used == {
        "open_requests": (policy.open_requests, 1, policy.open_requests - 1),
        "open_access_requests": (policy.open_requests, 0, policy.open_requests),
        "mails_per_requester": (policy.mails_per_requester, 1, policy.mails_per_requester - 1),
        "inquiries_per_person": (MOST_A_DAY, 1, MOST_A_DAY - 1),
    }
    assert limits["open_access_requests"]["renews_at"] is None
    assert datetime.fromisoformat(limits["open_requests"]["renews_at"]) == request.expires_at
    assert datetime.fromisoformat(limits["mails_per_requester"]["renews_at"]) == now + policy.mail_window


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_has_roles_teams_and_limits(world: World, language: str) -> None:
    account = Account.of(world)
    with site_over(world) as site:
        page = site.signed_in(ADMINISTRATOR, role=None).get(f"/me?lang={language}").page
    links = [link["href"] for link in page.elements_of("a")]
    assert f"/api/accounts/{account.account_id}" in links
    title = {"en": "My roles and limits", "fr": "Mes rôles et mes limites"}[language]
    assert page.text.count("University of Example") == 2
    assert title in page.text
    assert f"{world.ports.policy.open_requests} " in page.text


def test_whoever_has_no_role_is_led_to_asking_for_access(world: World) -> None:
    with site_over(world) as site:
        page = site.signed_in(PARTNER, role=None).get("/me").page
    assert "/api/inquiries" in [link["href"] for link in page.elements_of("a")]
