"""Where the pages are, for things that a test has put there, and what each of their forms says."""

from collections.abc import Mapping

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.rendering.pages.static_names import hashed
from chalicelib.services.access import requests
from chalicelib.web.access import pages, role_pages
from chalicelib.web.accounts import administration_pages
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Page
from tests.web.browser_without_script import Site
from tests.web.requests.stories import FILLED
from tests.world import PARTNER, World, person

EVERYBODY = person("partner@reseller.example", "reviewers")
DOMAIN = "other.example"
DECIDED_BY_EVERYBODY = [one for one in pages.pages.pages if "{access_request_id}" in one.path]
RUN_BY_EVERYBODY = [*role_pages.pages.pages, *administration_pages.pages.pages, *DECIDED_BY_EVERYBODY]
RUN_BY_OTHERS = [one for one in pages.pages.pages if one not in DECIDED_BY_EVERYBODY]
# What each form says when it is filled in well, and what it then answers.
WELL_FILLED: Mapping[str, tuple[int, Form]] = {
    "change_request_form": (200, FILLED),
    "check_request_form": (200, FILLED),
    "send_request_form": (303, {**FILLED, "key": "key-of-the-check-page"}),
    "resend_form": (303, {"nomination_id": "1"}),
    "withdraw_form": (303, {"reason": "Typed the wrong name."}),
    "reassign_form": (303, {"nomination_id": "1", "email": f"head@{DOMAIN}", "language": "fr"}),
    "review_form": (303, {"decision": "accept"}),
    "give_role_form": (303, {"email": "new@run.example", "role": "smart_account_user"}),
    "withdraw_role_form": (303, {}),
    "change_account_form": (303, {"account_name": "Run well", "search_visibility": "restricted"}),
    "create_virtual_account_form": (303, {"name": "Library", "search_visibility": "restricted"}),
    "change_virtual_account_form": (303, {"name": "Library"}),
    "ask_for_access_form": (303, {"scope": "account", "role": "smart_account_user", "note": "For order 4711."}),
    "approve_access_form": (303, {"scope": "account", "role": "smart_account_viewer"}),
    "decline_access_form": (303, {"reason": "Ask the computing centre."}),
}
NOTHING = {
    "request_id": "a-request",
    "account_id": "an-account",
    "access_request_id": "an-access-request",
    "role_id": "a-role",
    "virtual_account_id": "a-part",
}


def path_of(world: World, page: Page) -> str:
    """The page's address for things that are there: a request that waits, its link, its account."""
    in_review = page.guard is Guard.REVIEWER
    by, to = (person("rival@rival.example"), "elsewhere.example") if in_review else (PARTNER, DOMAIN)
    request = world.submit(by=by, domain_identifier=DOMAIN, customer_emails=(f"it@{to}",))
    world.clock.advance(minutes=30)
    there = {"request_id": request.request_id, "account_id": request.account_id}
    if page in RUN_BY_EVERYBODY:
        there = account_run(world)
    if page in RUN_BY_OTHERS:
        there = {"account_id": account_of(world, "it@run.example")}
    token = "" if in_review else world.token(request)
    return page.path.format(**there, token=token, slug="busy", name=hashed("style.css"))


def account_run(world: World) -> dict[str, str]:
    """An account that `EVERYBODY` and somebody else run, the other's role there, and its Virtual Account.

    A third person has asked for access to it.
    """
    account_id, store = account_of(world, "it@run.example", str(EVERYBODY.email)), world.ports.store
    (role_id,) = [one.grant_id for one in store.account_grants(account_id) if one.email == "it@run.example"]
    (part,) = store.virtual_accounts(account_id)
    wish = AccessRequestForm("account", AccessRole.SMART_ACCOUNT_USER)
    asked = requests.ask(world.ports, world.caller(person("new@run.example")), account_id, wish)
    return {
        "account_id": account_id,
        "role_id": role_id,
        "virtual_account_id": part.virtual_account_id,
        "access_request_id": asked.access_request_id,
    }


def account_of(world: World, *administrators: str) -> str:
    """The id of an active account that they run."""
    world.import_account("Run", "run.example", administrators)
    (lock,) = world.ports.store.locks("run.example")
    return lock.account_id


def token_of(own: Site) -> Form:
    """The hidden field of this session's forms."""
    forms = own.get("/requests/new").page.forms
    (token,) = [one.values["form_token"] for one in forms if "form_token" in one.values]
    return {"form_token": token}
