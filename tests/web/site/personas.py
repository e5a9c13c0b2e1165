"""Everybody who may look at the site, over a world with something for each of them, and how they follow its links."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access.roles import give_role
from chalicelib.services.requests import requester_actions
from tests.web.browser_without_script import Response, Site
from tests.web.requests.stories import OUTSIDE, approved, declined
from tests.world import PARTNER, REVIEWER, person

NEWCOMER, APPROVER = person("new@elsewhere.example", name="Nia New"), person("app@acme.example", name="Apu Approver")
ADMINISTRATOR = person("ada@acme.example", name="Ada Admin")
OTHER_REVIEWER = person("rex@vendor.example", "reviewers", name="Rex Reviewer")
MOST_REDIRECTS = 4
NO_PAGES = ("/api/static/", "/api/sign-in")

PERSONAS: Mapping[str, Callable[[Site], Site]] = {
    "partner": lambda site: site.signed_in(PARTNER),
    "administrator": lambda site: site.signed_in(ADMINISTRATOR),
    "reviewer without a role": lambda site: site.signed_in(OTHER_REVIEWER, role=None),
    "reviewer with a role": lambda site: site.signed_in(REVIEWER),
    "approver of accounts alone": lambda site: site.signed_in(APPROVER, AccessRole.SMART_ACCOUNT_APPROVER),
    "newcomer": lambda site: site.signed_in(NEWCOMER, role=None),
    "anybody": lambda site: site,
}


def withdrawn(site: Site, request: AccountRequest) -> None:
    """Withdraw the request."""
    requester_actions.withdraw(site.world.ports, site.world.caller(PARTNER), request.request_id, "")


def populate(site: Site) -> None:
    """Make accounts, an offer, and requests: in review, with the customer, and closed."""
    world = site.world
    world.import_account("Acme", "acme.example", (str(ADMINISTRATOR.email),))
    world.import_account("Acme Secret", "secret.example", (str(ADMINISTRATOR.email),), "restricted")
    world.submit()
    for number, decide in enumerate((approved, declined, withdrawn)):
        domain = f"closed{number}.example"
        decide(site, world.submit(domain_identifier=domain, customer_emails=(f"it@{domain}",)))
    for number in range(2):
        world.submit(**OUTSIDE, domain_identifier=f"acme{number}.example", account_name="Acme")
    (lock,) = world.ports.store.locks("acme.example")
    give_role(
        world.ports, world.caller(ADMINISTRATOR), lock.account_id, RoleForm(str(NEWCOMER.email), "smart_account_user")
    )
    world.work()


@dataclass(frozen=True)
class Visit:
    """A link of a page, and what it led to; `addresses` are those of all redirects."""

    of: str
    link: str
    addresses: tuple[str, ...]
    response: Response


def local(link: str) -> str:
    """Return the path of a link as the test calls it; empty for what is no page of the site, as the sign-in is none."""
    path = link.partition("#")[0]
    return path.removeprefix("/api") if path.startswith("/api/") and not path.startswith(NO_PAGES) else ""


def follow(visitor: Site, of: str, link: str) -> Visit:
    """Open a link as a browser does, with its redirects; one that leaves the site ends there."""
    addresses, path = [], local(link)
    while True:
        addresses.append(path)
        response = visitor.get(path, Accept="text/html")
        target = local(response.headers.get("location", ""))
        if response.status != 303 or not target or len(addresses) > MOST_REDIRECTS:
            return Visit(of, link, tuple(addresses), response)
        path = target


def links_in(response: Response, *, of_content: bool = False) -> Iterator[str]:
    """Yield the links of a page within the site; `of_content` leaves out those that stand on every page."""
    if not response.headers.get("content-type", "").startswith("text/html"):
        return
    tags = [tag for tag, _ in response.page.elements]
    part = slice(tags.index("main"), tags.index("footer")) if of_content else slice(None)
    for tag, attributes in response.page.elements[part]:
        if tag == "a" and local(attributes.get("href", "")):
            yield attributes["href"]


def walk(visitor: Site, start: str = "/api/") -> Iterator[Visit]:
    """Open every page that links lead to, each once, and yield each visit."""
    waiting, seen = [("", start)], set[str]()
    while waiting:
        of, link = waiting.pop()
        if local(link) in seen:
            continue
        seen.add(local(link))
        visit = follow(visitor, of, link)
        yield visit
        waiting += [(local(link), one) for one in links_in(visit.response)]
