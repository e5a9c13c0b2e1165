"""Pages of domain proofs: the list with the form that asks for one, and one proof with its record."""

from collections.abc import Callable

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.free_mail import is_free_mail
from chalicelib.domain.proofs.proof import DomainProof, HolderKind
from chalicelib.domain.proofs.states import allowed_proof_actions
from chalicelib.services.accounts.read import open_account
from chalicelib.services.proofs.asking import ask_for_proof, proofs_of, withdraw_proof
from chalicelib.services.proofs.checking import check_proof
from chalicelib.services.proofs.held import held_proof
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
LIST = "/domain-proofs"
ONE = "/domain-proofs/{domain_proof_id}"


@pages.page(Page("GET", LIST, "domain_proofs_page", Guard.SIGNED_IN, ("cursor",), ("account_id",)))
def show_list(context: PageContext) -> PageResponse:
    """List the reader's own proofs, or those of an account that they administer."""
    return _list(context, {})


@pages.page(Page("POST", LIST, "ask_for_domain_proof_form", Guard.SIGNED_IN, ("account_id",)))
def ask(context: PageContext, form: Form) -> HandlerResult:
    """Ask for a proof; one that is there already is shown."""
    account_id = context.parameters.get("account_id") or None
    try:
        proof = ask_for_proof(context.container.ports, context.caller, form.get("domain_identifier", ""), account_id)
    except Refused as refused:
        if refused.problem is Problem.PROOF_EXISTS:
            return redirect(context.urls.domain_proof(str(refused.facts["domain_proof_id"])))
        if refused.problem in (Problem.ACCOUNT_UNKNOWN, Problem.ADMINISTRATOR_REQUIRED):
            raise
        return _list(context, form, refused)
    return redirect(context.urls.domain_proof(proof.proof_id, "asked"))


# The page has both buttons, so a GET of their URLs shows it.
@pages.page(Page("GET", ONE + "/check", "check_domain_proof_page", Guard.SIGNED_IN))
@pages.page(Page("GET", ONE + "/withdraw", "withdraw_domain_proof_page", Guard.SIGNED_IN))
@pages.page(Page("GET", ONE, "domain_proof_page", Guard.SIGNED_IN, ("done",)))
def show(context: PageContext, domain_proof_id: str) -> PageResponse:
    """Show one proof, with the record to be set and what was found."""
    return _proof(context, domain_proof_id)


@pages.page(Page("POST", ONE + "/check", "check_domain_proof_form", Guard.SIGNED_IN))
def check(context: PageContext, domain_proof_id: str, form: Form) -> HandlerResult:
    """Look for the record now."""
    del form
    return _acted(context, domain_proof_id, check_proof, "checked")


@pages.page(Page("POST", ONE + "/withdraw", "withdraw_domain_proof_form", Guard.SIGNED_IN))
def withdraw(context: PageContext, domain_proof_id: str, form: Form) -> HandlerResult:
    """Withdraw the proof."""
    del form
    return _acted(context, domain_proof_id, withdraw_proof, "withdrawn")


def _acted(context: PageContext, proof_id: str, act: Callable[..., DomainProof], done: str) -> HandlerResult:
    """Act and show the proof again, with the refusal if there is one."""
    try:
        act(context.container.ports, context.caller, proof_id)
    except Refused as refused:
        if refused.problem is Problem.PROOF_UNKNOWN:
            raise
        return _proof(context, proof_id, refused)
    return redirect(context.urls.domain_proof(proof_id, done))


def _list(context: PageContext, form: Form, refused: Refused | None = None) -> PageResponse:
    ports, listing = context.container.ports, Listing(context)
    account_id, start = context.parameters.get("account_id") or None, listing.start()
    with collect_unreadable() as unreadable:
        page = proofs_of(ports, context.caller, account_id, listing.size, start)
        account = open_account(ports, context.caller, account_id) if account_id else None
    now = ports.clock.now()
    values = {
        "account": account,
        "account_id": account_id or "",
        "proofs": [(proof, proof.status_at(now)) for proof in page.items],
        "next_cursor": listing.cursor(page.next_start),
        "typed": form.get("domain_identifier", _suggested(context, account)),
    }
    return PageResponse("domain_proofs", values, refused=refused, unreadable=unreadable.entries)


def _suggested(context: PageContext, account: SmartAccount | None) -> str:
    """Return the domain that the form is filled in with; none where the reader's is a public mail service's."""
    domain = account.domain_identifier if account else context.person.email.domain
    return "" if is_free_mail(domain) else DomainRules.display(domain)


def _proof(context: PageContext, proof_id: str, refused: Refused | None = None) -> PageResponse:
    ports = context.container.ports
    proof, now = held_proof(ports, context.caller, proof_id), ports.clock.now()
    status = proof.status_at(now)
    values = {
        "proof": proof,
        "status": status,
        "actions": [action.value for action in allowed_proof_actions(status)],
        "account_id": proof.holder.holder_id if proof.holder.kind is HolderKind.ACCOUNT else "",
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("domain_proof", values, refused=refused)
