"""A request for "Stanford University" under another domain, as it comes to the four places that name the account."""

import json
from typing import Any

from chalicelib.domain.requests.request import AccountRequest
from tests.web.api.populated_site import bearer
from tests.web.browser_without_script import Response, Site
from tests.web.requests.stories import FILLED
from tests.world import PARTNER, REVIEWER

NAME, DOMAIN = "Stanford University", "stanford.edu"
WANTED: dict[str, Any] = {"account_name": NAME, "domain_identifier": "new.another.example"}
TO_THE_CUSTOMER, TO_SOMEBODY_ELSE = "it@another.example", "it@elsewhere.example"


def import_stanford(site: Site, name: str = NAME, domain: str = DOMAIN, visibility: str = "") -> None:
    """Import the account that there is."""
    site.world.import_account(name, domain, (), visibility)


def request(site: Site, address: str = TO_THE_CUSTOMER) -> AccountRequest:
    """Submit the request without looking at what there is."""
    return site.world.submit(**WANTED, customer_emails=(address,))


def dry_run(site: Site) -> Response:
    """Ask over JSON what submitting would do; the people of the site have tokens."""
    body = {**WANTED, "customer_emails": [TO_THE_CUSTOMER]}
    headers = {"Content-Type": "application/json", "Idempotency-Key": "one", **bearer(PARTNER)}
    return site.send("POST", "/v1/account-requests?dry_run=true", headers, json.dumps(body).encode())


def check_page(visitor: Site) -> Response:
    """Fill the form in."""
    typed = {**FILLED, **WANTED, "customer_emails/0": TO_THE_CUSTOMER, "customer_emails/2": ""}
    return visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)


def checked_with_similar(site: Site) -> Response:
    """Come to the check page while there is an account of the same name."""
    import_stanford(site)
    return check_page(site.signed_in())


def sent_without_the_tick(site: Site) -> Response:
    """Send the request without saying that the customer needs another account."""
    import_stanford(site)
    visitor = site.signed_in()
    return visitor.fill_in(check_page(visitor), "/requests")


def approver_page(site: Site) -> Response:
    """Open the approver's link."""
    return site.get(f"/approvals/{site.world.token(request(site))}")


def approver_page_with_similar(site: Site) -> Response:
    """Open it while there is an account of the same name."""
    import_stanford(site)
    return approver_page(site)


def review_page(site: Site) -> Response:
    """Open the request as a reviewer who has a role on some account."""
    found = request(site, TO_SOMEBODY_ELSE)
    return site.signed_in(REVIEWER).get(f"/requests/{found.request_id}")


def review_page_beside_stanford(site: Site) -> Response:
    """Open it while there is an account of the same name."""
    import_stanford(site)
    return review_page(site)


def review_page_with_similar(site: Site) -> Response:
    """Open it while there is an account of the same name, as a reviewer without a role."""
    import_stanford(site)
    found = request(site, TO_SOMEBODY_ELSE)
    return site.signed_in(REVIEWER, role=None).get(f"/requests/{found.request_id}")
