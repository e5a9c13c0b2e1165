"""Every kind of page shows domains and addresses in both spellings: title, text and what is read aloud."""

from collections.abc import Callable, Iterator
from itertools import cycle

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.review import review_request
from tests.services.access.stories import Account
from tests.spellings import DOMAINS, both, one_spelling_alone
from tests.web.browser_without_script import Response, Site, site_over
from tests.web.requests.stories import FILLED
from tests.world import REVIEWER, person, world

Pages = Callable[[Site, str], Iterator[Response]]
ELSEWHERE, OUTSIDE = "bücher.de", "größe.de"
PARTNER = person(f"partner@{ELSEWHERE}", name="")


def texts_of(response: Response) -> list[str]:
    """Return the title, the main part, the fragments around it and the labels that only screen readers get."""
    page = response.page
    spoken = [attributes["aria-label"] for _, attributes in page.elements if "aria-label" in attributes]
    return [*page.texts("title"), *page.texts("main"), *page.texts("p"), *spoken]


def requested(site: Site, domain: str) -> AccountRequest:
    """Submit a request for the domain; both approvers have addresses there."""
    asked = (f"it@{domain}", f"cio@{domain}")
    return site.world.submit(by=PARTNER, domain_identifier=domain, customer_emails=asked)


def accepted(site: Site, request: AccountRequest) -> AccountRequest:
    """Accept the request as a reviewer, if it waits for one."""
    if not request.state.in_review:
        return request
    return review_request(site.world.ports, REVIEWER, request.request_id, True, "")


def pages_of_requests(site: Site, domain: str) -> Iterator[Response]:
    """Open the pages of requester and reviewer."""
    visitor = site.signed_in(PARTNER)
    typed = {**FILLED, "domain_identifier": domain, "customer_emails/0": f"it@{domain}", "customer_emails/2": ""}
    yield visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    request = requested(site, domain)
    own = f"/requests/{request.request_id}"
    for path in ("/reviews", own) if request.state.in_review else ():
        yield site.signed_in(REVIEWER, role=None).get(path)
    accepted(site, request)
    for path in ("/directory", "/requests", "/accounts?q=University", own, f"{own}/withdraw"):
        yield visitor.get(path)
    yield visitor.get(f"{own}/reassign?nomination=1")
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", "Look closer.")
    yield visitor.get(own)


def pages_of_links(site: Site, domain: str) -> Iterator[Response]:
    """Open the pages behind both approvers' links."""
    request = accepted(site, requested(site, domain))
    first, second = (f"/approvals/{site.world.token(request, number)}" for number in ("1", "2"))
    for path in ("", "/decline", "/forward"):
        yield site.get(first + path)
    outside = site.post(first + "/forward", {"email": f"boss@{OUTSIDE}"})
    assert outside.status == 422
    assert one_spelling_alone(texts_of(outside), OUTSIDE) == []
    yield outside
    site.post(first + "/forward", {"email": f"head@{domain}"})
    yield site.get(first)
    yield site.followed(site.post(second + "/approve", {"authority_confirmed": "true"}))


def pages_of_accounts(site: Site, domain: str) -> Iterator[Response]:
    """Open the pages of an account, of its roles and of requests for access to it."""
    administrator = person(f"it@{domain}", name="")
    request = accepted(site, requested(site, domain))
    link_actions.approve(site.world.ports, site.world.token(request), True)
    claim_at_sign_in(site.world.ports, administrator)
    account = Account(site.world, request.account_id, "", "")
    asked = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
    visitor, page = site.signed_in(administrator), f"/accounts/{request.account_id}"
    access_request = f"/access-requests/{asked.access_request_id}"
    for path in ("/directory", page, f"{page}/roles", "/access-requests", access_request):
        yield visitor.get(path)
    visitor.fill_in(visitor.get(access_request), "/decline", reason="No.")
    for path in (page, f"{page}/access", "/access-requests", access_request):
        yield site.signed_in(PARTNER).get(path)


@pytest.mark.parametrize(("domain", "language"), tuple(zip(DOMAINS, cycle(LANGUAGES), strict=False)))
@pytest.mark.parametrize("pages", [pages_of_requests, pages_of_links, pages_of_accounts])
def test_no_page_shows_one_spelling_without_the_other(pages: Pages, domain: str, language: str) -> None:
    with world() as fresh, site_over(fresh, language) as site:
        opened = list(pages(site, domain))
    assert any(both(domain) in text for response in opened for text in texts_of(response))
    for response in opened:
        assert response.status in {200, 410, 422}, response.text
        for shown in (domain, ELSEWHERE):
            assert one_spelling_alone(texts_of(response), shown) == []
