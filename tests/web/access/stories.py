"""How each page about requests for access is reached: who requested what, and who decided."""

from collections.abc import Callable

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from chalicelib.services.access.roles import give_role
from chalicelib.services.requests import link_actions
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.accounts.stories import next_page, populated
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site
from tests.world import PARTNER, person

SECOND = person("second@univ.example", name="Sol Second")
USER = AccessRole.SMART_ACCOUNT_USER
VIRTUAL_ACCOUNT_USER = AccessRole.VIRTUAL_ACCOUNT_USER
NOTE = "For the licences of order 4711."
REASON = "Ask the computing centre instead."
Act = Callable[[Site, Account, AccessRequest], Response]


def asking(path: str = "", by: Person = PARTNER, visibility: str = "") -> State:
    """Open the request form."""

    def state(site: Site) -> Response:
        account = Account.of(site.world, visibility)
        account.virtual_account("Optics", account.lab)
        return site.signed_in(by).get(f"/accounts/{account.account_id}/access{path}")

    return state


def asked(**typed: str) -> State:
    """Send the request form; `lab` stands for the field of that Virtual Account."""

    def state(site: Site) -> Response:
        account, visitor = populated(site), site.signed_in()
        page = visitor.get(f"/accounts/{account.account_id}/access")
        virtual_accounts = {f"virtual_account_ids/{account.lab}": "true"} if "lab" in typed else {}
        form = {name: value for name, value in typed.items() if name != "lab"}
        return visitor.fill_in(page, "/access", **form, **virtual_accounts)

    return state


def asked_and_led_on(site: Site) -> Response:
    """Send the request form and follow the redirect."""
    return site.signed_in().followed(asked(scope="account", role=USER.value, note=NOTE)(site))


def asked_before(site: Site) -> Response:
    """Open the request form of a person with a pending request."""
    account = Account.of(site.world)
    account.ask(PARTNER, USER)
    return site.signed_in().get(f"/accounts/{account.account_id}/access")


def asked_twice(site: Site) -> Response:
    """Send the request form after the same person has requested access in another window."""
    account, visitor = Account.of(site.world), site.signed_in()
    page = visitor.get(f"/accounts/{account.account_id}/access")
    account.ask(PARTNER, USER)
    return visitor.fill_in(page, "/access", scope="account", role=USER.value)


def asked_for_what_one_has(site: Site) -> Response:
    """Request to be a viewer as a user."""
    account = Account.of(site.world)
    account.give(PARTNER, USER)
    visitor = site.signed_in()
    page = visitor.get(f"/accounts/{account.account_id}/access")
    return visitor.fill_in(page, "/access", scope="account", role="smart_account_viewer")


def asked_of_nobody(site: Site) -> Response:
    """Open the request form of an account imported without administrators."""
    site.world.import_account("University of Example", "univ.example")
    (lock,) = site.world.ports.store.locks("univ.example")
    return site.signed_in().get(f"/accounts/{lock.account_id}/access")


def asked_of_pending(days: int = 0) -> State:
    """Open the request form of a requested account; after 90 days it is cancelled."""

    def state(site: Site) -> Response:
        request = site.world.submit()
        site.world.clock.advance(days=days)
        return site.signed_in().get(f"/accounts/{request.account_id}/access")

    return state


def of_request(act: Act, by: Person = ADMINISTRATOR, on_lab: bool = False) -> State:
    """Let a person act on a partner's request, to the whole account or to the Virtual Account Lab."""

    def state(site: Site) -> Response:
        account = populated(site)
        virtual_accounts = (account.lab,) if on_lab else ()
        request = account.ask(PARTNER, VIRTUAL_ACCOUNT_USER if on_lab else USER, *virtual_accounts, note=NOTE)
        return act(site.signed_in(by), account, request)

    return state


def shown(path: str = "") -> Act:
    """Open the page of the request."""
    return lambda site, _, request: site.get(f"/access-requests/{request.access_request_id}{path}")


def seen(path: str) -> Act:
    """Open a page that shows more than this request."""
    return lambda site, _, __: site.get(path)


def sent(action: str, **typed: str) -> Act:
    """Send a form of the request's page."""
    return lambda site, account, request: site.fill_in(shown()(site, account, request), action, **typed)


def more_in_part(site: Site, account: Account, request: AccessRequest) -> Response:
    """Choose another Virtual Account and a higher role than were asked for."""
    box = {f"virtual_account_ids/{account.office}": "true"}
    role = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
    return sent("/approve", scope="virtual_accounts", role=role, **box)(site, account, request)


def done(action: str, **typed: str) -> Act:
    """Send a form of the request's page and follow the redirect."""
    return lambda site, account, request: site.followed(sent(action, **typed)(site, account, request))


def too_late(site: Site, account: Account, request: AccessRequest) -> Response:
    """Approve after another administrator has declined."""
    page = shown()(site, account, request)
    other = account.give(SECOND, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    requests.decline(site.world.ports, other, request.access_request_id, REASON)
    return site.fill_in(page, "/approve", scope="account", role=USER.value)


def sent_twice(site: Site, account: Account, request: AccessRequest) -> Response:
    """Decline twice, as with a second click."""
    page = shown()(site, account, request)
    site.fill_in(page, "/decline")
    return site.fill_in(page, "/decline")


def of_own(site: Site, account: Account, request: AccessRequest) -> Response:
    """Let the requester, an administrator by now, decide."""
    account.give(PARTNER, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    token = site.get("/requests/new").page.forms[-1].values["form_token"]
    path = f"/access-requests/{request.access_request_id}/approve"
    return site.post(path, {"scope": "account", "role": USER.value, "form_token": token})


def of_nobodys(site: Site, _: Account, request: AccessRequest) -> Response:
    """Let an uninvolved person decide."""
    token = site.get("/requests/new").page.forms[-1].values["form_token"]
    return site.post(f"/access-requests/{request.access_request_id}/decline", {"form_token": token})


def after(reason: str | None, then: Act, choice: Choice | None = None) -> Act:
    """Act after the decision: declined with the reason, or approved as chosen."""

    def act(site: Site, account: Account, request: AccessRequest) -> Response:
        ports, decider = site.world.ports, account.caller(ADMINISTRATOR)
        if reason is None:
            requests.approve(ports, decider, request.access_request_id, choice or Choice())
        else:
            requests.decline(ports, decider, request.access_request_id, reason)
        return then(site, account, request)

    return act


def further(site: Site) -> Response:
    """Open the second page of the pending requests."""
    account = Account.of(site.world)
    for number in range(27):
        account.ask(person(f"user{number}@univ.example", name=f"User {number}"), USER, note=NOTE)
        site.world.clock.advance(hours=1)
    visitor = site.signed_in(ADMINISTRATOR)
    return next_page(visitor, visitor.get("/access-requests"))


def further_own(site: Site) -> Response:
    """Open the second page of one's own requests."""
    account = Account.of(site.world)
    for _ in range(27):
        request = account.ask(PARTNER, USER)
        requests.decline(site.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, REASON)
        site.world.clock.advance(hours=1)
    visitor = site.signed_in()
    return next_page(visitor, visitor.get("/access-requests"))


def declined_for_another(site: Site) -> Response:
    """Open one's own declined request, for a customer who has one visible account and one restricted one."""
    Account.of(site.world)
    site.world.import_account("Example Secret", "secret.univ.example", ("it@univ.example",), "restricted")
    request = site.world.submit(domain_identifier="labs.univ.example")
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", REASON)
    return site.signed_in().get(f"/requests/{request.request_id}")


def _offered(site: Site) -> str:
    """Offer a role to the partner; return its id."""
    account = Account.of(site.world)
    form = RoleForm(str(PARTNER.email), USER.value)
    offer = give_role(site.world.ports, account.caller(ADMINISTRATOR), account.account_id, form)
    assert isinstance(offer, Offer)
    return offer.offer_id


def offered(site: Site) -> Response:
    """Open the list of offers."""
    _offered(site)
    return site.signed_in().get("/offers")


def offer_answered(answer: str) -> State:
    """Answer an offer and follow the redirect."""

    def state(site: Site) -> Response:
        offer_id, visitor = _offered(site), site.signed_in()
        return visitor.followed(visitor.fill_in(visitor.get("/offers"), f"{offer_id}/{answer}"))

    return state


def offer_ended(site: Site) -> Response:
    """Accept an offer that has ended since the list was opened."""
    offer_id = _offered(site)
    site.world.clock.advance(days=30, minutes=-1)
    visitor = site.signed_in()
    page = visitor.get("/offers")
    site.world.clock.advance(minutes=1)
    return visitor.fill_in(page, f"{offer_id}/accept")
