"""How each page for account administrators is reached: who has which role, and what they typed."""

from collections.abc import Callable

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.requests import link_actions
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site
from tests.world import person

NEWCOMER = "new@univ.example"
GRANTED = {"email": NEWCOMER, "role": "smart_account_viewer"}
Act = Callable[[Site, Account], Response]


def run(act: Act, by: Person = ADMINISTRATOR) -> State:
    """Let a person act on an account with nested Virtual Accounts and people with several roles."""

    def state(site: Site) -> Response:
        return act(site.signed_in(by), populated(site))

    return state


def populated(site: Site) -> Account:
    """Create an account whose administrator has signed in; a colleague administers the Virtual Account Lab only."""
    account = Account.of(site.world)
    account.virtual_account("Optics", account.lab, "restricted")
    claim_at_sign_in(site.world.ports, ADMINISTRATOR)
    account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.lab)
    account.give(person("user@univ.example"), AccessRole.VIRTUAL_ACCOUNT_USER, account.lab)
    account.give(person("viewer@univ.example"), AccessRole.SMART_ACCOUNT_VIEWER)
    return account


def at(path: str = "") -> Act:
    """Open a page of the account."""
    return lambda site, account: site.get(address(account, path))


def address(account: Account, path: str = "") -> str:
    """Return the path of a page; `{own}` is the administrator's role, `{another}` that of a viewer."""
    grants = account.world.ports.store.account_grants(account.account_id)
    who = (str(ADMINISTRATOR.email), AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    own_grant_id = next((grant.grant_id for grant in grants if (grant.email, grant.role) == who), "")
    path_filled = path.format(lab=account.lab, own=own_grant_id, another="smart_account_viewer-all-of-viewer")
    return f"/accounts/{account.account_id}{path_filled}"


def typed(path: str, **form: str) -> Act:
    """Send the form of a page."""

    def act(site: Site, account: Account) -> Response:
        form_path = address(account, path)
        return site.fill_in(site.get(form_path), form_path, **form)

    return act


def done(path: str, **form: str) -> Act:
    """Send the form of a page and follow the redirect."""
    return lambda site, account: site.followed(typed(path, **form)(site, account))


def changed(site: Site, account: Account) -> Response:
    """Go back to the form from the check page."""
    check = typed("/roles", email=NEWCOMER, role="smart_account_user")(site, account)
    return site.fill_in(check, "/roles", change="true")


def granted_twice(site: Site, account: Account) -> Response:
    """Grant the same role to the same person twice."""
    typed("/roles", **GRANTED)(site, account)
    return typed("/roles", **GRANTED)(site, account)


def many(account: Account) -> Account:
    """Add more people than a page holds."""
    for number in range(26):
        account.give(person(f"user{number}@univ.example"), AccessRole.SMART_ACCOUNT_USER)
    return account


def further_roles(site: Site, account: Account) -> Response:
    """Open the second page of the list of who has access."""
    return next_page(site, at("/roles")(site, many(account)))


def further_history(site: Site, account: Account) -> Response:
    """Open the second page of the account's history."""
    for number in range(26):
        account.virtual_account(f"Group {number}")
    return next_page(site, at("/events")(site, account))


def requested(site: Site) -> Response:
    """Open the history of an account that was requested and approved, as its first administrator."""
    request = site.world.submit(customer_emails=(str(ADMINISTRATOR.email),))
    link_actions.approve(site.world.ports, site.world.token(request), True)
    return site.signed_in(ADMINISTRATOR).get(f"/accounts/{request.account_id}/events")


def next_page(site: Site, first: Response) -> Response:
    """Follow the page's link to its next page."""
    links = first.page.elements_of("a")
    (more,) = [link["href"] for link in links if link.get("rel") == "next" or "cursor=" in link["href"]]
    return site.get(more.removeprefix("/api"))
