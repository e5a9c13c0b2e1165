"""How the pages of requests for access come about: who asked for what, and who has decided about it."""

from collections.abc import Callable

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from chalicelib.services.requests import link_actions
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.accounts.stories import peopled
from tests.web.approvals.states import State
from tests.web.browser_without_script import Answer, Site
from tests.world import PARTNER, person

SECOND = person("second@univ.example", name="Sol Second")
USER = AccessRole.SMART_ACCOUNT_USER
ON_PARTS = AccessRole.VIRTUAL_ACCOUNT_USER
NOTE = "For the licences of order 4711."
REASON = "Ask the computing centre instead."
Act = Callable[[Site, Account, AccessRequest], Answer]


def asking(path: str = "", by: Person = PARTNER, visibility: str = "") -> State:
    """The form."""

    def state(site: Site) -> Answer:
        account = Account.of(site.world, visibility)
        account.part("Optics", account.lab)
        return site.signed_in(by).get(f"/accounts/{account.account_id}/access{path}")

    return state


def asked(**typed: str) -> State:
    """What the form answers; `lab` stands for the field of that Virtual Account."""

    def state(site: Site) -> Answer:
        account, own = peopled(site), site.signed_in()
        page = own.get(f"/accounts/{account.account_id}/access")
        parts = {f"virtual_account_ids/{account.lab}": "true"} if "lab" in typed else {}
        form = {name: value for name, value in typed.items() if name != "lab"}
        return own.fill_in(page, "/access", **form, **parts)

    return state


def asked_and_led_on(site: Site) -> Answer:
    """Where the form leads to."""
    return site.signed_in().followed(asked(scope="account", role=USER.value, note=NOTE)(site))


def asked_before(site: Site) -> Answer:
    """The form of somebody whose request waits."""
    account = Account.of(site.world)
    account.ask(PARTNER, USER)
    return site.signed_in().get(f"/accounts/{account.account_id}/access")


def asked_twice(site: Site) -> Answer:
    """Once in this window and once, in the meantime, in another."""
    account, own = Account.of(site.world), site.signed_in()
    page = own.get(f"/accounts/{account.account_id}/access")
    account.ask(PARTNER, USER)
    return own.fill_in(page, "/access", scope="account", role=USER.value)


def asked_for_what_one_has(site: Site) -> Answer:
    """A user asks to be a viewer."""
    account = Account.of(site.world)
    account.give(PARTNER, USER)
    own = site.signed_in()
    page = own.get(f"/accounts/{account.account_id}/access")
    return own.fill_in(page, "/access", scope="account", role="smart_account_viewer")


def asked_of_nobody(site: Site) -> Answer:
    """The account was imported without an administrator."""
    site.world.import_account("University of Example", "univ.example")
    (lock,) = site.world.ports.store.locks("univ.example")
    return site.signed_in().get(f"/accounts/{lock.account_id}/access")


def asked_of_pending(days: int = 0) -> State:
    """The account is requested only; after some days it is cancelled."""

    def state(site: Site) -> Answer:
        request = site.world.submit()
        site.world.clock.advance(days=days)
        return site.signed_in().get(f"/accounts/{request.account_id}/access")

    return state


def of_request(act: Act, by: Person = ADMINISTRATOR, on_lab: bool = False) -> State:
    """What somebody sees of a partner's request, to the whole account or to the Virtual Account Lab."""

    def state(site: Site) -> Answer:
        account = peopled(site)
        parts = (account.lab,) if on_lab else ()
        request = account.ask(PARTNER, ON_PARTS if on_lab else USER, *parts, note=NOTE)
        return act(site.signed_in(by), account, request)

    return state


def shown(path: str = "") -> Act:
    """The page of the request."""
    return lambda site, _, request: site.get(f"/access-requests/{request.access_request_id}{path}")


def seen(path: str) -> Act:
    """A page that is about more than this request."""
    return lambda site, _, __: site.get(path)


def sent(action: str, **typed: str) -> Act:
    """What a form of the page answers."""
    return lambda site, account, request: site.fill_in(shown()(site, account, request), action, **typed)


def done(action: str, **typed: str) -> Act:
    """Where a form of the page leads to."""
    return lambda site, account, request: site.followed(sent(action, **typed)(site, account, request))


def too_late(site: Site, account: Account, request: AccessRequest) -> Answer:
    """Another administrator has declined in the meantime."""
    page = shown()(site, account, request)
    other = account.give(SECOND, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    requests.decline(site.world.ports, other, request.access_request_id, REASON)
    return site.fill_in(page, "/approve", scope="account", role=USER.value)


def sent_twice(site: Site, account: Account, request: AccessRequest) -> Answer:
    """The second click of one administrator."""
    page = shown()(site, account, request)
    site.fill_in(page, "/decline")
    return site.fill_in(page, "/decline")


def of_own(site: Site, account: Account, request: AccessRequest) -> Answer:
    """Who asked decides, having become an administrator since."""
    account.give(PARTNER, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    token = site.get("/requests/new").page.forms[-1].values["form_token"]
    path = f"/access-requests/{request.access_request_id}/approve"
    return site.post(path, {"scope": "account", "role": USER.value, "form_token": token})


def of_nobodys(site: Site, _: Account, request: AccessRequest) -> Answer:
    """Somebody who has no part in it decides."""
    token = site.get("/requests/new").page.forms[-1].values["form_token"]
    return site.post(f"/access-requests/{request.access_request_id}/decline", {"form_token": token})


def after(reason: str | None, then: Act, choice: Choice | None = None) -> Act:
    """What is seen once it is decided: declined with the reason, or given as chosen."""

    def act(site: Site, account: Account, request: AccessRequest) -> Answer:
        ports, decider = site.world.ports, account.caller(ADMINISTRATOR)
        if reason is None:
            requests.approve(ports, decider, request.access_request_id, choice or Choice())
        else:
            requests.decline(ports, decider, request.access_request_id, reason)
        return then(site, account, request)

    return act


def further(site: Site) -> Answer:
    """The second page of what waits."""
    account = Account.of(site.world)
    for number in range(17):
        account.ask(person(f"user{number}@univ.example", name=f"User {number}"), USER, note=NOTE)
        site.world.clock.advance(hours=1)
    own = site.signed_in(ADMINISTRATOR)
    (more,) = [one["href"] for one in own.get("/access-requests").page.all("a") if "cursor=" in one["href"]]
    return own.get(more.removeprefix("/api"))


def further_own(site: Site) -> Answer:
    """The second page of one's own."""
    account = Account.of(site.world)
    for _ in range(17):
        request = account.ask(PARTNER, USER)
        requests.decline(site.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, REASON)
        site.world.clock.advance(hours=1)
    own = site.signed_in()
    (more,) = [one["href"] for one in own.get("/access-requests").page.all("a") if "cursor=" in one["href"]]
    return own.get(more.removeprefix("/api"))


def declined_for_another(site: Site) -> Answer:
    """One's own request for an account, of a customer who has one already, and another that nobody may see."""
    Account.of(site.world)
    site.world.import_account("Example Secret", "secret.univ.example", ("it@univ.example",), "restricted")
    request = site.world.submit(domain_identifier="labs.univ.example")
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", REASON)
    return site.signed_in().get(f"/requests/{request.request_id}")
