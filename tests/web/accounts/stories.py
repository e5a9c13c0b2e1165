"""How the pages of those who run an account come about: who has which role on it, and what they typed."""

from collections.abc import Callable

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.approvals.states import State
from tests.web.browser_without_script import Answer, Site
from tests.world import person

NEWCOMER = "new@univ.example"
GRANTED = {"email": NEWCOMER, "role": "smart_account_user"}
Act = Callable[[Site, Account], Answer]


def run(act: Act, by: Person = ADMINISTRATOR) -> State:
    """What somebody sees of an account with a tree of Virtual Accounts and people of several roles."""

    def state(site: Site) -> Answer:
        return act(site.signed_in(by), peopled(site))

    return state


def peopled(site: Site) -> Account:
    """Its administrator has signed in before; a colleague runs the Virtual Account Lab alone; others wait."""
    account = Account.of(site.world)
    account.part("Optics", account.lab, "restricted")
    claim_at_sign_in(site.world.ports, ADMINISTRATOR)
    account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.lab)
    account.give(person("user@univ.example"), AccessRole.VIRTUAL_ACCOUNT_USER, account.lab)
    account.give(person("viewer@univ.example"), AccessRole.SMART_ACCOUNT_VIEWER)
    return account


def at(path: str = "") -> Act:
    """A page of the account that is only looked at."""
    return lambda site, account: site.get(address(account, path))


def address(account: Account, path: str = "") -> str:
    """Where a page of the account lies; `{own}` is the administrator's role, `{another}` that of a viewer."""
    given = account.world.ports.store.account_grants(account.account_id)
    who = (str(ADMINISTRATOR.email), AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    own = next((one.grant_id for one in given if (one.email, one.role) == who), "")
    filled = path.format(lab=account.lab, own=own, another="smart_account_viewer-all-of-viewer")
    return f"/accounts/{account.account_id}{filled}"


def typed(path: str, **form: str) -> Act:
    """What the form of a page answers."""

    def act(site: Site, account: Account) -> Answer:
        where = address(account, path)
        return site.fill_in(site.get(where), where, **form)

    return act


def done(path: str, **form: str) -> Act:
    """Where the form of a page leads to."""
    return lambda site, account: site.followed(typed(path, **form)(site, account))


def granted_twice(site: Site, account: Account) -> Answer:
    """The same role to the same person."""
    typed("/roles", **GRANTED)(site, account)
    return typed("/roles", **GRANTED)(site, account)


def many(account: Account) -> Account:
    """More people than a page holds."""
    for number in range(26):
        account.give(person(f"user{number}@univ.example"), AccessRole.SMART_ACCOUNT_USER)
    return account


def further_roles(site: Site, account: Account) -> Answer:
    """The second page of who has access."""
    return next_page(site, at("/roles")(site, many(account)))


def next_page(site: Site, first: Answer) -> Answer:
    """What the page's link to more of its list leads to."""
    (more,) = [one["href"] for one in first.page.all("a") if "cursor=" in one["href"]]
    return site.get(more.removeprefix("/api"))
