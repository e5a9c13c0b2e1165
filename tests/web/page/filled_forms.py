"""Paths of the pages for existing objects, and valid values for each of their forms."""

from collections.abc import Mapping

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, SmartAccount
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.changes import InvitationForm
from chalicelib.domain.recovery.recovery import Objection, mailbox_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.pages.static_names import hashed
from chalicelib.services.access import requests
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.programs.administration import invite_program
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.recovery.reviewing import approve_recovery
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.writes import SaveAccount
from chalicelib.web.access import inquiry_pages, offer_pages, pages, role_pages
from chalicelib.web.accounts import administration_pages, trail_pages
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Page
from chalicelib.web.programs import pages as program_pages
from chalicelib.web.proofs import pages as proof_pages
from chalicelib.web.recovery import objection_pages
from chalicelib.web.recovery import pages as recovery_pages
from chalicelib.web.requests import end_notice_pages
from chalicelib.web.webhooks import pages as webhook_pages
from chalicelib.web.webhooks import webhook_pages as one_webhook_pages
from tests.services.access.stories import offered
from tests.services.webhooks.hooks import OTHER_URL, logged, with_receivers
from tests.web.browser_without_script import Site
from tests.web.requests.stories import FILLED
from tests.world import PARTNER, World, person

EVERYBODY = person("partner@reseller.example", "reviewers")
DOMAIN = "other.example"
LOST = "the-lost-account"
SUCCESSOR = "successor@reseller.example"
ACCESS_DECISION_PAGES = [page for page in pages.pages.pages if "{access_request_id}" in page.path]
ADMINISTRATION_PAGES = [
    *role_pages.pages.pages,
    *administration_pages.pages.pages,
    *trail_pages.pages.pages,
    *program_pages.pages.pages,
    *webhook_pages.pages.pages,
    *one_webhook_pages.pages.pages,
    *ACCESS_DECISION_PAGES,
]
ACCESS_REQUEST_PAGES = [page for page in pages.pages.pages if page not in ACCESS_DECISION_PAGES]
# Valid values of each form, and the status of the response.
WELL_FILLED: Mapping[str, tuple[int, Form]] = {
    "change_request_form": (200, FILLED),
    "check_request_form": (200, FILLED),
    "send_request_form": (303, {**FILLED, "key": "key-of-the-check-page", "needs_another": "true"}),
    "resend_form": (303, {"nomination_id": "1"}),
    "withdraw_form": (303, {"reason": "Typed the wrong name."}),
    "reassign_form": (303, {"nomination_id": "1", "email": f"head@{DOMAIN}", "language": "fr"}),
    "hand_over_form": (303, {"email": SUCCESSOR}),
    "review_form": (303, {"decision": "accept"}),
    "give_role_form": (303, {"email": "new@run.example", "role": "smart_account_user", "checked": "true"}),
    "withdraw_role_form": (303, {}),
    "accept_offer_form": (303, {}),
    "decline_offer_form": (303, {}),
    "inquiry_form": (303, {"account": "far.example", "note": "For order 4711."}),
    "invite_program_form": (
        200,
        {"label": "Shop", "scopes/requests.read": "true", "team_email": "shop@run.example", "valid_days": "30"},
    ),
    "revoke_program_form": (303, {}),
    "create_webhook_form": (200, {"url": OTHER_URL, "kinds/approved": "true"}),
    "change_webhook_form": (303, {"url": OTHER_URL, "kinds/approved": "true"}),
    "disable_webhook_form": (303, {}),
    "enable_webhook_form": (303, {}),
    "rotate_webhook_secret_form": (200, {}),
    "test_webhook_form": (303, {}),
    "redeliver_form": (303, {}),
    "remove_webhook_form": (303, {}),
    "withdraw_inquiry_form": (303, {}),
    "end_notice_form": (303, {}),
    "ask_for_domain_proof_form": (303, {"domain_identifier": "run.example"}),
    "check_domain_proof_form": (303, {}),
    "withdraw_domain_proof_form": (303, {}),
    "ask_for_recovery_form": (303, {"account_id": LOST}),
    "withdraw_recovery_form": (303, {}),
    "approve_recovery_form": (303, {"reason": "I rang them."}),
    "decline_recovery_form": (303, {"reason": "Nobody there knows them."}),
    "change_account_form": (303, {"account_name": "Run well", "search_visibility": "restricted"}),
    "create_virtual_account_form": (303, {"name": "Library", "search_visibility": "restricted"}),
    "change_virtual_account_form": (303, {"name": "Library"}),
    "ask_for_access_form": (303, {"scope": "account", "role": "smart_account_user", "note": "For order 4711."}),
    "approve_access_form": (303, {"scope": "account", "role": "smart_account_viewer"}),
    "decline_access_form": (303, {"reason": "Ask the computing centre."}),
    "withdraw_access_form": (303, {}),
}
UNKNOWN_IDS = {
    "webhook_id": "0" * 32,
    "delivery_id": "0" * 24,
    "request_id": "a-request",
    "account_id": "an-account",
    "access_request_id": "an-access-request",
    "domain_proof_id": "a-proof",
    "inquiry_id": "an-inquiry",
    "recovery_id": "a-recovery",
    "program_id": "a-program",
    "role_id": "a-role",
    "virtual_account_id": "a-part",
}


def path_of(world: World, page: Page) -> str:
    """Return the page's path for existing objects: a pending request, its link, its account."""
    in_review = page.guard is Guard.REVIEWER
    of_another = in_review or page in end_notice_pages.pages.pages
    by = person("rival@rival.example") if of_another else PARTNER
    customer_domain = "elsewhere.example" if in_review else DOMAIN
    request = world.submit(by=by, domain_identifier=DOMAIN, customer_emails=(f"it@{customer_domain}",))
    if page.name == "hand_over_form":
        join_team(world, request)
    world.clock.advance(minutes=30)
    ids = {"request_id": request.request_id, "account_id": request.account_id}
    if page.path.endswith("{access_request_id}/withdraw"):
        ids = own_access_request(world)
    elif page in ADMINISTRATION_PAGES:
        ids = administered_account(world)
    if page in offer_pages.pages.pages:
        ids = {"account_id": account_of(world, "it@run.example")}
        ids["role_id"] = offered(world, EVERYBODY, ids["account_id"])
    if page in ACCESS_REQUEST_PAGES:
        ids = {"account_id": account_of(world, "it@run.example")}
    token = "" if in_review else world.token(request)
    ids, token = of_domains(world, page, ids, token)
    return page.path.format(**ids, token=token, slug="busy", part="start", name=hashed("style.css"))


def of_domains(world: World, page: Page, ids: dict[str, str], token: str) -> tuple[dict[str, str], str]:
    """Add what pages about proofs of domains and about recoveries need."""
    if page in proof_pages.pages.pages:
        ids["domain_proof_id"] = ask_for_proof(world.ports, Caller(EVERYBODY, ()), DOMAIN).proof_id
    if page in recovery_pages.pages.pages:
        domain, now = f"lost2.{EVERYBODY.email.domain}", world.clock.now()
        lost = SmartAccount(LOST, "Lost", domain, EVERYBODY.email.domain, AccountStatus.ACTIVE, now)
        world.ports.store.commit([SaveAccount(lost)])
        # Who decides as a reviewer is not the candidate.
        by = person("it@lost.example") if page.guard is Guard.REVIEWER else EVERYBODY
        ids["recovery_id"] = recovery_of(world, by)
    if page in inquiry_pages.pages.pages:
        ids["inquiry_id"] = inquire(world.ports, EVERYBODY, InquiryForm("far.example")).inquiry_id
    if page in objection_pages.pages.pages:
        token = objection_of(world, recovery_of(world, PARTNER))
    return ids, token


def join_team(world: World, request: AccountRequest) -> None:
    """Give the successor a role in the request's team."""
    world.give_role(SUCCESSOR, request.team_account_id or "", AccessRole.SMART_ACCOUNT_USER)
    claim_at_sign_in(world.ports, person(SUCCESSOR))


def administered_account(world: World) -> dict[str, str]:
    """Import an account that `EVERYBODY` and another person administer; return its ids and the other's role.

    A third person has requested access to it.
    """
    account_id, store = account_of(world, "it@run.example", str(EVERYBODY.email)), world.ports.store
    (role_id,) = [grant.grant_id for grant in store.account_grants(account_id) if grant.email == "it@run.example"]
    (virtual_account,) = store.virtual_accounts(account_id)
    form = AccessRequestForm("account", AccessRole.SMART_ACCOUNT_USER)
    request = requests.ask(world.ports, world.caller(person("new@run.example")), account_id, form)
    (delivery,) = logged(world, account_id)
    with_receivers(world)
    typed = InvitationForm("Order tool", ("requests.read",), "orders@run.example", 30)
    invited = invite_program(world.ports, world.caller(EVERYBODY), account_id, typed)
    return {
        "account_id": account_id,
        "webhook_id": delivery.webhook_id,
        "delivery_id": delivery.delivery_id,
        "program_id": invited.program.program_id,
        "role_id": role_id,
        "virtual_account_id": virtual_account.virtual_account_id,
        "access_request_id": request.access_request_id,
    }


def own_access_request(world: World) -> dict[str, str]:
    """Return the id of a request for access that `EVERYBODY` has made."""
    form = AccessRequestForm("account", AccessRole.SMART_ACCOUNT_USER)
    request = requests.ask(world.ports, world.caller(EVERYBODY), account_of(world, "it@run.example"), form)
    return {"access_request_id": request.access_request_id}


def account_of(world: World, *administrators: str) -> str:
    """Import an active account with these administrators and return its id."""
    world.import_account("Run", "run.example", administrators)
    (lock,) = world.ports.store.locks("run.example")
    return lock.account_id


def recovery_of(world: World, candidate: Person) -> str:
    """Ask for the recovery of an account below the candidate's domain; return its id."""
    domain = f"lost.{candidate.email.domain}"
    world.import_account("Lost", domain, (f"boss@{domain}",))
    lock = world.ports.store.locks_on([(candidate.email.domain, domain)])[domain]
    return ask_for_recovery(world.ports, Caller(candidate, ()), lock.account_id).recovery_id


def objection_of(world: World, recovery_id: str) -> str:
    """Have two reviewers approve the recovery; return the token in the notice to an administrator."""
    recovery = None
    for number in range(2):
        reviewer = person(f"reviewer{number}@vendor.example", "reviewers")
        recovery = approve_recovery(world.ports, Caller(reviewer, ()), recovery_id, "I rang them.")
    assert recovery is not None
    mailbox = mailbox_of(recovery_id, f"boss@{recovery.domain_identifier}")
    return world.ports.links.objection_token(Objection(recovery_id, recovery.notices, mailbox))


def token_of(visitor: Site) -> Form:
    """Return the hidden field with the form token of this session."""
    forms = visitor.get("/requests/new").page.forms
    (token,) = [form.values["form_token"] for form in forms if "form_token" in form.values]
    return {"form_token": token}
